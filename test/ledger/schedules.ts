import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import type { BudgetLevel } from '../../src/core/ledger.ts';
import { nanos } from '../../src/core/money.ts';
import type { Store } from '../../src/node/store.ts';
import { NOON, openedStore, request, settlement, temporaryFolder } from './books.ts';

type Step =
  | { readonly do: 'reserve'; readonly attempt: number; readonly owner: number; readonly task: number; readonly amount: number }
  | { readonly do: 'settle' | 'correct'; readonly attempt: number; readonly owner: number; readonly amount: number }
  | { readonly do: 'release'; readonly attempt: number; readonly owner: number }
  | { readonly do: 'crash'; readonly owner: number };

/** What one attempt should be: the whole model of the ledger. */
interface Expected {
  readonly owner: number;
  readonly levels: readonly string[];
  readonly reserved: number;
  held: number;
  settled: number;
  /** Settled above the reservation, or corrected to more than was booked: the only ways past a cap. */
  over: number;
}

const OWNERS = 3;
const DAY_CAP = 100;
const TASK_CAP = 70;

const attempt = fc.nat(9);
const owner = fc.nat(OWNERS - 1);
const amount = fc.oneof(fc.nat(60), fc.constant(0));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('reserve' as const), attempt, owner, task: fc.nat(1), amount }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('settle' as const, 'correct' as const), attempt, owner, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), attempt, owner }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), owner }) },
);

/** Runs random schedules of several processes on one file and holds the books against a model after every step. */
export function checkSchedules(t: TestContext, numRuns: number): void {
  const dataDir = temporaryFolder(t);
  const stores = Array.from({ length: OWNERS }, () => openedStore(t, { dataDir }));
  const [first] = stores;
  assert.ok(first);
  const entries = new DatabaseSync(first.path, { readOnly: true });
  let count = 0;
  try {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => new Schedule(stores, `s${(count += 1)}`).run(steps, entries)), { numRuns });
  } finally {
    entries.close();
  }
  assert.deepEqual(first.check(), { sound: true });
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
    const sums = entries.prepare('SELECT coalesce(sum(held), 0) AS held, coalesce(sum(settled), 0) AS settled FROM entries WHERE attempt IN (SELECT attempt FROM attempts WHERE day = ?)');
    assert.deepEqual({ ...sums.get(this.#name) }, { held: this.#sum(this.#name, 'held'), settled: this.#sum(this.#name, 'settled') });
    for (const [id, { settled }] of this.#expected) assert.equal(this.#store(0).ledger.row(id)?.settledNanos, settled);
    for (let each = 0; each < OWNERS; each++) this.#take({ do: 'crash', owner: each });
  }

  #take(one: Step): void {
    if (one.do === 'crash') this.#crash(one.owner);
    else if (one.do === 'reserve') this.#reserve(one);
    else this.#end(one);
  }

  #reserve(one: Extract<Step, { do: 'reserve' }>): void {
    const id = this.#id(one.attempt);
    const path: readonly BudgetLevel[] = [
      { kind: 'day', id: this.#name, capNanos: nanos(DAY_CAP) },
      { kind: 'task', id: `${this.#name}-${one.task}`, capNanos: nanos(TASK_CAP) },
    ];
    if (this.#expected.has(id)) return;
    const result = this.#store(one.owner).ledger.reserve(request(id, one.amount, { path }));
    const caps = [DAY_CAP, TASK_CAP];
    const fits = path.every(({ id: level }, index) => this.#total(level) + one.amount <= (caps[index] ?? 0));
    assert.equal(result.granted, one.amount === 0 || fits);
    if (!result.granted) return;
    const levels = path.map(({ id: level }) => level);
    this.#expected.set(id, { owner: one.owner, levels, reserved: one.amount, held: one.amount, settled: 0, over: 0 });
    this.#open.add(id);
  }

  readonly #open = new Set<string>();

  #end(one: Exclude<Step, { do: 'reserve' | 'crash' }>): void {
    const id = this.#id(one.attempt);
    const { ledger } = this.#store(one.owner);
    const known = this.#expected.get(id);
    const isOpen = this.#open.has(id);
    if (one.do === 'correct') {
      const changed = ledger.correct(settlement(id, one.amount));
      if (!known || isOpen) assert.equal(changed, false);
      else this.#book(known, one.amount);
      return;
    }
    const changed = one.do === 'settle' ? ledger.settle(settlement(id, one.amount)) : ledger.release(id, 'cancelled', NOON);
    assert.equal(changed, isOpen);
    if (!known || !isOpen) return;
    this.#open.delete(id);
    this.#book(known, one.do === 'settle' ? one.amount : 0);
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

  #book(known: Expected, settled: number): void {
    // Room that a settlement gave back may be taken since, so a later correction upwards can pass the cap.
    known.over += Math.max(0, settled - known.held - known.settled);
    known.held = 0;
    known.settled = settled;
  }

  #assertLevels(): void {
    for (const [kind, level, cap] of [['day', this.#name, DAY_CAP], ['task', `${this.#name}-0`, TASK_CAP], ['task', `${this.#name}-1`, TASK_CAP]] as const) {
      const totals = this.#store(1).ledger.totals({ kind, id: level });
      assert.deepEqual(totals, { settledNanos: this.#sum(level, 'settled'), heldNanos: this.#sum(level, 'held') });
      const booked = totals.settledNanos + totals.heldNanos;
      assert.ok(booked <= cap + this.#sum(level, 'over'), `${level} has ${booked} of ${cap}`);
    }
  }

  #total(level: string): number {
    return this.#sum(level, 'settled') + this.#sum(level, 'held');
  }

  #sum(level: string, what: 'held' | 'settled' | 'over'): number {
    let sum = 0;
    for (const each of this.#expected.values()) if (each.levels.includes(level)) sum += each[what];
    return sum;
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
