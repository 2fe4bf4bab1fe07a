import { emptyDictionary } from './collections.ts';
import { argumentTaints, type Prepared } from './functions.ts';
import type { HeapObject } from './heap-object.ts';
import { alsoFrom, elementOf } from './members.ts';
import { anyItem, anyKey, appended, itemAt, listObject, withItem, withoutItem } from './objects.ts';
import type { Run } from './run.ts';
import { concatenated, filledIn } from './text.ts';
import { constantValue, joinValues, unknown, type Constant, type Value } from './value.ts';

interface OnObject {
  readonly run: Run;
  readonly call: Prepared;
  readonly object: HeapObject;
  readonly id: number;
}

type Method = (on: OnObject) => Value;

const none = constantValue(null);

function argument(call: Prepared, index: number): Value | undefined {
  return call.positional[index] ?? call.open;
}

function collection(run: Run, object: HeapObject): Value {
  return { taints: [], type: 'collection', object: run.newObject(object) };
}

function put({ run, id }: OnObject, object: HeapObject): Value {
  run.setObject(id, object);
  return none;
}

function constantIndex(value: Value | undefined): number | undefined {
  return typeof value?.constant === 'number' ? value.constant : undefined;
}

function insertAt(on: OnObject): Value {
  const { object, call } = on;
  const at = constantIndex(argument(call, 0));
  const value = argument(call, 1) ?? unknown;
  if (at === undefined || object.rest !== undefined) return put(on, { ...object, rest: joinValues(object.rest ?? value, value) });
  return put(on, listObject([...object.items.values()].toSpliced(at, 0, value)));
}

function removed(on: OnObject): Value {
  const wanted = argument(on.call, 0)?.constant;
  const at = [...on.object.items.values()].findIndex(({ constant }) => constant !== undefined && constant === wanted);
  return put(on, withoutItem(on.object, at < 0 ? undefined : at));
}

const listMethods: Readonly<Record<string, Method>> = {
  append: (on) => put(on, appended(on.object, argument(on.call, 0) ?? unknown)),
  add: (on) => put(on, { ...on.object, rest: joinValues(on.object.rest ?? unknown, argument(on.call, 0) ?? unknown) }),
  appendleft: (on) => put(on, { ...on.object, items: new Map(), rest: joinValues(anyItem(on.object), argument(on.call, 0) ?? unknown) }),
  extend: (on) => {
    const other = on.run.objectOf(argument(on.call, 0));
    if (other?.kind === 'list' && other.rest === undefined) return put(on, [...other.items.values()].reduce(appended, on.object));
    return put(on, { ...on.object, rest: joinValues(on.object.rest ?? unknown, elementOf(on.run, argument(on.call, 0) ?? unknown)) });
  },
  insert: insertAt,
  popleft: (on) => anyItem(on.object),
  pop: (on) => {
    const at = on.call.positional.length === 0 ? -1 : constantIndex(argument(on.call, 0));
    const value = at === undefined ? anyItem(on.object) : itemAt(on.object, constantValue(at));
    put(on, withoutItem(on.object, at));
    return value;
  },
  remove: removed,
  clear: (on) => put(on, listObject([])),
  sort: (on) => put(on, { ...on.object, items: new Map(), rest: anyItem(on.object) }),
  reverse: (on) => put(on, { ...on.object, items: new Map(), rest: anyItem(on.object) }),
  copy: (on) => collection(on.run, on.object),
};

/** Where a holder keeps something: under its constant arguments but the last, such as section and option. */
function holderKey(values: readonly Value[]): Value {
  const names = values.map(({ constant }) => constant);
  return names.length === 0 || names.includes(undefined) ? unknown : { taints: [], constant: names.join('\0') };
}

const holderMethods: Readonly<Record<string, Method>> = {
  set: (on) => put(on, withItem(on.object, holderKey(on.call.positional.slice(0, -1)), on.call.positional.at(-1) ?? unknown)),
  put: (on) => put(on, withItem(on.object, unknown, argument(on.call, 0) ?? unknown)),
  get: ({ call, object }) => itemAt(object, holderKey(call.positional)),
  getvalue: ({ object }) => anyItem(object),
  add_section: () => none,
};
const sameMethods: Readonly<Record<string, string>> = {
  put_nowait: 'put',
  write: 'put',
  writelines: 'put',
  send: 'put',
  get_nowait: 'get',
  read: 'getvalue',
  readline: 'getvalue',
  readlines: 'getvalue',
};

function found({ call, object }: OnObject): Value {
  const key = argument(call, 0) ?? unknown;
  const fallback = argument(call, 1) ?? call.keywords.get('default');
  const value = itemAt(object, key);
  const certain = key.constant !== undefined && object.items.has(key.constant);
  if (certain) return value;
  return object.rest === undefined && key.constant !== undefined ? (fallback ?? none) : joinValues(value, fallback ?? unknown);
}

function updated(on: OnObject): Value {
  const other = on.run.objectOf(argument(on.call, 0));
  const items = new Map<Constant, Value>([...on.object.items, ...(other?.items ?? []), ...on.call.keywords]);
  const unclear = other === undefined ? argument(on.call, 0) : other.rest;
  return put(on, {
    ...on.object,
    items,
    rest: unclear === undefined ? on.object.rest : joinValues(on.object.rest ?? unknown, { taints: unclear.taints }),
  });
}

const dictionaryMethods: Readonly<Record<string, Method>> = {
  get: found,
  pop: found,
  setdefault: (on) => {
    const value = found(on);
    put(on, withItem(on.object, argument(on.call, 0) ?? unknown, value));
    return value;
  },
  update: updated,
  values: ({ run, object }) => collection(run, { ...listObject([]), rest: anyItem(object) }),
  keys: ({ run, object }) =>
    collection(run, {
      ...listObject([...object.items.keys()].map((key) => constantValue(key))),
      rest: object.rest === undefined ? undefined : anyKey(object),
    }),
  items: ({ run, object }) => collection(run, { ...listObject([]), rest: collection(run, listObject([anyKey(object), anyItem(object)])) }),
  copy: ({ run, object }) => collection(run, object),
  clear: (on) => put(on, emptyDictionary),
};

const folds: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  strip: (text) => text.trim(),
};

type Fold = (text: string, a: string, b: string | undefined) => Value | undefined;

const foldsWithText: Readonly<Record<string, Fold>> = {
  replace: (text, a, b) => (b === undefined || a === '' ? undefined : constantValue(text.replaceAll(a, b))),
  startswith: (text, a) => constantValue(text.startsWith(a)),
  endswith: (text, a) => constantValue(text.endsWith(a)),
};

/** A method of a constant text that gives one, where the result can be known. */
function folded(call: Prepared, name: string): Value | undefined {
  const text = call.receiver?.constant;
  if (typeof text !== 'string') return undefined;
  if (name === 'encode' || name === 'decode') return constantValue(text, name === 'encode' ? 'bytes' : 'text');
  if (call.positional.length > 0) return foldedWith(call, name, text);
  return Object.hasOwn(folds, name) ? constantValue(folds[name]?.(text) ?? text) : undefined;
}

function foldedWith(call: Prepared, name: string, text: string): Value | undefined {
  const [a, b] = call.positional.map(({ constant }) => constant);
  if (typeof a !== 'string' || !Object.hasOwn(foldsWithText, name)) return undefined;
  return foldsWithText[name]?.(text, a, typeof b === 'string' ? b : undefined);
}

/** `join` and `format` put texts together. */
function assembled(run: Run, call: Prepared, name: string): Value | undefined {
  const receiver = call.receiver;
  if (receiver === undefined || (receiver.type !== 'text' && receiver.type !== 'bytes')) return undefined;
  if (name === 'format' || name === 'format_map') return filledIn(receiver, argumentTaints(run, call), /\{/u);
  if (name !== 'join') return undefined;
  const list = run.objectOf(call.positional[0]);
  if (list?.kind !== 'list' || list.rest !== undefined) return { taints: argumentTaints(run, call), type: 'text' };
  const parts = [...list.items.values()].flatMap((item, index) => (index === 0 ? [item] : [receiver, item]));
  return parts.length === 0 ? constantValue('') : concatenated(parts);
}

function methodOf(object: HeapObject, name: string): Method | undefined {
  const methods = object.kind === 'holder' ? holderMethods : object.kind === 'dictionary' ? dictionaryMethods : listMethods;
  const known = object.kind === 'holder' && Object.hasOwn(sameMethods, name) ? (sameMethods[name] ?? name) : name;
  return Object.hasOwn(methods, known) ? methods[known] : undefined;
}

/** A method of a list, a dictionary, a set or a text of which something is known; undefined for any other call. */
export function callMethod(run: Run, call: Prepared): Value | undefined {
  const object = run.objectOf(call.receiver);
  const name = /\.(\w+)$/u.exec(call.callee.path ?? '')?.[1] ?? '';
  const id = call.receiver?.object;
  if (object === undefined || id === undefined) return folded(call, name) ?? assembled(run, call, name);
  const method = object.kind === 'instance' ? undefined : methodOf(object, name);
  return method === undefined || call.receiver === undefined ? undefined : alsoFrom(call.receiver, method({ run, call, object, id }));
}
