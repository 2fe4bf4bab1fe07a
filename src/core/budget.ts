import type { Amount, BudgetLevel, LevelKind, LevelTotals, NearCap, Refusal } from './ledger.ts';

/** One level of a path with what is booked on it now. */
export interface CountedLevel {
  readonly level: BudgetLevel;
  readonly totals: LevelTotals;
}

export type BudgetDecision =
  | {
      readonly granted: true;
      /** Levels at 80 % or more of a cap that this takes from, once it is reserved. */ readonly nearCap: readonly NearCap[];
    }
  | { readonly granted: false; readonly refusal: Refusal };

const DEPTH: Readonly<Record<LevelKind, number>> = { day: 0, epic: 1, task: 2, agent: 3, call: 4 };

/** One measure of one level, as it stands and with what is asked for: where there is no room it is the refusal. */
type Claim = Refusal;

/** The same levels with the outermost first. */
export function outermostFirst(path: readonly BudgetLevel[]): readonly BudgetLevel[] {
  return path.toSorted((one, other) => DEPTH[one.kind] - DEPTH[other.kind]);
}

/**
 * Whether an amount fits on every level of its path, in money and in tokens. It is granted on all or refused by one:
 * the outermost that has no room. A cap of 0 means never. What a call does not take needs no room, so a model that
 * costs nothing goes on answering where the money is used up.
 */
export function decide(levels: readonly CountedLevel[], needed: Amount): BudgetDecision {
  const ordered = levels.toSorted((one, other) => DEPTH[one.level.kind] - DEPTH[other.level.kind]);
  const claims = ordered.flatMap((counted) => claimsOn(counted, needed));
  const refused = claims.find((claim) => claim.needed > room(claim));
  if (refused) return { granted: false, refusal: refused };
  return { granted: true, nearCap: claims.filter(isNearCap).map(asNearCap) };
}

/** Where there is a cap and something is taken. */
function claimsOn({ level, totals }: CountedLevel, needed: Amount): readonly Claim[] {
  const money = { level, measure: 'money', settled: totals.settledNanos, held: totals.heldNanos, needed: needed.nanos } as const;
  const tokens = { level, measure: 'tokens', settled: totals.settledTokens, held: totals.heldTokens, needed: needed.tokens } as const;
  return [
    ...(level.capNanos === undefined ? [] : [{ ...money, cap: level.capNanos }]),
    ...(level.capTokens === undefined ? [] : [{ ...tokens, cap: level.capTokens }]),
  ].filter((claim) => claim.needed > 0);
}

function isNearCap(claim: Claim): boolean {
  // 80 % used is a fifth left, which whole numbers can say without rounding or overflow.
  return room(claim) - claim.needed <= Math.floor(claim.cap / 5);
}

function asNearCap({ level, measure, cap, settled, held, needed }: Claim): NearCap {
  return { level, measure, cap, used: settled + held + needed };
}

/** Negative where a call turned out dearer than its reservation. */
function room({ cap, settled, held }: Claim): number {
  return cap - settled - held;
}
