import { calendarDay } from '../core/day.ts';
import type { LevelTotals } from '../core/ledger.ts';
import type { Engine } from './services.ts';

/** What the ledger says of the person's day, over all windows and processes. */
export function spendToday(engine: Engine): LevelTotals {
  const { clock, ledger } = engine.world;
  return ledger.totals({ kind: 'day', id: calendarDay(clock.now(), clock.utcOffsetMinutes()) });
}
