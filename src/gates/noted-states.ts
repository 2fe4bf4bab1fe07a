import { stateOf } from './dependencies.ts';
import type { Asked, Dependency } from './dependencies.ts';

/** What was asked of paths, and how that was. Between two looks nothing is asked twice. */
export class NotedStates {
  readonly #noted = new Map<string, Dependency>();

  /** The state of a path, taken before what it stands for is read, so that whatever is written meanwhile makes another state. */
  note(asked: Asked, path: string): string {
    const key = `${asked} ${path}`;
    const known = this.#noted.get(key);
    if (known) return known.state;
    const state = stateOf(asked, path, Date.now());
    this.#noted.set(key, { asked, path, state });
    return state;
  }

  /** Looks at everything again that was ever noted, and tells what is not as it was, as it was. */
  look(): readonly Dependency[] {
    const changed: Dependency[] = [];
    const now = Date.now();
    for (const [key, noted] of this.#noted) {
      const state = stateOf(noted.asked, noted.path, now);
      if (state === noted.state) continue;
      changed.push(noted);
      this.#noted.set(key, { ...noted, state });
    }
    return changed;
  }

  all(): readonly Dependency[] {
    return [...this.#noted.values()];
  }
}
