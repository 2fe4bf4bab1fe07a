import { decide, outermostFirst } from '../core/budget.ts';
import { calendarDay } from '../core/day.ts';
import type { Amount, BudgetLevel, Ledger, LedgerRow, LevelTotals, ReserveRequest, ReserveResult, Settlement } from '../core/ledger.ts';
import { type Nanos, ZERO, nanos } from '../core/money.ts';
import { NO_USAGE, totalTokens, type Usage, type UsageSource } from '../core/usage.ts';
import type { Database, Try } from './database.ts';
import { ledgerRow } from './ledger-row.ts';
import { type Amounts, type LevelId, LevelSums, wholeTokens } from './level-sums.ts';
import { ensureOwner } from './owners.ts';
import type { Owner } from './process-identity.ts';
import { type Row, numberOf, textOf } from './row.ts';

export interface SqliteLedgerOptions {
  readonly database: Database;
  readonly owner: Owner;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How far local time is ahead of UTC at a moment, in minutes: for attempts whose path names no day. */
  readonly utcOffsetMinutes: (at: number) => number;
}

const NOTHING: Amount = { nanos: ZERO, tokens: 0 };

/** What an attempt becomes, and by which entry. */
interface Change {
  readonly type: 'settle' | 'release' | 'expire' | 'correct';
  readonly state: LedgerRow['state'];
  readonly nanos: Nanos;
  readonly tokens: number;
  readonly outcome: string;
  readonly usage: Usage;
  readonly usageSource: UsageSource | undefined;
  readonly at: number;
}

/**
 * The books in SQLite. Every change is one entry plus the sums over it, in one transaction.
 *
 * `reserve` waits 20 ms at most and then says `busy`, since a call that is not made yet can wait its turn.
 * What ends an attempt (`settle`, `release`, `correct`) waits up to 2 s instead and then throws: it happens
 * once an attempt, and losing it would cost the truth. The reservation then stays held, and calling again
 * is safe.
 */
export class SqliteLedger implements Ledger {
  readonly #options: SqliteLedgerOptions;
  readonly #sums: LevelSums;
  /** What this process holds, by attempt: it need not be read to be ended. */
  readonly #held = new Map<string, Held>();
  /** The edition of the store in which this process was seen to be among its owners. */
  #known: number | undefined;

  constructor(options: SqliteLedgerOptions) {
    this.#options = options;
    this.#sums = new LevelSums(options.database);
  }

  /**
   * An id that was reserved before by this process, and is still held, is the same reservation. One that has
   * ended, or that another process holds, is a mistake of the caller and throws: money for it was counted
   * once, so a second call under it would be free.
   */
  reserve(request: ReserveRequest): ReserveResult {
    return toldBusy(this.#options.database.tryWrite(this.#reserving(request)));
  }

  async reserveSoon(request: ReserveRequest): Promise<ReserveResult> {
    return toldBusy(await this.#options.database.soon(this.#reserving(request)));
  }

  #reserving(request: ReserveRequest): () => ReserveResult {
    assertPath(request.path);
    const path = outermostFirst(request.path);
    const needed = { nanos: nanos(request.nanos), tokens: wholeTokens(request.tokens) };
    return () => {
      const levels = path.map((level) => ({ level, totals: this.totals(level) }));
      const decision = decide(levels, needed);
      if (decision.granted && this.#hold(request, path)) return decision;
      const known = this.#attempt(request.attempt);
      if (known === undefined) return decision;
      this.#assertSame(known, request);
      return decide(levels, NOTHING);
    };
  }

  /** A cost above the reservation is booked as it is, and is then in `overruns`. */
  settle(settlement: Settlement): boolean {
    return this.#change(settlement.attempt, 'reserved', {
      ...settlement,
      tokens: totalTokens(settlement.usage),
      type: 'settle',
      state: 'settled',
    });
  }

  release(attempt: string, outcome: string, at: number): boolean {
    const nothing = { ...NOTHING, usage: NO_USAGE, usageSource: undefined };
    return this.#change(attempt, 'reserved', { type: 'release', state: 'released', ...nothing, outcome, at });
  }

  /**
   * Books what is learned of an attempt after it ended, above all after it expired: the difference is
   * entered, and the sums become the truth. False: unknown, still reserved (`settle` it), or nothing new.
   */
  correct(settlement: Settlement): boolean {
    return this.#change(settlement.attempt, 'ended', {
      ...settlement,
      tokens: totalTokens(settlement.usage),
      type: 'correct',
      state: 'settled',
    });
  }

  /** Books all that an owner holds at its worst case. Returns the attempts. Whether it is dead is the caller's to know. */
  expireOwner(owner: string, at: number): readonly string[] {
    const { database } = this.#options;
    return database.write(() => {
      const held = database.all(`SELECT attempt, reserved, reserved_tokens FROM attempts WHERE owner = ? AND state = 'reserved'`, owner);
      return held.map((row) => {
        const attempt = textOf(row, 'attempt');
        const worst = { nanos: nanos(numberOf(row, 'reserved')), tokens: numberOf(row, 'reserved_tokens') };
        const unknown = { usage: NO_USAGE, usageSource: undefined };
        this.#change(attempt, 'reserved', { type: 'expire', state: 'expired', ...worst, ...unknown, outcome: 'expired', at });
        return attempt;
      });
    });
  }

  totals(level: LevelId): LevelTotals {
    return this.#sums.read(level);
  }

  row(attempt: string): LedgerRow | undefined {
    const row = this.#attempt(attempt);
    return row && ledgerRow(row);
  }

  /** In the order they were reserved; with a limit, the latest. */
  rows(filter: { readonly task?: string; readonly day?: string; readonly limit?: number }): readonly LedgerRow[] {
    const conditions = [filter.task === undefined ? [] : ['task = ?'], filter.day === undefined ? [] : ['day = ?']].flat();
    const values = [filter.task, filter.day].filter((value) => value !== undefined);
    return this.#select(conditions, values, filter.limit);
  }

  /** The attempts that cost more than was reserved for them. */
  overruns(filter: { readonly day?: string; readonly limit?: number }): readonly LedgerRow[] {
    const conditions = ['overrun > 0', ...(filter.day === undefined ? [] : ['day = ?'])];
    return this.#select(conditions, filter.day === undefined ? [] : [filter.day], filter.limit);
  }

  #select(conditions: readonly string[], values: readonly string[], limit = -1): readonly LedgerRow[] {
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const sql = `SELECT * FROM attempts ${where} ORDER BY seq DESC LIMIT ?`;
    return this.#options.database
      .all(sql, ...values, limit)
      .map(ledgerRow)
      .reverse();
  }

  #attempt(attempt: string): Row | undefined {
    return this.#options.database.get('SELECT * FROM attempts WHERE attempt = ?', attempt);
  }

  #assertSame(known: Row, request: ReserveRequest): void {
    const state = textOf(known, 'state');
    if (state !== 'reserved') throw new Error(`attempt ${request.attempt} has ended (${state}): a new call needs a new id`);
    if (textOf(known, 'owner') !== this.#options.owner.id) {
      throw new Error(`attempt ${request.attempt} is reserved by another process: a new call needs a new id`);
    }
    if (numberOf(known, 'reserved') !== request.nanos || numberOf(known, 'reserved_tokens') !== request.tokens) {
      throw new Error(`attempt ${request.attempt} was reserved with another amount`);
    }
  }

  /** False: this attempt was reserved before, and nothing is written. */
  #hold(request: ReserveRequest, levels: readonly BudgetLevel[]): boolean {
    const { database, owner, now } = this.#options;
    const { attempt, task, agent, provider, model, local, at } = request;
    const path = levels.map(({ kind, id }) => ({ kind, id }));
    const day = levels.find(({ kind }) => kind === 'day')?.id ?? calendarDay(at, this.#options.utcOffsetMinutes(at));
    const detail = { task, agent, provider, model, local, day, owner: owner.id, path: levels };
    const amounts = { held: request.nanos, settled: 0, heldTokens: request.tokens, settledTokens: 0 };
    const seq = this.#enter({ attempt, type: 'reserve', at }, amounts, detail);
    if (seq === undefined) return false;
    if (this.#known !== database.edition) ensureOwner(database, owner, now());
    this.#known = database.edition;
    database.run(
      `INSERT INTO attempts (seq, attempt, task, agent, provider, model, local, state, reserved, settled, reserved_tokens, day, reserved_at, owner, path)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'reserved', ?, 0, ?, ?, ?, ?, ?)`,
      ...[
        seq,
        attempt,
        task,
        agent,
        provider,
        model,
        local ? 1 : 0,
        request.nanos,
        request.tokens,
        day,
        at,
        owner.id,
        JSON.stringify(path),
      ],
    );
    for (const level of path) this.#sums.add(level, amounts);
    this.#held.set(attempt, { nanos: request.nanos, tokens: request.tokens, path });
    return true;
  }

  #change(attempt: string, from: 'reserved' | 'ended', change: Change): boolean {
    const amount = nanos(change.nanos);
    assertUsage(change.usage);
    return this.#options.database.write(() => {
      const before = from === 'reserved' ? this.#ending(attempt, change) : this.#correcting(attempt, change);
      if (before === undefined) return false;
      const { held, settled, settledTokens } = before;
      const amounts = {
        held: from === 'reserved' ? -held.nanos : 0,
        settled: amount - settled,
        heldTokens: from === 'reserved' ? -held.tokens : 0,
        settledTokens: change.tokens - settledTokens,
      };
      const overrun = Math.max(0, amount - held.nanos);
      const { type, at, outcome, usage, usageSource } = change;
      this.#enter({ attempt, type, at }, amounts, { outcome, usage, usageSource, ...(overrun > 0 ? { overrun } : {}) });
      for (const level of held.path) this.#sums.add(level, amounts);
      return true;
    });
  }

  /** Ends what is reserved. Undefined: it is not. */
  #ending(attempt: string, change: Change): Before | undefined {
    const held = this.#held.get(attempt);
    this.#held.delete(attempt);
    if (held !== undefined) return this.#project(attempt, 'reserved', change) ? { held, settled: 0, settledTokens: 0 } : undefined;
    const row = this.#attempt(attempt);
    const isEnded = row !== undefined && this.#project(attempt, 'reserved', change);
    return isEnded ? { held: heldOf(row), settled: 0, settledTokens: 0 } : undefined;
  }

  /** Undefined: it has not ended, or nothing new is learned of it. */
  #correcting(attempt: string, change: Change): Before | undefined {
    const row = this.#attempt(attempt);
    if (row === undefined) return undefined;
    const state = textOf(row, 'state');
    if (state === 'reserved' || isKnown(ledgerRow(row), change)) return undefined;
    this.#project(attempt, state, change);
    return { held: heldOf(row), settled: numberOf(row, 'settled'), settledTokens: numberOf(row, 'settled_tokens') };
  }

  /** The entry's number. Undefined: the attempt was reserved before, and is not twice. */
  #enter(
    entry: { readonly attempt: string; readonly type: string; readonly at: number },
    amounts: Amounts,
    detail: object,
  ): number | undefined {
    const { held, settled, heldTokens, settledTokens } = amounts;
    const { changes, lastId } = this.#options.database.run(
      `INSERT INTO entries (at, type, attempt, held, settled, held_tokens, settled_tokens, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (attempt) WHERE type = 'reserve' DO NOTHING`,
      ...[entry.at, entry.type, entry.attempt, held, settled, heldTokens, settledTokens, JSON.stringify(detail)],
    );
    return changes === 0 ? undefined : lastId;
  }

  /** False: the attempt is not in the state `from`. */
  #project(attempt: string, from: string, { state, nanos: settled, tokens, outcome, usage, usageSource, at }: Change): boolean {
    const buckets = [usage.inputTokens, usage.cacheReadTokens, usage.cacheWrite5mTokens, usage.cacheWrite1hTokens];
    const { changes } = this.#options.database.run(
      `UPDATE attempts SET state = ?, settled = ?, settled_tokens = ?, outcome = ?, input_tokens = ?, cache_read_tokens = ?, cache_write_5m_tokens = ?,
         cache_write_1h_tokens = ?, output_tokens = ?, reasoning_tokens = ?, usage_source = ?, ended_at = coalesce(ended_at, ?)
       WHERE attempt = ? AND state = ?`,
      ...[state, settled, tokens, outcome, ...buckets, usage.outputTokens, usage.reasoningTokens, usageSource ?? null, at, attempt, from],
    );
    return changes > 0;
  }
}

/** A reservation: so much on each level of its path. */
interface Held extends Amount {
  readonly path: readonly LevelId[];
}

/** A row as it was reserved, and what was settled of it before. */
interface Before {
  readonly held: Held;
  readonly settled: number;
  readonly settledTokens: number;
}

function toldBusy(done: Try<ReserveResult>): ReserveResult {
  return done.busy ? { granted: false, busy: true } : done.value;
}

function assertPath(path: readonly BudgetLevel[]): void {
  const names = path.map(({ kind, id }) => `${kind} ${id}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`a path names a level twice: ${twice}`);
}

function assertUsage(usage: Usage): void {
  for (const [bucket, tokens] of Object.entries(usage)) {
    if (!Number.isSafeInteger(tokens) || tokens < 0) throw new RangeError(`not a number of tokens: ${bucket} ${tokens}`);
  }
}

function heldOf(row: Row): Held {
  const path: unknown = JSON.parse(textOf(row, 'path'));
  return {
    nanos: nanos(numberOf(row, 'reserved')),
    tokens: numberOf(row, 'reserved_tokens'),
    path: Array.isArray(path) ? path.filter(isLevelId) : [],
  };
}

function isLevelId(value: unknown): value is LevelId {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

function isKnown(row: LedgerRow, change: Change): boolean {
  const said = (one: Pick<Change, 'outcome' | 'usage' | 'usageSource'>): string =>
    JSON.stringify([one.outcome, one.usageSource, Object.entries(one.usage).sort()]);
  const { state, settledNanos, usage, usageSource, outcome = '' } = row;
  return state === change.state && settledNanos === change.nanos && said({ usage, usageSource, outcome }) === said(change);
}
