import { NO_USAGE } from '../../core/usage.ts';
import type { Engine, Services } from '../services.ts';

/**
 * A task that failed because the store could not be written still holds its reservation and its place at a local server.
 * Before the next one they are booked at their worst case and given back, and the end is written. Throws a `StoreError`
 * if the store cannot be written yet.
 */
export function settleLeftOpen(engine: Engine, hub: Services['hub']): void {
  for (const { id, ending } of hub.endedAnywhere()) {
    if (ending?.type !== 'failed') continue;
    const open = engine.world.ledger.rows({ task: id }).filter(({ state }) => state === 'reserved');
    const at = engine.world.clock.now();
    for (const { attempt, reservedNanos } of open) {
      engine.store.slots.releaseSlot(attempt);
      engine.world.ledger.settle({ attempt, outcome: 'unknown', usage: NO_USAGE, usageSource: 'estimated', nanos: reservedNanos, at });
    }
    if (open.length > 0) engine.world.log.append(id, { type: 'ended', ending }, at);
  }
}
