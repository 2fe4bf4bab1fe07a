import type { Caps, Ledger, Refusal } from './ledger.ts';

/** What room there is now. */
export interface Room {
  readonly caps: Caps;
  readonly totals: Ledger['totals'];
  /** The person's calendar day, `2026-11-23`. */
  readonly today: string;
}

/** Whether what a budget refused would fit now: the cap was raised, a new day has begun, or what others held came back. */
export function hasRoomNow({ level, measure, needed }: Refusal, { caps, totals, today }: Room): boolean {
  const cap = caps[level.kind]?.[measure === 'money' ? 'nanos' : 'tokens'];
  if (cap === undefined) return true;
  // A call has a budget of its own, of which nothing is used.
  if (level.kind === 'call') return needed <= cap;
  const used = totals({ kind: level.kind, id: level.kind === 'day' ? today : level.id });
  const [settled, held] = measure === 'money' ? [used.settledNanos, used.heldNanos] : [used.settledTokens, used.heldTokens];
  return needed <= cap - settled - held;
}
