import { decide, outermostFirst } from '../core/budget.ts';
import { calendarDay } from '../core/day.ts';
import type { BudgetLevel, Ledger, LedgerRow, LevelTotals, ReserveRequest, ReserveResult, Settlement } from '../core/ledger.ts';
import { type Nanos, ZERO, addNanos, nanos } from '../core/money.ts';
import { NO_USAGE, type Usage, type UsageSource } from '../core/usage.ts';
import type { Database } from './database.ts';
import { ledgerRow } from './ledger-row.ts';
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

type LevelId = Pick<BudgetLevel, 'kind' | 'id'>;

/** What an attempt becomes, and by which entry. */
interface Change {
  readonly type: 'settle' | 'release' | 'expire' | 'correct';
  readonly state: LedgerRow['state'];
  readonly nanos: Nanos;
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

  constructor(options: SqliteLedgerOptions) {
    this.#options = options;
  }

  /**
   * An id that was reserved before by this process, and is still held, is the same reservation. One that has
   * ended, or that another process holds, is a mistake of the caller and throws: money for it was counted
   * once, so a second call under it would be free.
   */
  reserve(request: ReserveRequest): ReserveResult {
    assertPath(request.path);
    const path = outermostFirst(request.path);
    const done = this.#options.database.tryWrite((): ReserveResult => {
      const known = this.#attempt(request.attempt);
      const needed = known ? ZERO : nanos(request.nanos);
      if (known) this.#assertSame(known, request);
      const decision = decide(path.map((level) => ({ level, totals: this.totals(level) })), needed);
      if (decision.granted && !known) this.#hold(request, path);
      return decision;
    });
    return done.busy ? { granted: false, busy: true } : done.value;
  }

  /** A cost above the reservation is booked as it is, and is then in `overruns`. */
  settle(settlement: Settlement): boolean {
    return this.#change(settlement.attempt, 'reserved', { ...settlement, type: 'settle', state: 'settled' });
  }

  release(attempt: string, outcome: string, at: number): boolean {
    const nothing = { nanos: ZERO, usage: NO_USAGE, usageSource: undefined };
    return this.#change(attempt, 'reserved', { type: 'release', state: 'released', ...nothing, outcome, at });
  }

  /**
   * Books what is learned of an attempt after it ended, above all after it expired: the difference is
   * entered, and the sums become the truth. False: unknown, still reserved (`settle` it), or nothing new.
   */
  correct(settlement: Settlement): boolean {
    return this.#change(settlement.attempt, 'ended', { ...settlement, type: 'correct', state: 'settled' });
  }

  /** Books all that an owner holds at its worst case. Returns the attempts. Whether it is dead is the caller's to know. */
  expireOwner(owner: string, at: number): readonly string[] {
    const { database } = this.#options;
    return database.write(() => {
      const held = database.all(`SELECT attempt, reserved FROM attempts WHERE owner = ? AND state = 'reserved'`, owner);
      return held.map((row) => {
        const attempt = textOf(row, 'attempt');
        const worst = { nanos: nanos(numberOf(row, 'reserved')), usage: NO_USAGE, usageSource: undefined };
        this.#change(attempt, 'reserved', { type: 'expire', state: 'expired', ...worst, outcome: 'expired', at });
        return attempt;
      });
    });
  }

  totals(level: LevelId): LevelTotals {
    const row = this.#options.database.get('SELECT settled, held FROM levels WHERE kind = ? AND id = ?', level.kind, level.id);
    if (!row) return { settledNanos: ZERO, heldNanos: ZERO };
    return { settledNanos: nanos(numberOf(row, 'settled')), heldNanos: nanos(numberOf(row, 'held')) };
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
    return this.#options.database.all(sql, ...values, limit).map(ledgerRow).reverse();
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
    if (numberOf(known, 'reserved') !== request.nanos) {
      throw new Error(`attempt ${request.attempt} was reserved with another amount`);
    }
  }

  #hold(request: ReserveRequest, levels: readonly BudgetLevel[]): void {
    const { database, owner, now } = this.#options;
    const { attempt, task, agent, provider, model, at } = request;
    ensureOwner(database, owner, now());
    const path = JSON.stringify(levels.map(({ kind, id }) => ({ kind, id })));
    const day = levels.find(({ kind }) => kind === 'day')?.id ?? calendarDay(at, this.#options.utcOffsetMinutes(at));
    const detail = { task, agent, provider, model, day, owner: owner.id, path: levels };
    const seq = this.#enter({ attempt, type: 'reserve', at, held: request.nanos, settled: 0 }, detail);
    database.run(
      `INSERT INTO attempts (seq, attempt, task, agent, provider, model, state, reserved, settled, day, reserved_at, owner, path)
       VALUES (?, ?, ?, ?, ?, ?, 'reserved', ?, 0, ?, ?, ?, ?)`,
      ...[seq, attempt, task, agent, provider, model, request.nanos, day, at, owner.id, path],
    );
    for (const level of levels) this.#count(level, { held: request.nanos, settled: 0 });
  }

  #change(attempt: string, from: 'reserved' | 'ended', change: Change): boolean {
    const amount = nanos(change.nanos);
    assertUsage(change.usage);
    return this.#options.database.write(() => {
      const row = this.#attempt(attempt);
      if (!row || (textOf(row, 'state') === 'reserved') !== (from === 'reserved')) return false;
      if (from === 'ended' && isKnown(ledgerRow(row), change)) return false;
      const held = from === 'reserved' ? -numberOf(row, 'reserved') : 0;
      const settled = amount - numberOf(row, 'settled');
      const overrun = Math.max(0, amount - numberOf(row, 'reserved'));
      const { type, at, outcome, usage, usageSource } = change;
      this.#enter({ attempt, type, at, held, settled }, { outcome, usage, usageSource, ...(overrun > 0 ? { overrun } : {}) });
      this.#project(attempt, change);
      for (const level of pathOf(row)) this.#count(level, { held, settled });
      return true;
    });
  }

  #enter(
    entry: { readonly attempt: string; readonly type: string; readonly at: number; readonly held: number; readonly settled: number },
    detail: object,
  ): number {
    const { at, type, attempt, held, settled } = entry;
    const sql = 'INSERT INTO entries (at, type, attempt, held, settled, detail) VALUES (?, ?, ?, ?, ?, ?)';
    return this.#options.database.run(sql, at, type, attempt, held, settled, JSON.stringify(detail)).lastId;
  }

  #project(attempt: string, { state, nanos: settled, outcome, usage, usageSource, at }: Change): void {
    const buckets = [usage.inputTokens, usage.cacheReadTokens, usage.cacheWrite5mTokens, usage.cacheWrite1hTokens];
    this.#options.database.run(
      `UPDATE attempts SET state = ?, settled = ?, outcome = ?, input_tokens = ?, cache_read_tokens = ?, cache_write_5m_tokens = ?,
         cache_write_1h_tokens = ?, output_tokens = ?, reasoning_tokens = ?, usage_source = ?, ended_at = coalesce(ended_at, ?)
       WHERE attempt = ?`,
      ...[state, settled, outcome, ...buckets, usage.outputTokens, usage.reasoningTokens, usageSource ?? null, at, attempt],
    );
  }

  #count(level: LevelId, by: { readonly held: number; readonly settled: number }): void {
    if (by.held === 0 && by.settled === 0) return;
    const now = this.totals(level);
    const settled = nanos(now.settledNanos + by.settled);
    const held = nanos(now.heldNanos + by.held);
    addNanos(settled, held); // Throws where their sum would no longer be exact.
    this.#options.database.run(
      `INSERT INTO levels (kind, id, settled, held) VALUES (?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET settled = excluded.settled, held = excluded.held`,
      ...[level.kind, level.id, settled, held],
    );
  }
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

function pathOf(row: Row): readonly LevelId[] {
  const path: unknown = JSON.parse(textOf(row, 'path'));
  return Array.isArray(path) ? path.filter(isLevelId) : [];
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
