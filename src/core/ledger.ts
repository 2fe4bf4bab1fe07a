import type { Nanos } from './money.ts';
import type { Usage, UsageSource } from './usage.ts';

/** Budgets form a tree; a reservation is taken from every level on its path, or from none. */
export type LevelKind = 'day' | 'epic' | 'task' | 'agent' | 'call';

export interface BudgetLevel {
  readonly kind: LevelKind;
  /** `2026-11-23` for a day, the id for the others. */
  readonly id: string;
  /** Absent: no cap at this level; it is still counted. */
  readonly capNanos?: Nanos;
  readonly capTokens?: number;
}

/** What a budget is counted in. */
export type Measure = 'money' | 'tokens';

/** What one level may use at most. Absent: no cap in that measure. */
export interface Cap {
  readonly nanos?: Nanos;
  /** Prompt and answer tokens of every model, free ones too. */
  readonly tokens?: number;
}

/** Caps for any levels of the tree. */
export type Caps = { readonly [kind in LevelKind]?: Cap };

/** What a call may take at most, or took. */
export interface Amount {
  readonly nanos: Nanos;
  readonly tokens: number;
}

export interface ReserveRequest {
  /** Unique; the same id reserved twice is one reservation. */
  readonly attempt: string;
  readonly task: string;
  readonly agent: string;
  readonly provider: string;
  readonly model: string;
  /** The model runs on this machine, as the provider was set up at the time. */
  readonly local: boolean;
  /** The worst case: the whole prompt plus the longest answer, at the dearest tier that can apply. */
  readonly nanos: Nanos;
  /** The same in tokens, for free models too. */
  readonly tokens: number;
  readonly path: readonly BudgetLevel[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The level without room. The amounts are nano-dollars or tokens, as `measure` says. */
export interface Refusal {
  readonly level: BudgetLevel;
  readonly measure: Measure;
  readonly cap: number;
  readonly settled: number;
  readonly held: number;
  readonly needed: number;
}

/** A level of which a call leaves a fifth or less. `used`: settled and held, this call included. */
export interface NearCap {
  readonly level: BudgetLevel;
  readonly measure: Measure;
  readonly cap: number;
  readonly used: number;
}

export type ReserveResult =
  | { readonly granted: true; /** Levels it takes from that are now at 80 % or more of a cap. */ readonly nearCap: readonly NearCap[] }
  | { readonly granted: false; readonly refusal: Refusal }
  /** Another process holds the store just now: try again in a few milliseconds. */
  | { readonly granted: false; readonly busy: true };

/** How an attempt ended: in exactly one of these ways, once. */
export interface Settlement {
  readonly attempt: string;
  /** `ok`, a failure's kind, or `expired`. */
  readonly outcome: string;
  readonly usage: Usage;
  readonly usageSource: UsageSource;
  /** Rounded up once. */
  readonly nanos: Nanos;
  readonly at: number;
}

export interface LevelTotals {
  readonly settledNanos: Nanos;
  readonly heldNanos: Nanos;
  readonly settledTokens: number;
  readonly heldTokens: number;
}

/** One attempt as the ledger knows it. Exactly one row for each attempt, failed and cancelled ones too. */
export interface LedgerRow {
  readonly attempt: string;
  readonly task: string;
  readonly agent: string;
  readonly provider: string;
  readonly model: string;
  /** Whether the model ran on this machine when it was asked. */
  readonly local: boolean;
  readonly state: 'reserved' | 'settled' | 'released' | 'expired';
  readonly reservedNanos: Nanos;
  readonly settledNanos: Nanos;
  readonly reservedTokens: number;
  /** What counts against token budgets: the usage's total, or the worst case where it expired. */
  readonly settledTokens: number;
  readonly outcome: string | undefined;
  readonly usage: Usage;
  readonly usageSource: UsageSource | undefined;
  /** The person's calendar day at the reservation. */
  readonly day: string;
  readonly reservedAt: number;
  readonly endedAt: number | undefined;
}

/**
 * The books. Every call but `reserveSoon` is synchronous and durable when it returns (a process crash loses nothing).
 * A second settle or release of an attempt changes nothing and returns false.
 * Throws `StoreError` (node/store-error.ts) when the store cannot be read or written: a full disk, a damaged file.
 */
export interface Ledger {
  reserve(request: ReserveRequest): ReserveResult;
  /**
   * The same in one transaction with all that this process reserves and books in this turn of the event loop; resolves when
   * that is durable. One after the other, each takes from all levels of its path or from none. Absent: only `reserve`.
   */
  reserveSoon?(request: ReserveRequest): Promise<ReserveResult>;
  settle(settlement: Settlement): boolean;
  /** Ends a reservation for which nothing is owed: the request never reached a model. */
  release(attempt: string, outcome: string, at: number): boolean;
  /**
   * Books what is learned after an attempt has ended: the machine slept, and another process expired it at worst case.
   * The difference is one more entry. False: nothing new, or still reserved.
   */
  correct(settlement: Settlement): boolean;
  totals(level: Pick<BudgetLevel, 'kind' | 'id'>): LevelTotals;
  row(attempt: string): LedgerRow | undefined;
  rows(filter: { readonly task?: string; readonly day?: string; readonly limit?: number }): readonly LedgerRow[];
}

/** Prices, in nano-dollars, rounded up once a call. `at` is milliseconds since the epoch: prices have dates. */
export interface Prices {
  /** What the usage costs. `known: false`: the dearest known price of that provider was taken instead. */
  cost(provider: string, model: string, usage: Usage, at: number): { readonly nanos: Nanos; readonly known: boolean };
  /** The most a call can cost: every prompt token at the dearest input tier, every answer token at the dearest output tier. */
  worst(
    provider: string,
    model: string,
    promptTokens: number,
    answerTokens: number,
    at: number,
  ): { readonly nanos: Nanos; readonly known: boolean };
}
