import ts from 'typescript';
import { claimsOf } from './claims.ts';
import { assertionOf } from './script-assertions.ts';
import { certainAssertions, neverRuns, wordsOf, type Words } from './script-certainty.ts';
import { scriptBodies } from './script-claims.ts';
import { scriptNames } from './script-names.ts';
import { roundsOf, tableOf } from './script-rows.ts';
import { BodyCount, NAME, timesOf, type Mark, type Rounds, type TestFact, type TestFile } from './test-facts.ts';

const TESTS = new Set(['test', 'it', 'specify', 'xit', 'xtest', 'xspecify', 'fit']);
const SUITES = new Set(['describe', 'suite', 'context', 'xdescribe', 'xcontext', 'fdescribe']);
const OFF = new Set(['skip', 'only', 'todo', 'failing', 'fails', 'fixme', 'skipIf', 'runIf', 'todoIf']);
const CONTEXTS = /^(?:t|ctx|context|tc|test|it|this)$/;

interface Place {
  /** Names of the suites around, and of the test itself. */
  readonly above: readonly string[];
  readonly marks: readonly Mark[];
  /** Of the tables around. */
  readonly rows: Rounds;
}

interface Called {
  readonly isSuite: boolean;
  readonly marks: readonly Mark[];
}

/** The tests of a script, by any of the runners that call them `test`, `it` and `describe`. */
export function scriptTests(text: string, path: string): TestFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const words = wordsOf(file);
  const facts: TestFact[] = [];
  const visit = (node: ts.Node, { above, marks, rows }: Place): void => {
    const called = ts.isCallExpression(node) ? calledAs(node) : undefined;
    if (called === undefined || !ts.isCallExpression(node)) {
      const helper = helperOf(node);
      if (helper !== undefined) facts.push(helper);
      const own = conditionOf(node, words);
      const place = { above, marks: own === undefined ? marks : [...marks, own], rows: timesOf(rows, roundsOf(node)) };
      return ts.forEachChild(node, (child) => visit(child, place));
    }
    const names = [...above, nameOf(node)];
    const table = tableOf(node);
    const all = [
      ...marks,
      ...called.marks,
      ...optionMarks(node),
      ...(table.isEmpty ? [markAt(node.expression, 'a table without rows')] : []),
    ];
    const place = { above: names, marks: all, rows: timesOf(rows, table.rows) };
    if (!called.isSuite) return void facts.push(testOf(node, place));
    for (const argument of node.arguments) visit(argument, place);
  };
  visit(file, { above: [], marks: [], rows: 1 });
  const names = scriptNames(file);
  return { facts, names, claims: () => claimsOf(scriptBodies(file, facts, names)) };
}

function calledAs(call: ts.CallExpression): Called | undefined {
  const marks: Mark[] = [];
  let callee: ts.Expression = call.expression;
  // `test.each(rows)(name, body)`, `test.skipIf(why)(name, body)`
  if (ts.isCallExpression(callee) || ts.isTaggedTemplateExpression(callee))
    callee = ts.isCallExpression(callee) ? callee.expression : callee.tag;
  while (ts.isPropertyAccessExpression(callee)) {
    if (OFF.has(callee.name.text)) marks.push(markAt(callee.name, `.${callee.name.text}`));
    callee = callee.expression;
  }
  if (!ts.isIdentifier(callee) || (!call.arguments.some(isFunction) && !isNamed(call))) return undefined;
  const { text } = callee;
  if (!TESTS.has(text) && !SUITES.has(text)) return undefined;
  if (/^[xf](?:it|test|specify|describe|context)$/u.test(text)) marks.push(markAt(callee, text));
  return { isSuite: SUITES.has(text), marks };
}

/** A test without a body has a name at least; `test.skip()` within one has none. */
function isNamed({ arguments: [first] }: ts.CallExpression): boolean {
  return first !== undefined && ts.isStringLiteralLike(first);
}

function isFunction(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function markAt(node: ts.Node, word: string): Mark {
  return { word, start: node.getStart(), end: node.end };
}

function nameOf({ arguments: [first] }: ts.CallExpression): string {
  if (first === undefined || isFunction(first)) return '';
  return ts.isStringLiteralLike(first) ? first.text : first.getText().replace(/\s+/gu, ' ');
}

/** `{ skip: true }` and the like, beside the name: https://nodejs.org/api/test.html#testname-options-fn */
function optionMarks({ arguments: all }: ts.CallExpression): readonly Mark[] {
  const properties = all.filter(ts.isObjectLiteralExpression).flatMap((one) => [...one.properties]);
  return properties.flatMap((property) => {
    const name =
      property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) ? property.name.text : '';
    const isOff = ts.isPropertyAssignment(property) && property.initializer.kind === ts.SyntaxKind.FalseKeyword;
    return OFF.has(name) && !isOff ? [markAt(property, `the option ${name}`)] : [];
  });
}

/** A condition that decides whether the tests within it are there at all. */
function conditionOf(node: ts.Node, words: Words): Mark | undefined {
  if (neverRuns(node, words)) return markAt(node, 'nothing runs what is around it');
  if (ts.isIfStatement(node)) return markAt(node.expression, 'a condition around it');
  const isShort =
    ts.isBinaryExpression(node) && [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind);
  return isShort || ts.isConditionalExpression(node) ? markAt(node, 'a condition around it') : undefined;
}

function testOf(call: ts.CallExpression, { above, marks, rows }: Place): TestFact {
  const body = call.arguments.findLast(isFunction);
  const counted = body === undefined ? new BodyCount() : countBody(body.body);
  const [start, end] = [call.getStart(), call.end];
  return {
    kind: 'test',
    name: above.join(' > '),
    body: body === undefined ? '' : shapeOf(body.body),
    marks: [...marks, ...counted.marks],
    ...counted.facts(rows),
    start,
    end,
  };
}

/** A named function of the tests' own that asserts something. */
function helperOf(node: ts.Node): TestFact | undefined {
  const named = ts.isFunctionDeclaration(node)
    ? node
    : ts.isVariableDeclaration(node) && node.initializer !== undefined && isFunction(node.initializer)
      ? node.initializer
      : undefined;
  const name = ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) ? node.name?.getText() : undefined;
  if (named?.body === undefined || name === undefined) return undefined;
  const counted = countBody(named.body);
  if (counted.assertions.length === 0) return undefined;
  return { kind: 'helper', name, body: '', marks: [], ...counted.facts(1), start: node.getStart(), end: node.end };
}

function countBody(body: ts.Node): BodyCount {
  const count = new BodyCount();
  const visit = (node: ts.Node, inner: boolean, around: Rounds): void => {
    const rounds = timesOf(around, roundsOf(node));
    if (ts.isCallExpression(node)) {
      const strength = assertionOf(node);
      if (strength !== undefined) count.assertions.push({ strength, place: markAt(node, brief(node)), rounds });
      const mark = skipCall(node);
      if (mark !== undefined) count.marks.push(mark);
    } else if (
      ts.isReturnStatement(node) &&
      !inner &&
      (node.expression === undefined || countBody(node.expression).assertions.length === 0)
    )
      count.exits.push(markAt(node, 'return'));
    const within = inner || (node !== body && ts.isFunctionLike(node));
    ts.forEachChild(node, (child) => visit(child, within, rounds));
  };
  visit(body, false, 1);
  count.certain = certainAssertions(body);
  count.repeatedCertain = certainAssertions(body, (loop) => roundsOf(loop) ?? 1);
  return count;
}

function brief(node: ts.Node): string {
  return node.getText().replace(/\s+/gu, ' ').slice(0, 60);
}

/** `t.skip()`, `this.skip()`, `pending()`. */
function skipCall(call: ts.CallExpression): Mark | undefined {
  const { expression } = call;
  if (ts.isIdentifier(expression)) return expression.text === 'pending' ? markAt(call, 'pending()') : undefined;
  if (!ts.isPropertyAccessExpression(expression) || !OFF.has(expression.name.text)) return undefined;
  return CONTEXTS.test(expression.expression.getText()) ? markAt(call, `${expression.getText()}()`) : undefined;
}

/** The code without its layout: kinds of nodes and the texts of names and literals. */
function shapeOf(node: ts.Node): string {
  const parts: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isParenthesizedExpression(one)) return visit(one.expression);
    if (ts.isIdentifier(one) || ts.isPrivateIdentifier(one)) return void parts.push(`${NAME}${one.text}`);
    const isLeaf = ts.isLiteralExpression(one) || ts.isTemplateLiteralToken(one);
    if (ts.isPrefixUnaryExpression(one) || ts.isPostfixUnaryExpression(one)) parts.push(`${one.operator}`);
    parts.push(isLeaf ? `${one.kind}:${one.text}` : ts.isJsxText(one) ? one.text.trim() : `${one.kind}`);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return parts.join('\0');
}
