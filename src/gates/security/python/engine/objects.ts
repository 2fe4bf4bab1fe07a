import { type HeapObject, joinOptional } from './heap-object.ts';
import { joinTaints, unknown, type Taint, type Value } from './value.ts';
import type { Store } from './store.ts';

export function listObject(values: readonly Value[], kind: 'list' | 'set' = 'list'): HeapObject {
  return { kind, items: new Map(values.map((value, index) => [index, value])), rest: undefined, keys: undefined };
}

export const emptyInstance: HeapObject = { kind: 'instance', items: new Map(), rest: undefined, keys: undefined };

/** Everything that is in an object, joined. */
export function anyItem(object: HeapObject): Value {
  let all = object.rest;
  for (const value of object.items.values()) all = joinOptional(all, value);
  return all ?? unknown;
}

export function anyKey(object: HeapObject): Value {
  return object.keys ?? { ...unknown, type: 'text' };
}

/** Beyond so many items, which is under which key is no longer told apart. */
const mostItems = 200;

/** The same object with another value under a key that may not be known. */
export function withItem(object: HeapObject, key: Value, value: Value): HeapObject {
  if (key.constant !== undefined && key.taints.length === 0 && object.items.size < mostItems) {
    const at = typeof key.constant === 'number' && key.constant < 0 ? key.constant + object.items.size : key.constant;
    return { ...object, items: new Map(object.items).set(at, value) };
  }
  const keys = key.taints.length > 0 ? joinOptional(object.keys, key) : object.keys;
  return { ...object, rest: joinOptional(object.rest, value), keys };
}

/** What is read under a key. A key that is not known may find any item. */
export function itemAt(object: HeapObject, key: Value): Value {
  if (key.constant === undefined) return anyItem(object);
  const at =
    typeof key.constant === 'number' && key.constant < 0 && object.rest === undefined ? key.constant + object.items.size : key.constant;
  return object.items.get(at) ?? object.rest ?? unknown;
}

export function appended(object: HeapObject, value: Value): HeapObject {
  if (object.kind !== 'list' || object.rest !== undefined || object.items.size >= mostItems)
    return { ...object, rest: joinOptional(object.rest, value) };
  return { ...object, items: new Map(object.items).set(object.items.size, value) };
}

/** A list without the item at a known place; without a known place, all that it had may be anywhere. */
export function withoutItem(object: HeapObject, at: number | undefined): HeapObject {
  const values = [...object.items.values()];
  if (at === undefined || object.rest !== undefined) return { ...object, items: new Map(), rest: anyItem(object) };
  values.splice(at < 0 ? at + values.length : at, 1);
  return listObject(values);
}

/** All untrusted parts of a value and of what it contains, as far as it is looked at. */
export function deepTaints(value: Value, store: Store, left = { items: 300 }): readonly Taint[] {
  const object = value.object === undefined || left.items <= 0 ? undefined : store.object(value.object);
  if (object === undefined) return value.taints;
  let taints = value.taints;
  const add = (item: Value | undefined): void => {
    left.items -= 1;
    if (item !== undefined && (item.taints.length > 0 || item.object !== undefined))
      taints = joinTaints(taints, deepTaints(item, store, left));
  };
  add(object.rest);
  add(object.keys);
  for (const item of object.items.values()) {
    if (left.items <= 0) break;
    add(item);
  }
  return taints;
}
