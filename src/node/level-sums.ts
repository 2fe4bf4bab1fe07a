import type { BudgetLevel, LevelTotals } from '../core/ledger.ts';
import { ZERO, addNanos, nanos } from '../core/money.ts';
import type { Carried, Database } from './database.ts';
import { numberOf } from './row.ts';

export type LevelId = Pick<BudgetLevel, 'kind' | 'id'>;

/** A change of the sums: of money in nano-dollars, and of tokens. */
export interface Amounts {
  readonly held: number;
  readonly settled: number;
  readonly heldTokens: number;
  readonly settledTokens: number;
}

const NOTHING: LevelTotals = { settledNanos: ZERO, heldNanos: ZERO, settledTokens: 0, heldTokens: 0 };

/** So many levels are remembered; each task has one of its own. */
const MOST_KNOWN = 1_000;

/**
 * What is held and settled on each level. Calls that share a transaction share most levels: each is written once in it, and
 * read only where another process may have written since.
 */
export class LevelSums implements Carried {
  readonly #database: Database;
  /** As they are within the open transaction, by kind and id. */
  readonly #changed = new Map<string, { readonly level: LevelId; readonly totals: LevelTotals }>();

  /** As they are written, by kind and id, where the database is of the same edition. */
  readonly #known = new Map<string, LevelTotals>();
  #edition: number | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  read(level: LevelId): LevelTotals {
    const { edition } = this.#database;
    if (edition === undefined) return this.#written(level);
    if (edition !== this.#edition) this.#known.clear();
    this.#edition = edition;
    const key = keyOf(level);
    const known = this.#changed.get(key)?.totals ?? this.#known.get(key);
    if (known !== undefined) return known;
    const totals = this.#written(level);
    this.#known.set(key, totals);
    return totals;
  }

  #written(level: LevelId): LevelTotals {
    const row = this.#database.get(
      'SELECT settled, held, settled_tokens, held_tokens FROM levels WHERE kind = ? AND id = ?',
      level.kind,
      level.id,
    );
    if (!row) return NOTHING;
    return {
      settledNanos: nanos(numberOf(row, 'settled')),
      heldNanos: nanos(numberOf(row, 'held')),
      settledTokens: numberOf(row, 'settled_tokens'),
      heldTokens: numberOf(row, 'held_tokens'),
    };
  }

  /** Inside a transaction. Throws where a sum would no longer be exact. */
  add(level: LevelId, by: Amounts): void {
    if (by.held === 0 && by.settled === 0 && by.heldTokens === 0 && by.settledTokens === 0) return;
    if (!this.#database.carry(this)) throw new Error('sums change in a transaction only');
    const now = this.read(level);
    const totals = {
      settledNanos: nanos(now.settledNanos + by.settled),
      heldNanos: nanos(now.heldNanos + by.held),
      settledTokens: wholeTokens(now.settledTokens + by.settledTokens),
      heldTokens: wholeTokens(now.heldTokens + by.heldTokens),
    };
    addNanos(totals.settledNanos, totals.heldNanos);
    wholeTokens(totals.settledTokens + totals.heldTokens);
    this.#changed.set(keyOf(level), { level, totals });
  }

  write(): void {
    if (this.#known.size > MOST_KNOWN) this.#known.clear();
    for (const [key, { level, totals }] of this.#changed) {
      this.#known.set(key, totals);
      this.#database.run(
        `INSERT INTO levels (kind, id, settled, held, settled_tokens, held_tokens) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (kind, id) DO UPDATE SET settled = excluded.settled, held = excluded.held,
           settled_tokens = excluded.settled_tokens, held_tokens = excluded.held_tokens`,
        ...[level.kind, level.id, totals.settledNanos, totals.heldNanos, totals.settledTokens, totals.heldTokens],
      );
    }
    this.#changed.clear();
  }

  drop(): void {
    this.#changed.clear();
  }
}

function keyOf({ kind, id }: LevelId): string {
  return `${kind} ${id}`;
}

export function wholeTokens(tokens: number): number {
  if (!Number.isSafeInteger(tokens) || tokens < 0) throw new RangeError(`not a number of tokens: ${tokens}`);
  return tokens;
}
