import type { HeapObject } from './heap-object.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { anyItem, anyKey, itemAt } from './objects.ts';
import { sourced } from './names.ts';
import { moduleMember } from './project.ts';
import { sourceKey, type Frame, type Run } from './run.ts';
import {
  constantValue,
  joinTaints,
  unknown,
  withSafe,
  type ClassShape,
  type Fact,
  type FunctionShape,
  type Taint,
  type Value,
} from './value.ts';

const longestPath = 120;

/** A path with one more part; what has no path gets one that only says how it goes on. */
export function longerPath(path: string | undefined, part: string): string {
  const longer = `${path ?? '?'}${part}`;
  return longer.length > longestPath ? `?${part}` : longer;
}

export function methodOf(shape: ClassShape, name: string): FunctionShape | undefined {
  return shape.methods.get(name) ?? firstOf(shape.parents, (parent) => methodOf(parent, name));
}

function firstOf<T, R>(all: readonly T[], look: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = look(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function classMember(run: Run, shape: ClassShape, name: string): Value | undefined {
  return run.store.object(shape.object)?.items.get(name) ?? firstOf(shape.parents, (parent) => classMember(run, parent, name));
}

/** What an object made from a class of the text has under a name. */
function instanceMember(run: Run, object: Value, name: string): Value | undefined {
  const held = run.objectOf(object);
  const shape = held?.class ?? object.class;
  const own = held?.kind === 'instance' ? held.items.get(name) : undefined;
  if (own !== undefined || shape === undefined) return own;
  const method = methodOf(shape, name);
  if (method !== undefined) return boundMethod(method, object);
  return classMember(run, shape, name) ?? (held?.base === undefined ? inheritedMember(held, name) : undefined);
}

/** What an object of a class of the text has that another one beyond the text has made. */
function inheritedMember(held: HeapObject | undefined, name: string): Value | undefined {
  const path = held?.class === undefined ? undefined : foreignBase(held.class);
  return held?.rest === undefined || path === undefined ? held?.rest : { ...held.rest, path: longerPath(path, `.${name}`) };
}

/** How an object of the class of a library that a class derives from is written: `requests.Session()`. */
function foreignBase(shape: ClassShape): string | undefined {
  const base = shape.bases.find((path) => path.includes('.'));
  return base === undefined ? undefined : `${base}()`;
}

/** Where an object comes from, as a path. */
function pathOfObject(run: Run, object: Value): string | undefined {
  const held = run.objectOf(object);
  return held?.base ?? object.path ?? (held?.class === undefined ? undefined : foreignBase(held.class));
}

function boundMethod(method: FunctionShape, object: Value): Value {
  const unbound = method.decorators.includes('staticmethod') || (object.class !== undefined && !method.decorators.includes('classmethod'));
  return { taints: [], function: method, ...(unbound ? undefined : { self: object }) };
}

/** What the member proves of all data from where its object came. */
function memberProofs(run: Run, object: Value, name: string): Pick<Value, 'whenEqual' | 'whenFalse' | 'whenTrue'> {
  const rules = object.taints.length === 0 ? [] : run.compiled.members(name);
  const of = (result: string): readonly Fact[] => {
    const mask = rules.reduce(
      (sum, rule) =>
        rule.result === result && (rule.onlyResolved !== true || object.resolved === true) ? sum | run.compiled.bits(rule.safeFor) : sum,
      0,
    );
    return mask === 0 ? [] : object.taints.map((taint) => ({ key: sourceKey(taint.source), mask }));
  };
  return rules.length === 0 ? {} : { whenEqual: of('equal'), whenTrue: of('true'), whenFalse: of('false') };
}

/** What a member cannot cause, whatever object it is of. */
function ofAny(run: Run, { taints }: Value, name: string): number {
  return taints.length === 0
    ? 0
    : run.compiled.bits(
        run.compiled.members(name).flatMap(({ result, of, safeFor }) => (result === 'read' && of === undefined ? safeFor : [])),
      );
}

/** Reads a member by name. */
export function readMember(run: Run, node: SyntaxNode, read: { readonly object: Value; readonly name: string }): Value {
  const { object, name } = read;
  const member = moduleMember(run, object, name) ?? instanceMember(run, object, name);
  if (member !== undefined) return withSafe(member, ofAny(run, member, name));
  const path = longerPath(pathOfObject(run, object), `.${name}`);
  const put = path.startsWith('?') ? undefined : run.store.value(`attribute:${path}`);
  if (put !== undefined || run.declared.has(path)) return put ?? unknown;
  const value = sourced(run, node, { taints: name === '__dict__' ? object.taints : partOf(object.taints), path });
  const proofs =
    value.taints.length === 0
      ? []
      : run.compiled.members(name).filter(({ result, of }) => result === 'read' && (of === undefined || of === object.path));
  return { ...withSafe(value, run.compiled.bits(proofs.flatMap(({ safeFor }) => safeFor))), ...memberProofs(run, object, name) };
}

/** What is proved of a place that is no variable holds for what is read there. */
export function withProved(frame: Frame, node: SyntaxNode, value: Value): Value {
  const { run } = frame;
  if (!frame.provedPlaces || value.taints.length === 0) return value;
  const mask = run.store.proved(`place:${String(frame.id)}:${node.text}`);
  return mask === 0 ? value : { ...value, taints: value.taints.map((taint) => ({ ...taint, safe: taint.safe | mask })) };
}

function letterAt(text: string, index: number): Value {
  const letter = text.at(index);
  return letter === undefined ? unknown : constantValue(letter);
}

/** The part of a path that reading under a key adds. */
export function keyed(key: Value): string {
  return typeof key.constant === 'string' ? `[${key.constant}]` : '[]';
}

/** What is read from a value that is an object of the text, or else a stranger's: `event.get("query") or {}`. */
export function alsoFrom(object: Value, part: Value): Value {
  if (object.taints.length === 0) return part;
  const { constant: _, ...rest } = part;
  return { ...rest, taints: joinTaints(part.taints, object.taints) };
}

/** Reads what is under a key or an index. */
export function readItem(run: Run, node: SyntaxNode, read: { readonly object: Value; readonly key: Value }): Value {
  const { object, key } = read;
  const held = run.objectOf(object);
  if (held !== undefined && held.kind !== 'instance') return alsoFrom(object, itemAt(held, key));
  if (typeof object.constant === 'string' && typeof key.constant === 'number' && object.type !== 'bytes')
    return letterAt(object.constant, key.constant);
  if (object.taints.length === 0 && object.path === undefined) return unknown;
  const path = longerPath(object.path, keyed(key));
  const put = path.startsWith('?') ? undefined : run.store.value(`attribute:${path}`);
  if (put !== undefined) return put;
  const item = sourced(run, node, {
    taints: typeof key.constant === 'number' ? object.taints : partOf(object.taints),
    path,
    ...(object.type === 'text' ? { type: 'text' } : undefined),
  });
  return withSafe(item, ofIndex(run, object, key));
}

/** What the part at an index cannot cause. */
function ofIndex(run: Run, object: Value, { constant }: Value): number {
  if (object.taints.length === 0 || typeof constant !== 'number') return 0;
  return run.compiled.bits(
    run.compiled
      .members(String(constant))
      .flatMap(({ result, of, splitAt, safeFor }) =>
        result === 'read' &&
        (splitAt === undefined ? of === object.path : splitAt === object.made?.positional[0]?.constant && /split$/u.test(object.made.path))
          ? safeFor
          : [],
      ),
  );
}

/** What one part of a thing brings with it: one setting is not all of them. */
export function partOf(taints: readonly Taint[]): readonly Taint[] {
  return taints.some(({ kind }) => kind === 'settings') ? taints.filter(({ kind }) => kind !== 'settings') : taints;
}

/** One of what a loop over a value yields. */
export function elementOf(run: Run, value: Value): Value {
  const object = run.objectOf(value);
  if (object !== undefined && object.kind !== 'instance')
    return alsoFrom(value, object.kind === 'dictionary' ? anyKey(object) : anyItem(object));
  return { taints: value.taints, ...(value.path === undefined ? undefined : { path: longerPath(value.path, '[]') }) };
}
