import { calendarDay } from '../core/day.ts';
import type { LevelTotals } from '../core/ledger.ts';
import type { SpendGroup } from '../core/spend-report.ts';
import type { Engine } from './services.ts';

/** The person's calendar day now. */
export function dayNow({ world: { clock } }: Engine): string {
  return calendarDay(clock.now(), clock.utcOffsetMinutes());
}

/** What the ledger says of the person's day, over all windows and processes. */
export function spendToday(engine: Engine): LevelTotals {
  return engine.world.ledger.totals({ kind: 'day', id: dayNow(engine) });
}

/** The same by provider, read anew only after the books have grown. */
export function createProvidersToday(): (engine: Engine) => SpendGroup['byProvider'] {
  let kept: { readonly engine: Engine; readonly entry: number; readonly day: string; readonly split: SpendGroup['byProvider'] } | undefined;
  return (engine) => {
    const { entry } = engine.store.spend.position();
    const day = dayNow(engine);
    if (kept?.engine !== engine || kept.entry !== entry || kept.day !== day) {
      kept = { engine, entry, day, split: engine.store.spend.report('model', { from: day, to: day }).byProvider };
    }
    return kept.split;
  };
}
