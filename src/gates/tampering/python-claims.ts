import type { SyntaxNode } from '../security/python/engine/syntax-tree.ts';
import type { Body, Bodies, Bound, Called, Said, Term } from './claims.ts';
import { wantsFailure } from './python-certainty.ts';
import { canFail, strengthOf } from './python-strength.ts';
import { isTool, type FileNames, type TestFact } from './test-facts.ts';

/** What the tests of a Python file assert, as their claims need it. */
export function pythonBodies(root: SyntaxNode, facts: readonly TestFact[], { imported }: FileNames): Bodies {
  const factAt = new Map(facts.filter(({ kind }) => kind === 'test').map((fact) => [`${fact.start}:${fact.end}`, fact]));
  const tests = new Map<TestFact, Body>();
  const around = new Reading();
  const visit = (node: SyntaxNode, each: readonly Bound[]): void => {
    const fact = factAt.get(`${node.start}:${node.end}`);
    if (node.type === 'function_definition') {
      const body = new Reading(fact === undefined ? [] : each).of(node);
      if (fact === undefined) around.helpers.set(node.child('name')?.text ?? '', body);
      else tests.set(fact, body);
      return;
    }
    around.bound.push(...boundBy(node));
    const tables = node.type === 'decorated_definition' ? node.children.filter(({ type }) => type === 'decorator').flatMap(tableOf) : [];
    for (const child of node.children) visit(child, [...each, ...tables, ...eachOf(node)]);
  };
  visit(root, []);
  return { tests, helpers: around.helpers, bound: around.bound, imported };
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

  of(whole: SyntaxNode): Body {
    const body = whole.child('body');
    if (body !== undefined) this.#visit(body, { each: this.#each, isSure: true });
    const parameters =
      whole
        .child('parameters')
        ?.children.map((one) => [(one.child('name') ?? (one.type === 'identifier' ? one : one.children[0]))?.text ?? '']) ?? [];
    return { ...this, parameters: parameters.filter(([name = '']) => !/^(?:self|cls)$/u.test(name)) };
  }

  #visit(node: SyntaxNode, place: Pick<Said, 'each' | 'isSure'>): void {
    if (node.type === 'function_definition') return void this.helpers.set(node.child('name')?.text ?? '', new Reading(place.each).of(node));
    this.bound.push(...boundBy(node));
    const sure = { ...place, isSure: place.isSure && !this.#mayEnd };
    const isDone = node.type === 'with_statement' ? this.#awaited(node, sure) : this.#step(node, sure);
    if (isDone) return;
    const each = [...place.each, ...eachOf(node)];
    for (const child of node.children) this.#visit(child, { each, isSure: place.isSure && isMet(node, child) });
    if (node.type === 'return_statement') this.#mayEnd = true;
  }

  /** `with pytest.raises(ValueError):` says what it says of all that is in it. */
  #awaited(node: SyntaxNode, place: Pick<Said, 'each' | 'isSure'>): boolean {
    const head = node.children.find(({ type }) => type === 'with_clause');
    const call = head === undefined ? undefined : within(head, (one) => one.type === 'call' && strengthOf(one) !== undefined);
    const strength = call === undefined ? undefined : strengthOf(call);
    if (strength === undefined) return false;
    this.said.push({ strength, term: termOf(node), ...place });
    const body = node.child('body');
    if (body !== undefined) this.#visit(body, { ...place, isSure: place.isSure && !wantsFailure(node, canFail) });
    return true;
  }

  /** True: what is in it belongs to what it asserts. */
  #step(node: SyntaxNode, place: Pick<Said, 'each' | 'isSure'>): boolean {
    const name = node.type === 'call' ? calledName(node) : undefined;
    if (name !== undefined) this.calls.push({ name, values: valuesOf(node), ...place });
    const strength = strengthOf(node);
    if (strength === undefined) return false;
    if (canFail(node)) this.said.push({ strength, term: termOf(node), ...place, ...(name === undefined ? {} : { by: name }) });
    return true;
  }
}

function within(node: SyntaxNode, isIt: (node: SyntaxNode) => boolean): SyntaxNode | undefined {
  if (isIt(node)) return node;
  for (const child of node.children) {
    const found = within(child, isIt);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `check(…)`, `self.check(…)`. */
function calledName(call: SyntaxNode): string | undefined {
  return /^(?:self\.|cls\.)?(\w+)$/u.exec(call.child('function')?.text ?? '')?.[1];
}

function valuesOf(call: SyntaxNode): Called['values'] {
  return (call.child('arguments')?.children ?? []).map((one) => {
    const name = one.type === 'keyword_argument' ? one.child('name')?.text : undefined;
    return name === undefined ? { term: termOf(one) } : { name, term: termOf(one.child('value') ?? one) };
  });
}

/** Whether each run that gets to a node gets to a part of it, and fails where that does. */
function isMet(node: SyntaxNode, part: SyntaxNode): boolean {
  switch (node.type) {
    case 'if_statement':
      return part.field === 'condition';
    case 'try_statement':
      return part.type === 'finally_clause';
    case 'boolean_operator':
      return part.field === 'left';
    case 'conditional_expression':
    case 'match_statement':
    case 'while_statement':
      return false;
    default:
      return !(node.type === 'with_statement' && /\bsuppress\s*\(/u.test(node.children[0]?.text ?? ''));
  }
}

function boundBy(node: SyntaxNode): readonly Bound[] {
  const [left, right] = [node.child('left') ?? node.child('name'), node.child('right') ?? node.child('value')];
  const isGiven = /^(?:assignment|named_expression)$/u.test(node.type) && left !== undefined && right !== undefined;
  return isGiven ? [{ names: namesIn(left), value: termOf(right) }] : [];
}

function namesIn(node: SyntaxNode): readonly string[] {
  return node.type === 'identifier' ? [node.text] : node.children.flatMap(namesIn);
}

function eachOf(node: SyntaxNode): readonly Bound[] {
  const [left, right] = [node.child('left'), node.child('right')];
  return node.type === 'for_statement' && left !== undefined && right !== undefined ? [{ names: namesIn(left), value: rowsOf(right) }] : [];
}

/** `@pytest.mark.parametrize(names, rows)`. */
function tableOf(decorator: SyntaxNode): readonly Bound[] {
  const call = decorator.children.find(({ type }) => type === 'call');
  const name = call?.child('function')?.text ?? '';
  if (call === undefined || !/(?:^|\.)parametrize$/u.test(name)) return [];
  const all = call.child('arguments')?.children ?? [];
  const given = (key: string, position: number): SyntaxNode | undefined =>
    all.find((one) => one.child('name')?.text === key)?.child('value') ?? all.filter(({ type }) => type !== 'keyword_argument')[position];
  const rows = given('argvalues', 1);
  return rows === undefined ? [] : [{ names: given('argnames', 0)?.text.match(/\w+/gu) ?? [], value: rowsOf(rows) }];
}

/** What a loop goes through: what is written out or has a name, or all of that put together in another way. */
function rowsOf(node: SyntaxNode): Term {
  const name = node.type === 'call' ? (node.child('function')?.text ?? '') : '';
  const isAll = /^(?:zip|enumerate|sorted|reversed|list|tuple)$|\.(?:items|keys|values)$/u.test(name);
  // What a condition leaves out nobody can read.
  const isPart = /\bfilter\s*\(|\bif\b/u.test(node.text);
  return (isAll && !isPart) || /^(?:identifier|list|tuple|set|dictionary)$/u.test(node.type)
    ? termOf(node)
    : { literals: [], names: [], called: [], isOpen: true };
}

const LITERAL = /^(?:integer|float|true|false|none|string_content)$/u;

function termOf(whole: SyntaxNode): Term {
  const [literals, names, called]: [string[], string[], string[]] = [[], [], []];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'identifier') return void names.push(node.text);
    if (LITERAL.test(node.type)) literals.push(node.text);
    if (node.type === 'keyword_argument') return node.child('value') === undefined ? undefined : visit(node.child('value') ?? node);
    if (node.type !== 'attribute') return node.children.forEach(visit);
    const name = node.child('attribute')?.text ?? '';
    if (node.field === 'function' && !isTool(name)) called.push(name);
    node.children.filter(({ field }) => field !== 'attribute').forEach(visit);
  };
  visit(whole);
  const isList = /^(?:list|tuple|set)$/u.test(whole.type) && !whole.children.some(({ type }) => type === 'list_splat');
  return { literals, names, called, ...(isList ? { items: whole.children.filter(({ type }) => type !== 'comment').map(termOf) } : {}) };
}
