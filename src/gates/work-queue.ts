/** Who waits: somebody typing, somebody who asked for a change, or agents by themselves. */
export type Priority = 'editor' | 'person' | 'agent';

const ranks: Readonly<Record<Priority, number>> = { editor: 0, person: 1, agent: 2 };

/** A request's place among those of its priority: the lower turn first, then the earlier number. */
export interface Ticket {
  readonly turn: number;
  readonly number: number;
}

/** Whatever waits for a thread. Its priority may rise while it waits. */
export interface Waiting {
  readonly ticket: Ticket;
  readonly priority: Priority;
}

function isBefore(one: Waiting, other: Waiting): boolean {
  const rank = ranks[one.priority] - ranks[other.priority];
  return (rank || one.ticket.turn - other.ticket.turn || one.ticket.number - other.ticket.number) < 0;
}

/** Whether the first of two goes before the second. */
export function isMoreUrgent(one: Priority, other: Priority): boolean {
  return ranks[one] < ranks[other];
}

/**
 * Hands out turns, so that of those who ask at the same time nobody waits for all that another one asks: the second
 * request of one agent comes after the first of every other that is waiting.
 */
export class Turns {
  readonly #last = new Map<string, number>();
  #served = 0;
  #number = 0;

  ticket(agent: string): Ticket {
    const turn = Math.max(this.#served, (this.#last.get(agent) ?? -1) + 1);
    // Who has not asked since is no longer in turn.
    if (this.#last.size > 1_000) for (const [name, last] of this.#last) if (last < this.#served) this.#last.delete(name);
    this.#last.set(agent, turn);
    this.#number += 1;
    return { turn, number: this.#number };
  }

  /** Told with each ticket whose work begins. */
  serve({ turn }: Ticket): void {
    this.#served = Math.max(this.#served, turn);
  }
}

/** What waits for a thread. */
export class WorkQueue<T extends Waiting> {
  readonly #waiting = new Set<T>();

  push(one: T): void {
    this.#waiting.add(one);
  }

  /** Whether it was waiting. */
  remove(one: T): boolean {
    return this.#waiting.delete(one);
  }

  /** The next of those that the asking thread takes. */
  take(accepts: (one: T) => boolean): T | undefined {
    let best: T | undefined;
    for (const one of this.#waiting) if (accepts(one) && (!best || isBefore(one, best))) best = one;
    if (best) this.#waiting.delete(best);
    return best;
  }

  drain(): readonly T[] {
    const all = [...this.#waiting];
    this.#waiting.clear();
    return all;
  }
}
