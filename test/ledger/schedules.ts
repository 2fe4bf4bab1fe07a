import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import type { BudgetLevel, LevelKind } from '../../src/core/ledger.ts';
import { nanos } from '../../src/core/money.ts';
import { NO_USAGE } from '../../src/core/usage.ts';
import type { Store } from '../../src/node/store.ts';
import { NOON, openedStore, request, settlement, temporaryFolder } from './books.ts';

/** Money and tokens, in this order. */
type Pair = readonly [number, number];

type Step =
  | ({ readonly do: 'reserve'; readonly attempt: number; readonly owner: number; readonly amount: Pair } & Place)
  | { readonly do: 'settle' | 'correct'; readonly attempt: number; readonly owner: number; readonly amount: Pair }
  | { readonly do: 'release'; readonly attempt: number; readonly owner: number }
  | { readonly do: 'crash'; readonly owner: number };

/** Where in the tree a call is, and which levels of its path are counted. */
interface Place {
  readonly epic: number;
  readonly task: number;
  readonly agent: number;
  readonly counted: readonly LevelKind[];
}

/** What one attempt should be: the whole model of the ledger. */
interface Expected {
  readonly owner: number;
  readonly levels: readonly string[];
  readonly reserved: Pair;
  held: Pair;
  settled: Pair;
  /** Settled above the reservation, or corrected to more than was booked: the only ways past a cap. */
  over: Pair;
}

const OWNERS = 3;
const KINDS = ['day', 'epic', 'task', 'agent', 'call'] as const;
const CAPS: Readonly<Record<LevelKind, Pair>> = { day: [100, 150], epic: [90, 120], task: [70, 110], agent: [60, 100], call: [50, 40] };
const NONE: Pair = [0, 0];

const attempt = fc.nat(9);
const owner = fc.nat(OWNERS - 1);
const number = fc.oneof(fc.nat(60), fc.constant(0));
const amount = fc.tuple(number, number);
const place = { epic: fc.nat(1), task: fc.nat(1), agent: fc.nat(1), counted: fc.subarray([...KINDS]) };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('reserve' as const), attempt, owner, amount, ...place }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('settle' as const, 'correct' as const), attempt, owner, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), attempt, owner }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), owner }) },
);

function both(of: (which: 0 | 1) => number): Pair {
  return [of(0), of(1)];
}

/** Runs random schedules of several processes on one file and holds the books against a model after every step. */
export function checkSchedules(t: TestContext, numRuns: number): void {
  const dataDir = temporaryFolder(t);
  const stores = Array.from({ length: OWNERS }, () => openedStore(t, { dataDir }));
  const [first] = stores;
  assert.ok(first);
  const entries = new DatabaseSync(first.path, { readOnly: true });
  let count = 0;
  try {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => new Schedule(stores, `s${(count += 1)}`).run(steps, entries)),
      { numRuns },
    );
  } finally {
    entries.close();
  }
  assert.deepEqual(first.check(), { sound: true });
}

function ending(id: string, [money, tokens]: Pair) {
  return settlement(id, money, { usage: { ...NO_USAGE, outputTokens: tokens } });
}

/** One schedule, on a day of its own. */
class Schedule {
  readonly #stores: readonly Store[];
  readonly #name: string;
  readonly #expected = new Map<string, Expected>();

  constructor(stores: readonly Store[], name: string) {
    this.#stores = stores;
    this.#name = name;
  }

  run(steps: readonly Step[], entries: DatabaseSync): void {
    for (const each of steps) {
      this.#take(each);
      this.#assertLevels();
    }
    const sums = entries.prepare(`
      SELECT coalesce(sum(held), 0) AS held, coalesce(sum(settled), 0) AS settled,
        coalesce(sum(held_tokens), 0) AS heldTokens, coalesce(sum(settled_tokens), 0) AS settledTokens
      FROM entries WHERE attempt IN (SELECT attempt FROM attempts WHERE attempt LIKE ?)`);
    const [held, settled] = [this.#sum(undefined, 'held'), this.#sum(undefined, 'settled')];
    assert.deepEqual(
      { ...sums.get(`${this.#name}-%`) },
      { held: held[0], settled: settled[0], heldTokens: held[1], settledTokens: settled[1] },
    );
    for (const [id, { settled: booked }] of this.#expected) {
      const row = this.#store(0).ledger.row(id);
      assert.deepEqual([row?.settledNanos, row?.settledTokens], booked);
    }
    for (let each = 0; each < OWNERS; each++) this.#take({ do: 'crash', owner: each });
  }

  #take(one: Step): void {
    if (one.do === 'crash') this.#crash(one.owner);
    else if (one.do === 'reserve') this.#reserve(one);
    else this.#end(one);
  }

  #reserve(one: Extract<Step, { do: 'reserve' }>): void {
    const id = this.#id(one.attempt);
    if (this.#expected.has(id)) return;
    const path = this.#path(id, one);
    const [money, tokens] = one.amount;
    const result = this.#store(one.owner).ledger.reserve(request(id, money, { path, tokens }));
    const fits = (which: 0 | 1): boolean =>
      one.amount[which] === 0 || path.every(({ kind, id: level }) => this.#total(level)[which] + one.amount[which] <= CAPS[kind][which]);
    assert.equal(result.granted, fits(0) && fits(1));
    if (!result.granted) return;
    const levels = path.map(({ id: level }) => level);
    this.#expected.set(id, { owner: one.owner, levels, reserved: one.amount, held: one.amount, settled: NONE, over: NONE });
    this.#open.add(id);
  }

  #path(id: string, { epic, task, agent, counted }: Place): readonly BudgetLevel[] {
    const ids: Readonly<Record<LevelKind, string>> = {
      day: this.#name,
      epic: `${this.#name}/${epic}`,
      task: `${this.#name}/${epic}/${task}`,
      agent: `${this.#name}/${epic}/${task}/${agent}`,
      call: id,
    };
    for (const kind of counted) this.#kinds.set(ids[kind], kind);
    return counted.map((kind) => ({ kind, id: ids[kind], capNanos: nanos(CAPS[kind][0]), capTokens: CAPS[kind][1] }));
  }

  /** Every level that was on a path. */
  readonly #kinds = new Map<string, LevelKind>();
  readonly #open = new Set<string>();

  #end(one: Exclude<Step, { do: 'reserve' | 'crash' }>): void {
    const id = this.#id(one.attempt);
    const { ledger } = this.#store(one.owner);
    const known = this.#expected.get(id);
    const isOpen = this.#open.has(id);
    if (one.do === 'correct') {
      const changed = ledger.correct(ending(id, one.amount));
      if (!known || isOpen) assert.equal(changed, false);
      else this.#book(known, one.amount);
      return;
    }
    const changed = one.do === 'settle' ? ledger.settle(ending(id, one.amount)) : ledger.release(id, 'cancelled', NOON);
    assert.equal(changed, isOpen);
    if (!known || !isOpen) return;
    this.#open.delete(id);
    this.#book(known, one.do === 'settle' ? one.amount : NONE);
  }

  #crash(dead: number): void {
    const store = this.#store(dead);
    const given = store.ledger.expireOwner(store.owner.id, NOON);
    const held = [...this.#open].filter((id) => this.#expected.get(id)?.owner === dead);
    assert.deepEqual(given.toSorted(), held.toSorted());
    for (const id of held) {
      const known = this.#expected.get(id);
      if (known) this.#book(known, known.reserved);
      this.#open.delete(id);
    }
  }

  #book(known: Expected, settled: Pair): void {
    // Room that a settlement gave back may be taken since, so a later correction upwards can pass the cap.
    known.over = both((which) => known.over[which] + Math.max(0, settled[which] - known.held[which] - known.settled[which]));
    known.held = NONE;
    known.settled = settled;
  }

  #assertLevels(): void {
    for (const [level, kind] of this.#kinds) {
      const totals = this.#store(1).ledger.totals({ kind, id: level });
      const [settled, held] = [this.#sum(level, 'settled'), this.#sum(level, 'held')];
      assert.deepEqual(totals, { settledNanos: settled[0], heldNanos: held[0], settledTokens: settled[1], heldTokens: held[1] });
      const most = both((which) => CAPS[kind][which] + this.#sum(level, 'over')[which]);
      for (const which of [0, 1] as const)
        assert.ok(settled[which] + held[which] <= most[which], `${kind} ${level} has ${settled} and ${held}`);
    }
  }

  #total(level: string): Pair {
    return both((which) => this.#sum(level, 'settled')[which] + this.#sum(level, 'held')[which]);
  }

  /** Over one level; without one, over all attempts. */
  #sum(level: string | undefined, what: 'held' | 'settled' | 'over'): Pair {
    const on = [...this.#expected.values()].filter(({ levels }) => level === undefined || levels.includes(level));
    return both((which) => on.reduce((sum, each) => sum + each[what][which], 0));
  }

  #id(index: number): string {
    return `${this.#name}-${index}`;
  }

  #store(index: number): Store {
    const store = this.#stores[index];
    assert.ok(store);
    return store;
  }
}
