import type { SyntaxNode, SyntaxTree } from '../security/python/engine/syntax-tree.ts';
import { certainAssertions } from './python-certainty.ts';
import { pythonNames } from './python-names.ts';
import { BodyCount, NAME, type Mark, type Strength, type TestFact, type TestFile } from './test-facts.ts';

/** Markers of pytest and decorators of unittest: https://docs.pytest.org/en/stable/how-to/skipping.html */
const OFF = /(?:^|\.)(?:skip|skipif|skipIf|skipUnless|xfail|expectedFailure)$/u;
const OFF_CALL = /^(?:pytest\.(?:skip|xfail|exit|importorskip)|self\.skipTest|(?:unittest\.)?SkipTest)$/u;
const EXPECTS = /(?:^|\.)(?:assert\w+|raises|warns|assertRaises\w*)$/u;
const WEAK_METHOD = /^(?:self\.)?assert(?:True|False|IsNotNone|NotEqual|NotIn|IsNot|NotIsInstance|IsInstance|Called|_called|NotAlmostEqual)$/u;

interface Place {
  readonly names: readonly string[];
  readonly marks: readonly Mark[];
  /** Whether a function here is collected as a test. */
  readonly isCollected: boolean;
}

/** The tests of a Python file, as pytest and unittest collect them. */
export function pythonTests({ root }: SyntaxTree): TestFile {
  const facts: TestFact[] = [];
  visitAll(root, { names: [], marks: fileMarks(root), isCollected: true }, facts);
  return { facts, names: pythonNames(root) };
}

function visitAll(parent: SyntaxNode, place: Place, facts: TestFact[]): void {
  for (const node of parent.children) {
    const decorators = node.type === 'decorated_definition' ? node.children.filter(({ type }) => type === 'decorator').flatMap(decoratorMarks) : [];
    const definition = node.type === 'decorated_definition' ? node.child('definition') : node;
    const own = { ...place, marks: [...place.marks, ...decorators] };
    if (definition?.type === 'class_definition') visitClass(definition, own, facts);
    else if (definition?.type === 'function_definition') addFunction(definition, own, facts);
    else if (/^(?:if|try|with|for|while)_statement$|^(?:block|else_clause|elif_clause|except_clause|finally_clause)$/u.test(node.type)) {
      const condition = node.type === 'if_statement' ? [{ word: 'a condition around it', start: node.start, end: node.end }] : [];
      visitAll(node, { ...place, marks: [...place.marks, ...condition] }, facts);
    }
  }
}

function visitClass(node: SyntaxNode, place: Place, facts: TestFact[]): void {
  const name = node.child('name')?.text ?? '';
  const isCollected = name.startsWith('Test') || /TestCase/u.test(node.child('superclasses')?.text ?? '');
  const body = node.child('body');
  if (body === undefined) return;
  visitAll(body, { names: [...place.names, name], marks: [...place.marks, ...fileMarks(body)], isCollected }, facts);
}

function addFunction(node: SyntaxNode, { names, marks, isCollected }: Place, facts: TestFact[]): void {
  const name = node.child('name')?.text ?? '';
  const body = node.child('body');
  if (body === undefined) return;
  const counted = countBody(body);
  const common = { name: [...names, name].join(' > '), ...counted.facts(), start: node.start, end: node.end };
  if (isCollected && name.startsWith('test')) facts.push({ kind: 'test', body: shapeOf(body), marks: [...marks, ...counted.marks], ...common });
  else if (counted.assertions.length > 0) facts.push({ kind: 'helper', body: '', marks: [], ...common });
}

/** `pytestmark = pytest.mark.skip`, `__test__ = False`: of a file or a class. */
function fileMarks(body: SyntaxNode): readonly Mark[] {
  return body.children.flatMap((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.children[0] : undefined;
    const [left, right] = [assignment?.child('left')?.text, assignment?.child('right')?.text ?? ''];
    const isOff = (left === 'pytestmark' && /\bmark\.(?:skip|skipif|xfail)\b/u.test(right)) || (left === '__test__' && /^(?:False|None|0|\[\]|\(\)|""|'')$/u.test(right));
    return isOff ? [{ word: statement.text.replace(/\s+/gu, ' '), start: statement.start, end: statement.end }] : [];
  });
}

function decoratorMarks(decorator: SyntaxNode): readonly Mark[] {
  const name = (decorator.children[0]?.child('function') ?? decorator.children[0])?.text ?? '';
  return OFF.test(name) ? [{ word: `@${name}`, start: decorator.start, end: decorator.end }] : [];
}

function countBody(body: SyntaxNode): BodyCount {
  const count = new BodyCount();
  const visit = (node: SyntaxNode, inner: boolean): void => {
    const strength = strengthOf(node);
    const place = { word: node.text.replace(/\s+/gu, ' ').slice(0, 60), start: node.start, end: node.end };
    if (strength !== undefined) count.assertions.push({ strength, place });
    if (isSkip(node)) count.marks.push(place);
    if (node.type === 'return_statement' && !inner) count.exits.push({ ...place, word: 'return' });
    for (const child of node.children) visit(child, inner || node.type === 'function_definition' || node.type === 'lambda');
  };
  visit(body, false);
  count.certain = certainAssertions(body, canFail);
  return count;
}

function strengthOf(node: SyntaxNode): Strength | undefined {
  return node.type === 'assert_statement' ? ofAssert(node) : node.type === 'call' ? ofCall(node) : undefined;
}

/** Not one that compares a value with itself: of what is tested it says only that it does the same twice. */
function canFail(node: SyntaxNode): boolean {
  const strength = strengthOf(node);
  if (strength === undefined || strength === 'empty') return false;
  const [first, second] = comparedBy(node);
  return first === undefined || first.text !== second?.text;
}

/** The sides of an equality. */
function comparedBy(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === 'call') return /\bassertEquals?$/u.test(node.child('function')?.text ?? '') ? (node.child('arguments')?.children ?? []) : [];
  const [condition] = node.children;
  return condition?.type === 'comparison_operator' && condition.operators.join() === '==' ? condition.children : [];
}

function isSkip(node: SyntaxNode): boolean {
  if (node.type === 'call') return OFF_CALL.test(node.child('function')?.text ?? '');
  return node.type === 'raise_statement' && OFF_CALL.test(node.children[0]?.text ?? '');
}

function isConstant({ type, children }: SyntaxNode): boolean {
  return /^(?:true|false|none|integer|float)$/u.test(type) || (type === 'string' && !children.some((child) => child.type === 'interpolation'));
}

/** A constant that is true. A tuple is, whatever is in it. */
function isTruthy({ type, text, children }: SyntaxNode): boolean {
  if (type === 'tuple') return children.length > 0;
  if (type === 'string') return text.length > 2 && !children.some((child) => child.type === 'interpolation');
  return type === 'true' || (/^(?:integer|float)$/u.test(type) && Number(text) !== 0);
}

/** `x or True` is, whatever `x` is. */
function isAlwaysTrue(node: SyntaxNode): boolean {
  if (node.type === 'parenthesized_expression') return node.children.some(isAlwaysTrue);
  if (node.type === 'not_operator') return /^(?:false|none)$/u.test(node.children[0]?.type ?? '');
  if (node.type === 'boolean_operator') return node.operators.join() === 'or' ? node.children.some(isAlwaysTrue) : node.children.every(isAlwaysTrue);
  return isTruthy(node);
}

function isSame(one: SyntaxNode | undefined, other: SyntaxNode | undefined): boolean {
  return one !== undefined && isConstant(one) && one.text === other?.text;
}

function ofAssert({ children: [condition] }: SyntaxNode): Strength {
  if (condition === undefined || isAlwaysTrue(condition)) return 'empty';
  if (condition.type === 'comparison_operator') return ofComparison(condition);
  return condition.type === 'boolean_operator' ? 'strong' : 'weak';
}

function ofComparison({ children, operators }: SyntaxNode): Strength {
  if (operators.join() === '==' && isSame(children[0], children[1])) return 'empty';
  return operators.some((one) => /^(?:!=|is not|not in)$/u.test(one)) ? 'weak' : 'strong';
}

function ofCall(node: SyntaxNode): Strength | undefined {
  const name = node.child('function')?.text ?? '';
  if (!EXPECTS.test(name)) return undefined;
  const [first, second] = node.child('arguments')?.children ?? [];
  if (/assertTrue$/u.test(name) && first !== undefined && isTruthy(first)) return 'empty';
  if (/assertEquals?$/u.test(name) && isSame(first, second)) return 'empty';
  return WEAK_METHOD.test(name) ? 'weak' : 'strong';
}

/** The code without its layout: kinds of nodes, operators, and the texts of names and literals. */
function shapeOf(node: SyntaxNode): string {
  const parts: string[] = [];
  const visit = (one: SyntaxNode): void => {
    if (one.type === 'string_start' || one.type === 'string_end') return;
    if (one.type === 'parenthesized_expression') return one.children.forEach(visit);
    if (one.type === 'identifier') return void parts.push(`${NAME}${one.text}`);
    parts.push(one.type, ...one.operators);
    if (one.children.length === 0) parts.push(one.text.replace(/\s+/gu, ' '));
    one.children.forEach(visit);
  };
  visit(node);
  return parts.join('\0');
}
