import { addNanos, type Nanos } from './money.ts';
import type { Attempt, TaskState } from './task.ts';
import { totalTokens } from './usage.ts';
import { verdictWords } from './verdicts.ts';

export interface ReceiptRow {
  readonly attempt: string;
  readonly model: string;
  /** Why it was asked, and the budgets of which a fifth or less was left. */
  readonly reason: string;
  /** When it was asked, in milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: string;
  readonly gates: string;
  readonly nanos: Nanos;
  readonly priceKnown: boolean;
  readonly estimated: boolean;
  readonly tokens: number;
  readonly elapsedMs: number | undefined;
}

/** The attempts behind an answer: who was asked, why, what it cost, which gate refused it. */
export interface Receipt {
  readonly rows: readonly ReceiptRow[];
  readonly totalNanos: Nanos;
  readonly excluded: readonly { readonly label: string; readonly reason: string }[];
}

export function receiptOf(state: TaskState): Receipt {
  const rows = state.attempts.map((attempt) => rowOf(attempt, state));
  return {
    rows,
    totalNanos: addNanos(...rows.map(({ nanos }) => nanos)),
    excluded: [...state.skipped, ...state.excluded].map(({ label, reason }) => ({ label, reason })),
  };
}

/** The attempt that an interruption cut off has no outcome. Where nothing was reserved it cost nothing, whatever came. */
function rowOf(attempt: Attempt, { interrupted }: Pick<TaskState, 'interrupted'>): ReceiptRow {
  return {
    attempt: attempt.id,
    model: modelName(attempt),
    reason: [attempt.reason, ...(attempt.nearCap ?? [])].join('; '),
    at: attempt.startedAt,
    outcome: [interrupted && attempt.outcome === undefined ? 'interrupted' : outcomeWords(attempt), attempt.assumed]
      .filter(Boolean)
      .join('; '),
    gates: attempt.results === undefined ? '' : [verdictWords(attempt.results), attempt.note].filter(Boolean).join(' · '),
    nanos: attempt.nanos ?? attempt.reservedNanos,
    priceKnown: attempt.priceKnown ?? attempt.reservedNanos === 0,
    estimated: attempt.usageSource === 'estimated',
    tokens: attempt.usage === undefined ? 0 : totalTokens(attempt.usage),
    elapsedMs: attempt.endedAt === undefined ? undefined : attempt.endedAt - attempt.startedAt,
  };
}

/** The label, and the id the provider says it served where that is another one. */
function modelName({ label, card, servedModel }: Attempt): string {
  return servedModel === undefined || card.endsWith(`/${servedModel}`) ? label : `${label} (${servedModel})`;
}

function outcomeWords(attempt: Attempt): string {
  switch (attempt.outcome?.type) {
    case undefined:
      return 'no outcome yet';
    case 'answer':
      return 'answered';
    case 'failure':
      return `${attempt.outcome.failure.kind}: ${attempt.outcome.failure.message}`;
    case 'not-sent':
      return `not sent: ${attempt.outcome.why}`;
  }
}

/** What the attempts that have ended cost; what a running one holds is not spent. */
export function spentNanos(state: TaskState): Nanos {
  return addNanos(...state.attempts.flatMap(({ nanos }) => (nanos === undefined ? [] : [nanos])));
}
