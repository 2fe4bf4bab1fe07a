import type { SyntaxNode, SyntaxTree } from '../security/python/engine/syntax-tree.ts';
import { claimsOf } from './claims.ts';
import { certainAssertions } from './python-certainty.ts';
import { fileSkips, isSkip, lastGiven, makesItself, markOf, OFF, ownAssertions, setUpsOf, Surroundings } from './python-around.ts';
import { pythonBodies } from './python-claims.ts';
import { pythonNames } from './python-names.ts';
import { allRows, listsOf, roundsOf, tableOf, type Lists } from './python-rows.ts';
import { canFail, strengthOf } from './python-strength.ts';
import { BodyCount, NAME, timesOf, type Mark, type Rounds, type TestFact, type TestFile } from './test-facts.ts';

/** Decorators that go through a generator themselves. */
const GOES_THROUGH = /\b(?:inlineCallbacks|gen_test|coroutine)\b/u;

interface Place {
  readonly names: readonly string[];
  readonly marks: readonly Mark[];
  /** Whether a function here is collected as a test. */
  readonly isCollected: boolean;
  /** Of the tables around it. */
  readonly rows: Rounds;
  readonly lists: Lists;
  readonly around: Surroundings;
  /** What runs before the tests here without being asked, and says so of them. */
  readonly before: readonly SyntaxNode[];
  readonly decorators: readonly SyntaxNode[];
  readonly doubts: readonly Mark[];
}

/** The tests of a Python file, as pytest and unittest collect them. */
export function pythonTests({ root }: SyntaxTree): TestFile {
  const facts: TestFact[] = [];
  const ofFile = { marks: [...fileMarks(root), ...fileSkips(root)], before: beforeIn(root), doubts: loadersIn(root) };
  visitAll(
    root,
    { names: [], isCollected: true, rows: 1, lists: listsOf(root), around: new Surroundings(root), decorators: [], ...ofFile },
    facts,
  );
  const names = pythonNames(root);
  return { facts, names, claims: () => claimsOf(pythonBodies(root, facts, names)) };
}

function visitAll(parent: SyntaxNode, place: Place, facts: TestFact[]): void {
  const last = lastGiven(parent);
  for (const node of parent.children) {
    const definition = definitionOf(node);
    if ((last.get(nameOf(definition)) ?? node) !== node) continue;
    const own = definition === node ? place : decorated(node, definition, place);
    if (definition.type === 'class_definition') visitClass(definition, own, facts);
    else if (definition.type === 'function_definition') addFunction(definition, own, facts);
    else if (/^(?:if|try|with|for|while)_statement$|^(?:block|else_clause|elif_clause|except_clause|finally_clause)$/u.test(node.type)) {
      visitAll(node, { ...place, marks: [...place.marks, ...conditionOf(node)] }, facts);
    }
  }
}

/** Without its decorators. */
function definitionOf(node: SyntaxNode): SyntaxNode {
  return (node.type === 'decorated_definition' ? node.child('definition') : undefined) ?? node;
}

function nameOf(definition: SyntaxNode): string {
  return definition.child('name')?.text ?? '';
}

function conditionOf({ type, start, end }: SyntaxNode): readonly Mark[] {
  return type === 'if_statement' ? [{ word: 'a condition around it', start, end }] : [];
}

/** A place with what the decorators of a definition say. */
function decorated(node: SyntaxNode, definition: SyntaxNode, place: Place): Place {
  const decorators = node.children.filter(({ type }) => type === 'decorator');
  const tables = decorators.flatMap((one) => {
    const table = tableOf(one, definition, place.lists);
    return table === undefined ? [] : [{ ...table, mark: { word: 'a table without rows', start: one.start, end: one.end } }];
  });
  const empty = tables.filter(({ isEmpty }) => isEmpty).map(({ mark }) => mark);
  return {
    ...place,
    decorators: [...place.decorators, ...decorators],
    marks: [...place.marks, ...decorators.flatMap(decoratorMarks), ...empty],
    rows: timesOf(place.rows, allRows(tables)),
  };
}

function visitClass(node: SyntaxNode, place: Place, facts: TestFact[]): void {
  const name = node.child('name')?.text ?? '';
  const isCollected = name.startsWith('Test') || /TestCase/u.test(node.child('superclasses')?.text ?? '');
  const body = node.child('body');
  if (body === undefined) return;
  const all = place.around.classesOf(node);
  const own = all.filter((one) => one !== undefined);
  const made = own.length === all.length ? own.flatMap(makesItself) : [];
  const around = {
    before: [...place.before, ...own.flatMap((one) => beforeIn(one.child('body') ?? one))],
    doubts: [...place.doubts, ...own.flatMap(ownAssertions)],
  };
  visitAll(
    body,
    { ...place, ...around, names: [...place.names, name], marks: [...place.marks, ...fileMarks(body), ...made], isCollected },
    facts,
  );
}

/** What runs before each test of a file or a class, and the fixtures that all of them use. */
function beforeIn(body: SyntaxNode): readonly SyntaxNode[] {
  return [...setUpsOf(body), ...body.children.filter(({ text }) => /^pytestmark\b/u.test(text))];
}

/** unittest runs what a function of this name gives it. */
function loadersIn({ children }: SyntaxNode): readonly Mark[] {
  return children
    .filter((node) => node.type === 'function_definition' && node.child('name')?.text === 'load_tests')
    .map((node) => ({ ...markOf(node), word: 'load_tests says which tests there are' }));
}

function addFunction(node: SyntaxNode, place: Place, facts: TestFact[]): void {
  const { names, isCollected, rows, lists, decorators } = place;
  const name = node.child('name')?.text ?? '';
  const body = node.child('body');
  if (body === undefined) return;
  const counted = countBody(body, lists);
  const common = { name: [...names, name].join(' > '), ...counted.facts(rows), start: node.start, end: node.end };
  if (isCollected && name.startsWith('test')) {
    const around = place.around.of(node, decorators, place.before);
    const yields = decorators.some(({ text }) => GOES_THROUGH.test(text)) ? [] : yieldsIn(body);
    facts.push({
      kind: 'test',
      body: shapeOf(body),
      marks: [...place.marks, ...counted.marks, ...yields, ...around.marks],
      doubts: [...place.doubts, ...around.doubts],
      ...common,
    });
  } else if (counted.assertions.length > 0) facts.push({ kind: 'helper', body: '', marks: [], ...common });
}

/** `pytestmark = pytest.mark.skip`, `__test__ = False`: of a file or a class. */
function fileMarks(body: SyntaxNode): readonly Mark[] {
  return body.children.flatMap((statement) => {
    const assignment = statement.type === 'expression_statement' ? statement.children[0] : undefined;
    const [left, right] = [assignment?.child('left')?.text, assignment?.child('right')?.text ?? ''];
    const isOff =
      (left === 'pytestmark' && /\bmark\.(?:skip|skipif|xfail)\b/u.test(right)) ||
      (left === '__test__' && /^(?:False|None|0|\[\]|\(\)|""|'')$/u.test(right));
    return isOff ? [{ word: statement.text.replace(/\s+/gu, ' '), start: statement.start, end: statement.end }] : [];
  });
}

function decoratorMarks(decorator: SyntaxNode): readonly Mark[] {
  const name = (decorator.children[0]?.child('function') ?? decorator.children[0])?.text ?? '';
  return OFF.test(name) ? [{ word: `@${name}`, start: decorator.start, end: decorator.end }] : [];
}

function countBody(body: SyntaxNode, lists: Lists): BodyCount {
  const count = new BodyCount();
  const visit = (node: SyntaxNode, inner: boolean, rounds: Rounds): void => {
    const strength = strengthOf(node);
    const place = { word: node.text.replace(/\s+/gu, ' ').slice(0, 60), start: node.start, end: node.end };
    if (strength !== undefined) count.assertions.push({ strength, place, rounds });
    if (isSkip(node)) count.marks.push(place);
    if (node.type === 'return_statement' && !inner) count.exits.push({ ...place, word: 'return' });
    const within = inner || node.type === 'function_definition' || node.type === 'lambda';
    const times = node.type === 'for_statement' ? timesOf(rounds, roundsOf(node, lists)) : rounds;
    for (const child of node.children) visit(child, within, times);
  };
  visit(body, false, 1);
  count.certain = certainAssertions(body, canFail);
  count.repeatedCertain = certainAssertions(body, canFail, (loop) => roundsOf(loop, lists) ?? 1);
  return count;
}

/** A test that yields is a generator, which no runner goes through. */
function yieldsIn(node: SyntaxNode): readonly Mark[] {
  if (/^(?:function|class)_definition$|^lambda$/u.test(node.type)) return [];
  return node.type === 'yield' ? [markOf(node)] : node.children.flatMap(yieldsIn);
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
