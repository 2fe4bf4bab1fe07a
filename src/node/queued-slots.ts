import type { Clock, Slots } from '../core/ports.ts';
import type { SlotTable } from './slots.ts';

const ASK_AGAIN_MS = 100;

export interface QueuedSlotsOptions {
  readonly table: Pick<SlotTable, 'tryAcquireSlot' | 'releaseSlot' | 'occupancy'>;
  readonly clock: Pick<Clock, 'sleep'>;
  /** How many calls a server may serve at once; read at each try, so that a changed setting counts at once. */
  readonly capacity: (server: string) => number;
}

/**
 * The port `Slots` over the shared table: waits in its turn, and leaves the queue when it gives up. A place that could
 * not be given back, since the disk was full, is given back before the next one is asked for.
 */
export function queuedSlots({ table, clock, capacity }: QueuedSlotsOptions): Slots {
  const owed = new Set<string>();
  const release = (attempt: string): void => {
    owed.add(attempt);
    try {
      giveBack();
    } catch {
      // It stays owed: the call that had the place has ended, and whoever needs one next meets the failure.
    }
  };
  const giveBack = (): void => {
    for (const attempt of owed) {
      table.releaseSlot(attempt);
      owed.delete(attempt);
    }
  };
  return {
    acquire: async (server, attempt, signal) => {
      giveBack();
      while (!signal.aborted) {
        if (table.tryAcquireSlot({ server, attempt, capacity: capacity(server) })) return { release: () => release(attempt) };
        await clock.sleep(ASK_AGAIN_MS, signal);
      }
      release(attempt);
      return undefined;
    },
    ahead(server) {
      const { taken, waiting } = table.occupancy(server);
      return taken + waiting;
    },
  };
}
