import type { BudgetLevel, LevelKind, LevelTotals, Refusal } from './ledger.ts';
import type { Nanos } from './money.ts';

/** One level of a path with what is booked on it now. */
export interface CountedLevel {
  readonly level: BudgetLevel;
  readonly totals: LevelTotals;
}

export type BudgetDecision =
  | { readonly granted: true; /** Levels at 80 % or more of their cap once this is reserved. */ readonly nearCap: readonly BudgetLevel[] }
  | { readonly granted: false; readonly refusal: Refusal };

const DEPTH: Readonly<Record<LevelKind, number>> = { day: 0, epic: 1, task: 2, agent: 3, call: 4 };

/** The same levels with the outermost first. */
export function outermostFirst(path: readonly BudgetLevel[]): readonly BudgetLevel[] {
  return path.toSorted((one, other) => DEPTH[one.kind] - DEPTH[other.kind]);
}

/**
 * Whether an amount fits on every level of its path. It is granted on all or refused by one: the outermost
 * that has no room. A cap of 0 means never pay. An amount of 0 takes no room, so it is always granted, also
 * where a cap is used up: local models go on answering.
 */
export function decide(levels: readonly CountedLevel[], neededNanos: Nanos): BudgetDecision {
  const ordered = levels.toSorted((one, other) => DEPTH[one.level.kind] - DEPTH[other.level.kind]);
  for (const counted of ordered) {
    const refusal = neededNanos > 0 ? refusalOf(counted, neededNanos) : undefined;
    if (refusal) return { granted: false, refusal };
  }
  return { granted: true, nearCap: ordered.filter((counted) => isNearCap(counted, neededNanos)).map(({ level }) => level) };
}

function refusalOf({ level, totals }: CountedLevel, neededNanos: Nanos): Refusal | undefined {
  if (level.capNanos === undefined || neededNanos <= roomUnder(level.capNanos, totals)) return undefined;
  return { level, capNanos: level.capNanos, ...totals, neededNanos };
}

function isNearCap({ level, totals }: CountedLevel, neededNanos: Nanos): boolean {
  if (level.capNanos === undefined || level.capNanos === 0) return false;
  // 80 % used is a fifth left, which whole numbers can say without rounding or overflow.
  return roomUnder(level.capNanos, totals) - neededNanos <= Math.floor(level.capNanos / 5);
}

/** Negative where a call turned out dearer than its reservation. */
function roomUnder(cap: Nanos, totals: LevelTotals): number {
  return cap - totals.settledNanos - totals.heldNanos;
}
