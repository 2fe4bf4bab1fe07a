import ts from 'typescript';
import { isConstant, ofCondition, ofEqual, ofMatcher } from './script-expected.ts';
import { weakest, type Strength } from './test-facts.ts';

const WEAK =
  /^(?:ok|isOk|exists?|isDefined|toBeDefined|toBeTruthy|toHaveBeenCalled|toExist|truthy|pass|not[A-Z]\w*|not|doesNot\w*|isNot\w*|ifError|anything)$/;
/** Of the objects that test functions are given, in ava, tap and QUnit. */
const OF_CONTEXT =
  /^(?:is|not|deepEqual|equal|same|strictSame|strictEqual|notEqual|ok|notOk|true|false|truthy|falsy|throws|throwsAsync|notThrows|match|like|regex|snapshot|rejects|resolves|assert|pass|type|has|hasStrict)$/;
const EQUALITY = /^(?!not)(?:\w*equals?|toBe|is|same|eql)$/iu;
const HELPER = /^(?:expect|assert|verify|check|should)[A-Z]\w*$/;

/** What a call asserts, if it is the call that does; undefined for any other. */
export function assertionOf(call: ts.CallExpression): Strength | undefined {
  const callee = call.expression;
  if (ts.isIdentifier(callee)) return ofFunction(callee.text, call);
  return ts.isPropertyAccessExpression(callee) ? ofMethod(callee, call) : undefined;
}

function ofFunction(name: string, call: ts.CallExpression): Strength | undefined {
  if (name === 'expect') return expectation(call);
  if (name === 'assert') return ofValues('ok', call.arguments);
  return HELPER.test(name) ? 'strong' : undefined;
}

function ofMethod(callee: ts.PropertyAccessExpression, call: ts.CallExpression): Strength | undefined {
  const { name, expression } = callee;
  const root = rootOf(expression);
  if (root === 'assert' || (root === 't' && /\.assert$/u.test(expression.getText()))) return ofValues(name.text, call.arguments);
  if (root === 't' && ts.isIdentifier(expression) && OF_CONTEXT.test(name.text)) return ofValues(name.text, call.arguments);
  return HELPER.test(name.text) || hasShould(callee) ? 'strong' : undefined;
}

function rootOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? rootOf(node.expression) : undefined;
}

/** `value.should.equal(1)`. */
function hasShould(node: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(node)) return false;
  return node.name.text === 'should' || hasShould(node.expression);
}

/** Of `expect(value).not.toBe(other)`, as seen from `expect(value)`. */
function expectation(call: ts.CallExpression): Strength {
  const { names, last } = chainFrom(call);
  const matcher = names.at(-1);
  if (matcher === undefined) return 'empty';
  const isNegated = names.includes('not');
  const [actual] = call.arguments;
  if (actual !== undefined && isConstant(actual) && !isNegated) return alwaysHolds(matcher, actual, last) ? 'empty' : 'strong';
  if (isNegated || WEAK.test(matcher)) return 'weak';
  return weakest([ofMatcher(matcher, last.arguments), EQUALITY.test(matcher) ? ofEqual(actual, last.arguments[0]) : 'strong']);
}

/** What is written after a call, and the last call of it. */
function chainFrom(call: ts.CallExpression): { readonly names: readonly string[]; readonly last: ts.CallExpression } {
  const names: string[] = [];
  let [top, last]: [ts.Node, ts.CallExpression] = [call, call];
  for (; ; top = top.parent) {
    const { parent } = top;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === top) names.push(parent.name.text);
    else if (ts.isCallExpression(parent) && parent.expression === top) last = parent;
    else return { names, last };
  }
}

function alwaysHolds(matcher: string, actual: ts.Expression, last: ts.CallExpression): boolean {
  const isTrue = isTruthy(actual);
  const [expected] = last.arguments;
  if (/^(?:toBeTruthy|toBeDefined|ok|true|exist)$/u.test(matcher)) return isTrue;
  return expected !== undefined && isConstant(expected) && expected.getText() === actual.getText();
}

/** `assert.equal(a, a)`, `expect(a).toBe(a)`: of the code's own doing only that it does the same twice. */
export function comparesItself(call: ts.CallExpression): boolean {
  const [first, second] = call.arguments;
  const { names, last } = chainFrom(call);
  const isExpect = ts.isIdentifier(call.expression) && call.expression.text === 'expect';
  const matcher = isExpect ? names.at(-1) : ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : undefined;
  const expected = isExpect ? last.arguments[0] : second;
  if (first === undefined || expected === undefined || matcher === undefined || names.includes('not')) return false;
  return EQUALITY.test(matcher) && first.getText() === expected.getText();
}

function ofValues(name: string, values: readonly ts.Expression[]): Strength {
  const [first, second] = values;
  if (name === 'pass' || (/^(?:throws|rejects)/u.test(name) && asserts(first))) return 'empty';
  if (first !== undefined && isConstant(first)) {
    if (/^(?:ok|isOk|isTrue|true|truthy|assert|exists?|isDefined)$/u.test(name)) return isTruthy(first) ? 'empty' : 'strong';
    if (second !== undefined && isConstant(second)) return first.getText() === second.getText() ? 'empty' : 'strong';
  }
  return ofNamed(name, values);
}

function ofNamed(name: string, [first, ...expected]: readonly ts.Expression[]): Strength {
  if (/^(?:ok|isOk|assert|truthy|isTrue|true)$/u.test(name)) return ofCondition(first);
  if (WEAK.test(name)) return 'weak';
  return weakest([ofMatcher(name, expected), EQUALITY.test(name) ? ofEqual(first, expected[0]) : 'strong']);
}

/** A function that is to throw, and throws when what it asserts does not hold. */
function asserts(node: ts.Node | undefined): boolean {
  if (node === undefined) return false;
  if (ts.isCallExpression(node) && /^(?:assert|expect)\b/u.test(node.expression.getText())) return true;
  return ts.forEachChild(node, (child) => asserts(child) || undefined) ?? false;
}

function isTruthy(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.TrueKeyword || (ts.isLiteralExpression(node) && node.text !== '' && node.text !== '0');
}
