import { evidenceFor, type Evidence } from './cascade.ts';
import type { Finding, GateResult } from './gate.ts';
import type { LedgerRow } from './ledger.ts';
import { addNanos, ZERO, type Nanos } from './money.ts';
import { amountOf, tokensOf, type Amount, type SpendNumbers } from './spend-export.ts';
import type { Attempt, TaskDecision, TaskState } from './task.ts';
import { NO_USAGE, type Usage } from './usage.ts';
import { judgementOf } from './verdicts.ts';

type Tokens = SpendNumbers['tokens'];

/** One complaint. Lines and columns count from 1, as editors show them. */
export interface ReceiptFinding {
  readonly rule: string;
  readonly message: string;
  readonly severity: Finding['severity'];
  readonly blocks: boolean;
  readonly line: number;
  readonly column: number;
  readonly cwe?: string;
  readonly url?: string;
}

export interface ReceiptGate {
  readonly gate: GateResult['gate'];
  readonly verdict: GateResult['verdict'];
  readonly required: boolean;
  readonly tool: string;
  readonly elapsedMs: number;
  readonly why?: string;
  readonly findings: readonly ReceiptFinding[];
  /** Complaints that the code had before. */
  readonly known: number;
}

export interface ReceiptAttempt {
  readonly attempt: string;
  /** `provider/model`. */
  readonly model: string;
  readonly label: string;
  /** What the provider says it served, where that is another one. */
  readonly servedModel?: string;
  readonly local: boolean;
  readonly why: string;
  /** Budgets of which a fifth or less was left. */
  readonly nearCap: readonly string[];
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly reserved: Amount;
  /** `held`: it has not ended. */
  readonly state: 'held' | 'settled' | 'released' | 'expired';
  /** `ok`, or a failure's kind; absent before it has ended. */
  readonly outcome?: string;
  readonly message?: string;
  readonly usage: Tokens;
  readonly usageIs?: 'reported' | 'estimated';
  readonly assumed?: string;
  readonly cost: Amount;
  /** False: the dearest known price of that provider was taken. Absent: it is not known yet. */
  readonly priceKnown?: boolean;
  readonly prompt?: string;
  readonly answer?: string;
  readonly leftOut: readonly string[];
  /** What the answer of a model before it was refused for, as it was handed to this one. */
  readonly evidence?: { readonly of: string; readonly lines: readonly string[]; readonly answer?: string };
  readonly judgement?: 'proved' | 'not-proved' | 'refused';
  readonly gates: readonly ReceiptGate[];
  readonly note?: string;
}

/** The whole chain behind an answer, for a program. `prompt`, `answer`, `instruction` are SHA-256 of texts in the store. */
export interface ReceiptDocument {
  readonly schema: 'centuria.receipt';
  readonly version: 1;
  readonly task: string;
  readonly title: string;
  readonly kind?: string;
  readonly agent?: string;
  readonly instruction?: string;
  readonly createdAt?: string;
  readonly route: {
    readonly candidates: readonly { readonly model: string; readonly label: string; readonly why: string }[];
    readonly notAsked: readonly { readonly model: string; readonly label: string; readonly why: string }[];
  };
  readonly attempts: readonly ReceiptAttempt[];
  readonly ending: { readonly type: string; readonly attempt?: string; readonly why?: string; readonly nextStep?: string };
  readonly decision?: TaskDecision;
  readonly total: { readonly attempts: number; readonly cost: Amount; readonly held: Amount; readonly tokens: Tokens };
}

export interface ReceiptSources {
  readonly state: TaskState;
  /** All rows of the task, in the order they were reserved. */
  readonly rows: readonly LedgerRow[];
  /** The reference of a text. */
  reference(text: string): string;
}

/** Money and tokens are the ledger's, which knows of corrections; the story is the task's. */
export function receiptDocument({ state, rows, reference }: ReceiptSources): ReceiptDocument {
  const { id, subject, createdAt, decision } = state;
  const unlogged = rows.filter(({ attempt }) => !state.attempts.some((told) => told.id === attempt));
  const attempts = [
    ...state.attempts.map((attempt, index) => {
      const evidence = evidenceFor({ ...state, attempts: state.attempts.slice(0, index) });
      return toldAttempt(
        attempt,
        rows.find((row) => row.attempt === attempt.id),
        evidence,
      );
    }),
    ...unlogged.map(unloggedAttempt),
  ];
  return {
    schema: 'centuria.receipt',
    version: 1,
    task: id,
    title: subject?.title ?? id,
    ...(subject === undefined
      ? {}
      : { kind: subject.kind, agent: subject.seat, instruction: reference(subject.instruction), createdAt: moment(createdAt) }),
    route: {
      candidates: state.candidates.map(routeEntry),
      notAsked: [...state.skipped, ...state.excluded].map(routeEntry),
    },
    attempts,
    ending: endingOf(state),
    ...(decision === undefined ? {} : { decision }),
    total: {
      attempts: attempts.length,
      cost: amountOf(addNanos(...attempts.map(({ cost }) => cost.nanos))),
      held: amountOf(addNanos(...attempts.filter((one) => one.state === 'held').map(({ reserved }) => reserved.nanos))),
      tokens: sumTokens(attempts.map(({ usage }) => usage)),
    },
  };
}

function moment(at: number): string {
  return new Date(at).toISOString();
}

function routeEntry({ card, label, reason }: TaskState['candidates'][number]): { model: string; label: string; why: string } {
  return { model: card, label, why: reason };
}

function endingOf({ ending, interrupted }: TaskState): ReceiptDocument['ending'] {
  if (ending === undefined) return { type: interrupted ? 'interrupted' : 'under-way' };
  return {
    type: ending.type,
    ...('attempt' in ending ? { attempt: ending.attempt } : {}),
    ...('why' in ending ? { why: ending.why } : {}),
    ...('nextStep' in ending ? { nextStep: ending.nextStep } : {}),
  };
}

function toldAttempt(attempt: Attempt, row: LedgerRow | undefined, evidence: Evidence | undefined): ReceiptAttempt {
  const { servedModel, priceKnown, prompt, leftOut, assumed } = attempt;
  return {
    attempt: attempt.id,
    model: attempt.card,
    label: attempt.label,
    ...(servedModel === undefined ? {} : { servedModel }),
    local: row?.local ?? false,
    why: attempt.reason,
    nearCap: attempt.nearCap ?? [],
    ...times(attempt.startedAt, attempt.endedAt ?? row?.endedAt),
    ...(row === undefined ? fromLog(attempt) : fromRow(row)),
    ...messageOf(attempt),
    ...(assumed === undefined ? {} : { assumed }),
    ...(priceKnown === undefined ? {} : { priceKnown }),
    ...(prompt === '' ? {} : { prompt }),
    ...answerOf(attempt),
    leftOut,
    ...(evidence === undefined ? {} : { evidence: handedOn(evidence) }),
    ...judgedIn(attempt),
  };
}

function handedOn({ model, lines, answer }: Evidence): NonNullable<ReceiptAttempt['evidence']> {
  return { of: model, lines, ...(answer === undefined ? {} : { answer }) };
}

function judgedIn({ results, note }: Attempt): Pick<ReceiptAttempt, 'judgement' | 'gates' | 'note'> {
  if (results === undefined) return { gates: [] };
  return { judgement: judgementOf(results).type, gates: results.map(gateOf), ...(note === undefined ? {} : { note }) };
}

/** Reserved, and then its process died before a word of it was logged. */
function unloggedAttempt(row: LedgerRow): ReceiptAttempt {
  const model = `${row.provider}/${row.model}`;
  return {
    attempt: row.attempt,
    model,
    label: row.model,
    local: row.local,
    why: 'not logged',
    nearCap: [],
    ...times(row.reservedAt, row.endedAt),
    ...fromRow(row),
    leftOut: [],
    gates: [],
  };
}

function times(startedAt: number, endedAt: number | undefined): Pick<ReceiptAttempt, 'startedAt' | 'endedAt'> {
  return { startedAt: moment(startedAt), ...(endedAt === undefined ? {} : { endedAt: moment(endedAt) }) };
}

type Booked = Pick<ReceiptAttempt, 'reserved' | 'state' | 'outcome' | 'usage' | 'usageIs' | 'cost'>;

function fromRow({ outcome, usageSource, state, usage, ...row }: LedgerRow): Booked {
  const ended = { ...(outcome === undefined ? {} : { outcome }), ...(usageSource === undefined ? {} : { usageIs: usageSource }) };
  return booked({ reserved: row.reservedNanos, cost: row.settledNanos, usage, state: state === 'reserved' ? 'held' : state }, ended);
}

/** All data was deleted while it ran. */
function fromLog({ outcome, usage = NO_USAGE, usageSource, nanos = ZERO, reservedNanos }: Attempt): Booked {
  const kind = outcome?.type === 'failure' ? outcome.failure.kind : outcome?.type === 'answer' ? 'ok' : outcome?.type;
  const ended = { ...(kind === undefined ? {} : { outcome: kind }), ...(usageSource === undefined ? {} : { usageIs: usageSource }) };
  return booked({ reserved: reservedNanos, cost: nanos, usage, state: outcome === undefined ? 'held' : 'settled' }, ended);
}

interface Money {
  readonly reserved: Nanos;
  readonly cost: Nanos;
  readonly usage: Usage;
  readonly state: ReceiptAttempt['state'];
}

function booked({ reserved, cost, usage, state }: Money, ended: Pick<ReceiptAttempt, 'outcome' | 'usageIs'>): Booked {
  return { reserved: amountOf(reserved), state, ...ended, usage: tokensOf(usage), cost: amountOf(cost) };
}

function messageOf({ outcome }: Attempt): Pick<ReceiptAttempt, 'message'> {
  if (outcome?.type === 'failure') return { message: outcome.failure.message };
  return outcome?.type === 'not-sent' ? { message: outcome.why } : {};
}

function answerOf({ outcome }: Attempt): Pick<ReceiptAttempt, 'answer'> {
  const text = outcome?.type === 'answer' || outcome?.type === 'failure' ? outcome.text : undefined;
  return text === undefined || text === '' ? {} : { answer: text };
}

function gateOf({ gate, verdict, required, tool, elapsedMs, why, findings, known }: GateResult): ReceiptGate {
  return { gate, verdict, required, tool, elapsedMs, ...(why === undefined ? {} : { why }), findings: findings.map(findingOf), known };
}

function findingOf({ rule, message, severity, blocks, range, cwe, url }: Finding): ReceiptFinding {
  return {
    rule,
    message,
    severity,
    blocks,
    line: range.startLine + 1,
    column: range.startColumn + 1,
    ...(cwe === undefined ? {} : { cwe }),
    ...(url === undefined ? {} : { url }),
  };
}

function sumTokens(parts: readonly Tokens[]): Tokens {
  const sum = (bucket: keyof Tokens): number => parts.reduce((total, one) => total + one[bucket], 0);
  return {
    input: sum('input'),
    cacheRead: sum('cacheRead'),
    cacheWrite5m: sum('cacheWrite5m'),
    cacheWrite1h: sum('cacheWrite1h'),
    output: sum('output'),
    reasoning: sum('reasoning'),
    total: sum('total'),
  };
}
