import { assignTo, keepChosen } from './bindings.ts';
import { evaluate, placeOf } from './expressions.ts';
import type { HeapObject } from './heap-object.ts';
import { elementOf } from './members.ts';
import { anyItem, anyKey, listObject, withItem } from './objects.ts';
import { sourceKey, type Frame, type Run } from './run.ts';
import { checkSecretName } from './secret-names.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { joinValues, unknown, type Value } from './value.ts';

/** The values of a list's elements, those of an unpacked one included; undefined where it cannot be told how many there are. */
function elements(run: Run, frame: Frame, nodes: readonly SyntaxNode[]): { values: Value[]; rest: Value | undefined } {
  const values: Value[] = [];
  let rest: Value | undefined;
  for (const node of nodes) {
    const value = evaluate(run, frame, node);
    const object = run.objectOf(value);
    if (node.type !== 'list_splat') values.push(value);
    else if (object?.kind === 'list' && object.rest === undefined) values.push(...object.items.values());
    else rest = joinValues(rest ?? unknown, elementOf(run, value));
  }
  return { values, rest };
}

/** A list, a tuple or a set. */
export function collectionOf(run: Run, frame: Frame, node: SyntaxNode): Value {
  const { values, rest } = elements(run, frame, node.children);
  const made = { ...listObject(values, node.type === 'set' ? 'set' : 'list'), rest };
  return { taints: [], type: 'collection', object: run.newObject(made) };
}

function withPair(frame: Frame, made: HeapObject, pair: SyntaxNode): HeapObject {
  const { run } = frame;
  const [keyNode, valueNode] = [pair.child('key'), pair.child('value')];
  if (keyNode === undefined || valueNode === undefined) return made;
  const key = evaluate(run, frame, keyNode);
  const value = evaluate(run, frame, valueNode);
  if (typeof key.constant === 'string') checkSecretName(run, key.constant, value);
  return withItem(made, key, value);
}

function withSplat(run: Run, made: HeapObject, value: Value): HeapObject {
  const other = run.objectOf(value);
  if (other?.kind !== 'dictionary') return { ...made, rest: joinValues(made.rest ?? unknown, { taints: value.taints }) };
  const rest = other.rest === undefined ? made.rest : joinValues(made.rest ?? unknown, other.rest);
  return { ...made, items: new Map([...made.items, ...other.items]), rest };
}

export const emptyDictionary: HeapObject = { kind: 'dictionary', items: new Map(), rest: undefined, keys: undefined };

export function dictionaryOf(run: Run, frame: Frame, node: SyntaxNode): Value {
  let made = emptyDictionary;
  for (const child of node.children) {
    if (child.type === 'pair') made = withPair(frame, made, child);
    else if (child.children[0] !== undefined) made = withSplat(run, made, evaluate(run, frame, child.children[0]));
  }
  return { taints: [], type: 'collection', object: run.newObject(made) };
}

/** Runs the clauses of a comprehension; gives what the last one goes through. */
function clauses(run: Run, frame: Frame, nodes: readonly SyntaxNode[]): Value {
  let gone: Value = unknown;
  for (const clause of nodes) {
    if (clause.type === 'if_clause') {
      const test = clause.children[0] === undefined ? unknown : evaluate(run, frame, clause.children[0]);
      run.apply(test.whenTrue ?? []);
      continue;
    }
    const [target, source] = [clause.child('left'), clause.child('right')];
    if (target === undefined || source === undefined) continue;
    gone = evaluate(run, frame, source);
    assignTo(frame, target, elementOf(run, gone));
    if (clause.parent !== undefined) keepChosen(frame, clause.parent, target);
  }
  return gone;
}

function collected(run: Run, frame: Frame, node: SyntaxNode): { made: HeapObject; body: Value; gone: Value } {
  const gone = clauses(
    run,
    frame,
    node.children.filter(({ type }) => type.endsWith('_clause')),
  );
  const body = node.child('body');
  if (body?.type !== 'pair') {
    const value = body === undefined ? unknown : evaluate(run, frame, body);
    return { made: { ...listObject([]), rest: value }, body: value, gone };
  }
  const pair = withPair(frame, emptyDictionary, body);
  return { made: { ...pair, items: new Map(), rest: anyItem(pair), keys: anyKey(pair) }, body: unknown, gone };
}

/** A comprehension runs once, for any of its elements. */
export function comprehension(run: Run, frame: Frame, node: SyntaxNode): Value {
  const inner = run.frame({ above: frame, function: frame.function });
  const { made, body, gone } = run.perhaps(() => collected(run, inner, node));
  const object = run.newObject(made);
  return { taints: [], type: 'collection', object, ...allFacts(inner, node, { body, gone }) };
}

/** If every element passes a test, what was gone through is as safe as each, and so is the text that it was split from. */
function allFacts(inner: Frame, node: SyntaxNode, ran: { readonly body: Value; readonly gone: Value }): Pick<Value, 'whenTrue'> {
  const clause = node.children.find(({ type }) => type === 'for_in_clause');
  const [target, source] = [clause?.child('left'), clause?.child('right')];
  const fact = ran.body.whenTrue?.find(({ key }) => key === `${String(inner.id)}:${target?.text ?? ''}`);
  if (fact === undefined || source === undefined || inner.above === undefined) return {};
  const { run } = inner;
  const texts = ran.gone.taints.filter((taint) => (taint.safe & run.compiled.bits(['plain-text'])) !== 0);
  const key = placeOf(run, inner.above, source);
  const own = key === undefined ? [] : [{ key, mask: fact.mask }];
  return { whenTrue: [...own, ...texts.map((taint) => ({ key: sourceKey(taint.source), mask: fact.mask }))] };
}
