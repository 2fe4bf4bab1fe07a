import type { SyntaxNode } from '../security/python/engine/syntax-tree.ts';
import type { Mark } from './test-facts.ts';

/** Markers of pytest and decorators of unittest: https://docs.pytest.org/en/stable/how-to/skipping.html. A fixture is no test. */
export const OFF = /(?:^|\.)(?:skip|skipif|skipIf|skipUnless|xfail|expectedFailure|fixture)$/u;
const OFF_CALL = /^(?:pytest\.(?:skip|xfail|exit|importorskip)|self\.skipTest|(?:unittest\.)?SkipTest)$/u;
/** What pytest and unittest call before tests without being asked. */
const SET_UP = /^(?:setUp\w*|asyncSetUp|setup(?:_\w+)?)$/u;
const AUTOMATIC = /\bautouse\s*=\s*(?!False)/u;
const ANY = /^(?:\w+\.)*ANY$/u;

/** What keeps a test from running, and what may make the same words say less. */
export interface Around {
  readonly marks: readonly Mark[];
  readonly doubts: readonly Mark[];
}

export function isSkip(node: SyntaxNode): boolean {
  if (node.type === 'call') return OFF_CALL.test(node.child('function')?.text ?? '');
  return node.type === 'raise_statement' && OFF_CALL.test(node.children[0]?.text ?? '');
}

export function markOf(node: SyntaxNode): Mark {
  return { word: oneLine(node.text).slice(0, 60), start: node.start, end: node.end };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ');
}

/** The functions of a file's or a class's body that run before each of its tests. */
export function setUpsOf(body: SyntaxNode): readonly SyntaxNode[] {
  return body.children.flatMap((node) => {
    const definition = node.type === 'decorated_definition' ? node.child('definition') : node;
    if (definition?.type !== 'function_definition') return [];
    const isAutomatic = node.children.some(({ type, text }) => type === 'decorator' && AUTOMATIC.test(text));
    return isAutomatic || SET_UP.test(definition.child('name')?.text ?? '') ? [definition] : [];
  });
}

/** Ways out of a whole file: what it does when it is loaded. */
export function fileSkips(root: SyntaxNode): readonly Mark[] {
  const visit = (node: SyntaxNode): readonly Mark[] => {
    if (node.type === 'function_definition' || node.type === 'lambda') return [];
    return isSkip(node) ? [markOf(node)] : node.children.flatMap(visit);
  };
  return visit(root);
}

/** What a file of tests has beside its tests, by the names that they use it by. */
export class Surroundings {
  readonly #byName = new Map<string, SyntaxNode[]>();
  readonly #names = new Map<SyntaxNode, readonly string[]>();

  constructor(root: SyntaxNode) {
    this.#collect(root);
  }

  #collect(node: SyntaxNode): void {
    if (node.type === 'function_definition' || node.type === 'class_definition' || node.type === 'aliased_import')
      this.#add(node.child('alias') ?? node.child('name'), node);
    if (node.type === 'assignment') this.#add(node.child('left'), node);
    if (node.type === 'import_from_statement' && node.child('module_name')?.text.startsWith('.') === true)
      node.all('name').forEach((one) => this.#add(one.child('alias') ?? one.children[0], node));
    if (node.type !== 'function_definition') node.children.forEach((child) => this.#collect(child));
  }

  #add(name: SyntaxNode | undefined, node: SyntaxNode): void {
    if (name?.type !== 'identifier' || /^test/u.test(name.text) || SET_UP.test(name.text)) return;
    this.#byName.set(name.text, [...(this.#byName.get(name.text) ?? []), node]);
  }

  /** The classes of the file that a class is or extends; undefined for one from elsewhere among them. */
  classesOf(whole: SyntaxNode): readonly (SyntaxNode | undefined)[] {
    const found = new Set<SyntaxNode | undefined>([whole]);
    for (const one of found) {
      for (const base of one
        ?.child('superclasses')
        ?.children.filter(({ type, text }) => type !== 'keyword_argument' && text !== 'object') ?? []) {
        found.add(this.#byName.get(base.text)?.find(({ type }) => type === 'class_definition'));
      }
    }
    return [...found];
  }

  /** Of a test's own code and of what runs before it, with all of the file that these use by name. */
  of(own: SyntaxNode, decorators: readonly SyntaxNode[], before: readonly SyntaxNode[]): Around {
    const reached = new Set([own, ...decorators, ...before]);
    for (const node of reached) {
      for (const name of this.#namesIn(node)) this.#byName.get(name)?.forEach((one) => reached.add(one));
    }
    reached.delete(own);
    const all = [...reached];
    return {
      marks: all.flatMap(skipsIn),
      doubts: [...anyIn(own), ...all.flatMap(doubtsIn), ...decorators.flatMap((one) => this.#wrapped(one))],
    };
  }

  /** A decorator of the file's own, or from beside it, may do with a test what it likes. */
  #wrapped(decorator: SyntaxNode): readonly Mark[] {
    const name = /^@\s*(\w+)/u.exec(decorator.text)?.[1] ?? '';
    return (this.#byName.get(name) ?? [])
      .filter(({ type }) => /^(?:(?:function|class)_definition|import_from_statement)$/u.test(type))
      .map((one) => doubt(decorator, `the decorator ${name} of its own`, one));
  }

  #namesIn(node: SyntaxNode): readonly string[] {
    const known = this.#names.get(node);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const visit = (one: SyntaxNode): void => {
      if (one !== node && one.type === 'function_definition' && /^test/u.test(one.child('name')?.text ?? '')) return;
      // `usefixtures('name')`
      if (one.type === 'identifier' || one.type === 'string_content') found.add(one.text);
      one.children.forEach(visit);
    };
    visit(node);
    this.#names.set(node, [...found]);
    return [...found];
  }
}

/** Compared by all of what is in doubt, so that it is one again when that changes. */
function doubt({ start, end }: Pick<SyntaxNode, 'start' | 'end'>, word: string, of: SyntaxNode): Mark {
  return { word, as: `${word}\0${oneLine(of.text)}`, start, end };
}

function skipsIn(node: SyntaxNode): readonly Mark[] {
  const value = node.type === 'assignment' ? node.child('right') : undefined;
  if (value !== undefined) return OFF.test((value.child('function') ?? value).text) ? [markOf(node)] : [];
  if (node.type !== 'function_definition') return [];
  const visit = (one: SyntaxNode): readonly Mark[] => (isSkip(one) ? [markOf(one)] : one.children.flatMap(visit));
  return node.children.flatMap(visit);
}

/** `anything = mock.ANY`, `ANY as anything`. */
function anyIn(node: SyntaxNode): readonly Mark[] {
  const named = node.type === 'aliased_import' ? node.child('name') : node.type === 'assignment' ? node.child('right') : undefined;
  return named !== undefined && ANY.test(named.text)
    ? [doubt(node, `another name for ANY, ${oneLine(node.text)}`, node)]
    : node.children.flatMap(anyIn);
}

function doubtsIn(node: SyntaxNode): readonly Mark[] {
  if (node.type === 'assignment' || node.type === 'aliased_import' || node.type === 'function_definition') return anyIn(node);
  if (node.type !== 'class_definition') return [];
  return methodsOf(node, /^__(?:eq|ne|contains)__$/u).map((method) =>
    doubt(method, `the class ${node.child('name')?.text ?? ''} says itself what it is equal to`, method),
  );
}

/** What unittest brings and a class may replace: https://docs.python.org/3/library/unittest.html#unittest.TestCase */
const OF_UNITTEST =
  /^(?:assert(?:(?:Not)?(?:Equals?|AlmostEquals?|Regex|In|IsInstance)|True|False|Is(?:Not)?(?:None)?|(?:Raises|Warns)(?:Regex)?|(?:No)?Logs|(?:Greater|Less)(?:Equal)?|(?:Count|Sequence|List|Tuple|Set|Dict|MultiLine)Equal)|assertNotEqual|fail|run|_call\w+)$/u;

/** Assertions that a class defines again. */
export function ownAssertions(whole: SyntaxNode): readonly Mark[] {
  return methodsOf(whole, OF_UNITTEST).map((method) => doubt(method, `a ${method.child('name')?.text ?? ''} of its own`, method));
}

/** pytest collects no class that is made in its own way. */
export function makesItself(whole: SyntaxNode): readonly Mark[] {
  return methodsOf(whole, /^__(?:init|new)__$/u).map((method) => ({
    ...markOf(method),
    word: `${method.child('name')?.text ?? ''} of its class`,
  }));
}

function methodsOf(whole: SyntaxNode, name: RegExp): readonly SyntaxNode[] {
  const all = whole.child('body')?.children.map((node) => (node.type === 'decorated_definition' ? node.child('definition') : node)) ?? [];
  return all
    .filter((node) => node?.type === 'function_definition' && name.test(node.child('name')?.text ?? ''))
    .filter((node) => node !== undefined);
}

/** The last place in a body where each name is given something: what had it before has it no more. */
export function lastGiven(body: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
  const last = new Map<string, SyntaxNode>();
  for (const node of body.children) for (const name of givenBy(node)) last.set(name, node);
  return last;
}

function givenBy(node: SyntaxNode): readonly string[] {
  switch (node.type) {
    case 'decorated_definition':
      return [node.child('definition')?.child('name')?.text ?? ''];
    case 'function_definition':
    case 'class_definition':
      return [node.child('name')?.text ?? ''];
    case 'delete_statement':
      return node.text.match(/(?<![\w.])\w+(?![\w.[])/gu) ?? [];
    case 'expression_statement':
      return node.children.filter(({ type }) => type === 'assignment').flatMap(assigned);
    default:
      return [];
  }
}

/** `test_x = None`; `test_x = slow(test_x)` keeps what it had. */
function assigned(node: SyntaxNode): readonly string[] {
  const [left, right] = [node.child('left'), node.child('right')];
  const isKept = (one: SyntaxNode): boolean => (one.type === 'identifier' && one.text === left?.text) || one.children.some(isKept);
  return left === undefined || right === undefined || isKept(right) ? [] : [left.text];
}
