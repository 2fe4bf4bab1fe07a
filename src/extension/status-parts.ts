import { formatMoney, type Nanos } from '../core/money.ts';
import type { SpendGroup } from '../core/spend-report.ts';

/** What stands in the status bar, part by part: `$0.42 of $5.00`, `3 working`. Where nothing may be paid, that stands in the budget's place. */
export function statusParts(spend: SpendToday): readonly string[] {
  const { settledNanos, capNanos, neverPay, working, needsYou } = spend;
  const money = neverPay
    ? [...(settledNanos === 0 ? [] : [formatMoney(settledNanos)]), 'never pay']
    : [`${formatMoney(settledNanos)} of ${formatMoney(capNanos)}`];
  return [
    ...money,
    ...(isTokensNear(spend) ? [`${usedTokens(spend)} of ${spend.capTokens?.toLocaleString('en-US')} tokens`] : []),
    ...(working > 0 ? [`${working} working`] : []),
    ...(needsYou > 0 ? [`${needsYou} for you`] : []),
  ];
}

/** 80 % of the day's money or tokens are used or held, and something has been paid or used. */
export function isNear(spend: SpendToday): boolean {
  const { settledNanos, heldNanos, capNanos, neverPay } = spend;
  return (!neverPay && settledNanos > 0 && (settledNanos + heldNanos) * 5 >= capNanos * 4) || isTokensNear(spend);
}

function isTokensNear({ settledTokens, heldTokens, capTokens = Infinity }: SpendToday): boolean {
  return settledTokens > 0 && (settledTokens + heldTokens) * 5 >= capTokens * 4;
}

export function usedTokens({ settledTokens, heldTokens }: Pick<SpendToday, 'settledTokens' | 'heldTokens'>): string {
  return (settledTokens + heldTokens).toLocaleString('en-US');
}

export interface SpendToday {
  readonly settledNanos: Nanos;
  readonly heldNanos: Nanos;
  readonly capNanos: Nanos;
  /** Nothing that costs money is asked. */
  readonly neverPay: boolean;
  readonly settledTokens: number;
  readonly heldTokens: number;
  /** Absent: the day has no token budget. */
  readonly capTokens: number | undefined;
  /** The same by provider, the dearest first. */
  readonly providers: SpendGroup['byProvider'];
  readonly working: number;
  readonly needsYou: number;
  /** What else is to be known, a line each: who is left alone just now, what was refused. */
  readonly notes: readonly string[];
}
