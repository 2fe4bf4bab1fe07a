import { joinValues, unknown, type ClassShape, type Constant, type Value } from './value.ts';

/** A list, a dictionary, a set or an instance. Never changed: a change puts another in the store. */
export interface HeapObject {
  /** A holder is anything else that gives back what was put into it: a queue, a buffer, a configuration. */
  readonly kind: 'list' | 'dictionary' | 'set' | 'holder' | 'instance';
  readonly items: ReadonlyMap<Constant, Value>;
  /** What may be under any other key. */
  readonly rest: Value | undefined;
  /** What a dictionary's keys may be beyond the constant ones. */
  readonly keys: Value | undefined;
  readonly class?: ClassShape;
  /** What reading an unknown member of an instance of a framework's class gives. */
  readonly base?: string;
}

export function joinOptional(a: Value | undefined, b: Value | undefined): Value | undefined {
  return a === undefined || b === undefined ? (a ?? b) : joinValues(a, b);
}

export function joinObjects(a: HeapObject, b: HeapObject): HeapObject {
  const items = new Map(a.items);
  for (const [key, value] of b.items) items.set(key, joinOptional(items.get(key), value) ?? unknown);
  const differs = a.kind === 'list' && a.items.size !== b.items.size;
  const rest = joinOptional(a.rest, b.rest) ?? (differs ? unknown : undefined);
  return { ...a, items, rest, keys: joinOptional(a.keys, b.keys) };
}
