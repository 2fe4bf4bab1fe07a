import { isTainted, join } from './values.ts';
import type { Value } from './values.ts';
import type { Binding } from './scope.ts';

/** What each name holds at one point of the program, as changes to what was before a branch. */
export class State {
  readonly #values = new Map<Binding, Value>();
  readonly #before: State | undefined;
  /** No run gets here. */
  dead: boolean;

  constructor(before?: State) {
    this.#before = before;
    this.dead = before?.dead ?? false;
  }

  get(binding: Binding): Value | undefined {
    const own = this.#values.get(binding);
    if (own) return own;
    let at = this.#before;
    while (at) {
      const value = at.#values.get(binding);
      if (value) return value;
      at = at.#before;
    }
    return undefined;
  }

  set(binding: Binding, value: Value): void {
    this.#values.set(binding, value);
  }

  fork(): State {
    return new State(this);
  }

  /** What has changed since `base`, which this came from. */
  since(base: State): ReadonlyMap<Binding, Value> {
    if (this === base) return new Map();
    const changes = new Map(this.#values);
    let at = this.#before;
    while (at && at !== base) {
      for (const [binding, value] of at.#values) if (!changes.has(binding)) changes.set(binding, value);
      at = at.#before;
    }
    return changes;
  }

  /** Goes on from any of these ends. With none, nothing goes on. True when untrusted data has got further than before. */
  merge(ends: readonly ReadonlyMap<Binding, Value>[]): boolean {
    if (ends.length === 0) {
      this.dead = true;
      return false;
    }
    this.dead = false;
    let spread = false;
    for (const binding of new Set(ends.flatMap((end) => [...end.keys()]))) {
      const before = this.get(binding);
      const values = ends.map((end) => end.get(binding) ?? before).filter((value) => value !== undefined);
      const after = values.reduce(join);
      spread ||= isTainted(after) && (before === undefined || !isTainted(before));
      this.#values.set(binding, after);
    }
    return spread;
  }
}
