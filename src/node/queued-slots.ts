import type { Clock, Slots } from '../core/ports.ts';
import type { SlotTable } from './slots.ts';

const ASK_AGAIN_MS = 100;

export interface QueuedSlotsOptions {
  readonly table: SlotTable;
  readonly clock: Pick<Clock, 'sleep'>;
  /** How many calls a server may serve at once; read at each try, so that a changed setting counts at once. */
  readonly capacity: (server: string) => number;
}

/** The port `Slots` over the shared table: waits in its turn, and leaves the queue when it gives up. */
export function queuedSlots({ table, clock, capacity }: QueuedSlotsOptions): Slots {
  return {
    acquire: async (server, attempt, signal) => {
      while (!signal.aborted) {
        if (table.tryAcquireSlot({ server, attempt, capacity: capacity(server) })) {
          return { release: () => void table.releaseSlot(attempt) };
        }
        await clock.sleep(ASK_AGAIN_MS, signal);
      }
      table.releaseSlot(attempt);
      return undefined;
    },
  };
}
