import ts from 'typescript';
import type { Body, Bodies, Bound, Called, Said, Term } from './claims.ts';
import { assertionOf, comparesItself } from './script-assertions.ts';
import { isShortCut } from './script-certainty.ts';
import { chainOf, isUnawaited, runsLater } from './script-waiting.ts';
import { isTool, type FileNames, type TestFact } from './test-facts.ts';

/** What the tests of a script assert, as their claims need it. */
export function scriptBodies(file: ts.SourceFile, facts: readonly TestFact[], { imported }: FileNames): Bodies {
  const factAt = new Map(facts.filter(({ kind }) => kind === 'test').map((fact) => [`${fact.start}:${fact.end}`, fact]));
  const tests = new Map<TestFact, Body>();
  const around = new Reading();
  const visit = (node: ts.Node, each: readonly Bound[]): void => {
    const fact = ts.isCallExpression(node) ? factAt.get(`${node.getStart()}:${node.end}`) : undefined;
    if (fact !== undefined && ts.isCallExpression(node)) {
      const body = node.arguments.findLast(isFunction);
      if (body !== undefined) tests.set(fact, new Reading([...each, ...tableOf(node, body)]).of(body));
      return;
    }
    const helper = helperOf(node);
    if (helper !== undefined) around.helpers.set(helper.name, new Reading().of(helper.body));
    else around.bound.push(...boundBy(node));
    const inner = ts.isCallExpression(node) ? node.arguments.find(isFunction) : undefined;
    const own = [...each, ...eachOf(node), ...(ts.isCallExpression(node) && inner !== undefined ? tableOf(node, inner) : [])];
    ts.forEachChild(node, (child) => visit(child, own));
  };
  visit(file, []);
  return { tests, helpers: around.helpers, bound: around.bound, imported };
}

type Function = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration;

function isFunction(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** A function with a name. */
function helperOf(node: ts.Node): { readonly name: string; readonly body: Function } | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node))
    return node.name === undefined ? undefined : { name: node.name.getText(), body: node };
  return ts.isVariableDeclaration(node) && node.initializer !== undefined && isFunction(node.initializer)
    ? { name: node.name.getText(), body: node.initializer }
    : undefined;
}

/** Reads one function. */
class Reading {
  readonly said: Said[] = [];
  readonly calls: Called[] = [];
  readonly bound: Bound[] = [];
  readonly helpers = new Map<string, Body>();
  readonly #each: readonly Bound[];
  /** A way out was met. */
  #mayEnd = false;

  constructor(each: readonly Bound[] = []) {
    this.#each = each;
  }

  of(whole: Function): Body {
    if (whole.body !== undefined) this.#visit(whole.body, { each: this.#each, isSure: true });
    return { ...this, parameters: whole.parameters.map(({ name }) => namesIn(name)) };
  }

  #visit(node: ts.Node, place: Pick<Said, 'each' | 'isSure'>): void {
    const helper = helperOf(node);
    if (helper !== undefined) return void this.helpers.set(helper.name, new Reading(place.each).of(helper.body));
    this.bound.push(...boundBy(node));
    const sure = { ...place, isSure: place.isSure && !this.#mayEnd };
    const isDone = ts.isCallExpression(node) && this.#call(node, sure);
    if (isDone) return;
    const each = [...place.each, ...eachOf(node)];
    ts.forEachChild(node, (child) => this.#visit(child, { each, isSure: place.isSure && isMet(node, child) }));
    if (ts.isReturnStatement(node)) this.#mayEnd = true;
  }

  /** True: what is in it belongs to what it asserts. */
  #call(node: ts.CallExpression, place: Pick<Said, 'each' | 'isSure'>): boolean {
    const name = calledName(node);
    if (name !== undefined) this.calls.push({ name, values: node.arguments.map((one) => ({ term: termOf(one) })), ...place });
    const strength = assertionOf(node);
    if (strength === undefined) return false;
    const whole = chainOf(node);
    if (strength !== 'empty' && !comparesItself(node))
      this.said.push({
        strength,
        term: termOf(whole),
        ...place,
        isSure: place.isSure && !isUnawaited(node),
        ...(name === undefined ? {} : { by: name }),
      });
    return name === undefined || isTool(name);
  }
}

/** `check(…)`, `this.check(…)`. */
function calledName({ expression }: ts.CallExpression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword
    ? expression.name.text
    : undefined;
}

/** Whether each run that gets to a node gets to a part of it, and fails where that does. */
function isMet(node: ts.Node, part: ts.Node): boolean {
  if (ts.isIfStatement(node) || ts.isSwitchStatement(node)) return part === node.expression;
  if (ts.isConditionalExpression(node)) return part === node.condition;
  if (isShortCut(node)) return part === node.left;
  return isMetOnce(node, part);
}

function isMetOnce(node: ts.Node, part: ts.Node): boolean {
  if (ts.isCallExpression(node) && isFunction(part)) return !runsLater(node);
  if (ts.isTryStatement(node)) return node.catchClause === undefined || part === node.finallyBlock;
  if (ts.isIterationStatement(node, false) && !ts.isForOfStatement(node)) return false;
  return !(ts.isPropertyAccessExpression(node) && node.name.text === 'catch') && !(ts.isExpressionStatement(node) && isFunction(part));
}

function boundBy(node: ts.Node): readonly Bound[] {
  if (ts.isVariableDeclaration(node))
    return node.initializer === undefined ? [] : [{ names: namesIn(node.name), value: termOf(node.initializer) }];
  const isGiven = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left);
  return isGiven && ts.isIdentifier(node.left) ? [{ names: [node.left.text], value: termOf(node.right) }] : [];
}

function namesIn(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

/** `for (const row of rows)`, `rows.forEach((row) => …)`. */
function eachOf(node: ts.Node): readonly Bound[] {
  if (ts.isForOfStatement(node))
    return [
      {
        names: ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations.flatMap(({ name }) => namesIn(name)) : [],
        value: rowsOf(node.expression),
      },
    ];
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'forEach') return [];
  const [body] = node.arguments;
  return body === undefined || !isFunction(body)
    ? []
    : [{ names: body.parameters.flatMap(({ name }) => namesIn(name)), value: rowsOf(node.expression.expression) }];
}

/** `test.each(rows)(name, body)`. */
function tableOf({ expression: made }: ts.CallExpression, body: Function): readonly Bound[] {
  const names = body.parameters.flatMap(({ name }) => namesIn(name));
  if (ts.isTaggedTemplateExpression(made)) return [{ names, value: termOf(made.template) }];
  const isTable =
    ts.isCallExpression(made) && ts.isPropertyAccessExpression(made.expression) && /^(?:each|for)$/u.test(made.expression.name.text);
  const [list] = isTable ? made.arguments : [];
  return list === undefined ? [] : [{ names, value: rowsOf(list) }];
}

/** What a loop goes through: what is written out or has a name, or the entries of that. */
function rowsOf(list: ts.Expression): Term {
  const node = plain(list);
  if (!ts.isCallExpression(node)) return termOf(node);
  const name = node.expression.getText();
  // What a condition leaves out nobody can read.
  const isPart = /\.filter\(/u.test(node.getText());
  const isAll = !isPart && /^(?:Object\.(?:entries|keys|values)|new Map|Array\.from)$|\.(?:entries|keys|values)$/u.test(name);
  return isAll ? termOf(node) : { literals: [], names: [], called: [], isOpen: true };
}

function plain(node: ts.Expression): ts.Expression {
  return ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node) || ts.isAwaitExpression(node)
    ? plain(node.expression)
    : node;
}

function termOf(whole: ts.Node): Term {
  const [literals, names, called]: [string[], string[], string[]] = [[], [], []];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    else if (ts.isPropertyAccessExpression(node)) {
      if (ts.isCallExpression(node.parent) && node.parent.expression === node && !isTool(node.name.text)) called.push(node.name.text);
      visit(node.expression);
    } else if (ts.isPropertyAssignment(node)) {
      if (ts.isIdentifier(node.name)) literals.push(node.name.text);
      else visit(node.name);
      visit(node.initializer);
    } else {
      const value = valueOf(node);
      if (value !== undefined && value !== '') literals.push(value);
      ts.forEachChild(node, visit);
    }
  };
  visit(whole);
  const list = ts.isExpression(whole) ? plain(whole) : whole;
  const isList = ts.isArrayLiteralExpression(list) && !list.elements.some(ts.isSpreadElement);
  return { literals, names, called, ...(isList ? { items: list.elements.map(termOf) } : {}) };
}

function valueOf(node: ts.Node): string | undefined {
  if (ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) return node.text;
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'true';
  if (node.kind === ts.SyntaxKind.FalseKeyword) return 'false';
  return node.kind === ts.SyntaxKind.NullKeyword ? 'null' : undefined;
}
