import type { TaskState } from '../../core/task.ts';

/** Neither ended nor interrupted, as far as is known. */
export function isOpen({ ending, interrupted }: TaskState): boolean {
  return ending === undefined && !interrupted;
}

/** What the store has that is newer than what this window knows. An end that this window has seen and could not write stays. */
export function taskNews(stored: readonly TaskState[], known: (id: string) => TaskState | undefined): readonly TaskState[] {
  return stored.filter((state) => {
    const here = known(state.id);
    return here === undefined || state.changedAt > here.changedAt || (isOpen(here) && !isOpen(state));
  });
}
