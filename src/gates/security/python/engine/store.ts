import { type HeapObject, joinObjects } from './heap-object.ts';
import { joinValues, type Value } from './value.ts';

/** Variables by key, objects by number, and masks of what is proved of a source or a place by key. */
type Entry = Value | HeapObject | number;
type Key = string | number;

function joined(a: Entry | undefined, b: Entry | undefined): Entry | undefined {
  if (a === b) return a;
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' && typeof b === 'number' ? a & b : 0;
  if (a === undefined || b === undefined) return a ?? b;
  if ('items' in a) return 'items' in b ? joinObjects(a, b) : a;
  return 'items' in b ? b : joinValues(a, b);
}

/**
 * What is known at one point of the text. A branch is a fork that holds only its own changes, so joining costs as much
 * as was changed.
 */
export class Store {
  readonly #own = new Map<Key, Entry>();
  readonly #below: Store | undefined;

  constructor(below?: Store) {
    this.#below = below;
  }

  fork(): Store {
    return new Store(this);
  }

  #get(key: Key): Entry | undefined {
    const own = this.#own.get(key);
    return own === undefined && this.#below !== undefined ? this.#below.#get(key) : own;
  }

  value(key: string): Value | undefined {
    const found = this.#get(key);
    return typeof found === 'object' && !('items' in found) ? found : undefined;
  }

  object(id: number): HeapObject | undefined {
    const found = this.#get(id);
    return typeof found === 'object' && 'items' in found ? found : undefined;
  }

  proved(key: string): number {
    const found = this.#get(key);
    return typeof found === 'number' ? found : 0;
  }

  set(key: string, value: Value): void {
    this.#own.set(key, value);
  }

  setObject(id: number, object: HeapObject): void {
    this.#own.set(id, object);
  }

  prove(key: string, mask: number): void {
    this.#own.set(key, this.proved(key) | mask);
  }

  forgetProved(key: string): void {
    if (this.proved(key) !== 0) this.#own.set(key, 0);
  }

  drop(keys: Iterable<string>): void {
    for (const key of keys) this.#own.delete(key);
  }

  /** The keys changed since a store below this one, with the values they have here. */
  changesSince(base: Store): Store {
    const changes = new Store(base);
    this.#addTo(changes, base);
    return changes;
  }

  /** What is nearer to here is added last, and so is what stays. */
  #addTo(changes: Store, base: Store): void {
    if (this.#below !== undefined && this.#below !== base) this.#below.#addTo(changes, base);
    for (const [key, entry] of this.#own) changes.#own.set(key, entry);
  }

  /** Continues with what holds after any of the branches, which are forks of this store. */
  merge(branches: readonly Store[]): void {
    const keys = new Set(branches.flatMap((branch) => [...branch.#own.keys()]));
    for (const key of keys) {
      const entries = branches.map((branch) => branch.#get(key));
      const entry = entries.slice(1).reduce((sum, next) => joined(sum, next), entries[0]);
      if (entry !== undefined) this.#own.set(key, entry);
    }
  }

  /** Adds what a branch that has ended did to objects: others may still see them. */
  mergeObjects(branch: Store): void {
    for (const [key, entry] of branch.#own) {
      const merged = typeof key === 'number' ? joined(this.#get(key), entry) : undefined;
      if (merged !== undefined) this.#own.set(key, merged);
    }
  }

  /** Whether any variable or object here differs from the store below in what is untrusted. */
  changedTaints(base: Store): boolean {
    for (const [key, entry] of this.#own) {
      if (typeof entry === 'number') continue;
      const before = base.#get(key);
      if (before === undefined || typeof before === 'number' || before === entry) continue;
      if ('items' in entry || 'items' in before) return true;
      if (entry.taints.length !== before.taints.length || entry.constant !== before.constant) return true;
    }
    return false;
  }
}
