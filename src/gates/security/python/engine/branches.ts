import type { Run } from './run.ts';
import type { Store } from './store.ts';

/** One of several ways on: its state, and whether what follows is not reached from it. */
export interface Branch {
  readonly store: Store;
  readonly result: boolean;
}

/** Goes on with those branches that do not end; true if all do. */
export function rejoin(run: Run, branches: readonly Branch[]): boolean {
  const open = branches.filter(({ result }) => !result).map(({ store }) => store);
  for (const { store, result } of branches) if (result) run.store.mergeObjects(store);
  run.store.merge(open);
  return open.length === 0;
}
