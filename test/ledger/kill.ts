import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LedgerRow } from '../../src/core/ledger.ts';
import { DAY, atEnd, openedStore } from './books.ts';

const HOLDER = fileURLToPath(new URL('children/holder.ts', import.meta.url));

export const KILL_POINTS = ['after-reserve', 'mid-call', 'before-settle', 'settling'] as const;

export interface Killing {
  readonly dataDir: string;
  readonly name: string;
  readonly point: (typeof KILL_POINTS)[number];
  readonly calls: number;
  readonly cap: number;
  /** Kill as soon as this many lines were read; absent: where it stands still. */
  readonly afterLines?: number;
}

/** What the killed process had said was booked. */
export interface LastWords {
  readonly reserved: readonly string[];
  readonly settled: readonly string[];
}

/** Starts a process that makes calls, and kills it with -9. */
export async function killed(t: TestContext, killing: Killing): Promise<LastWords> {
  const { dataDir, name, point, calls, cap, afterLines = Infinity } = killing;
  const child = spawn(process.execPath, [HOLDER, dataDir, name, point, String(calls), String(cap)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(t, () => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const lines = await linesUntilKilled(child, afterLines);
  await exited;
  const said = (verb: string) => lines.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1));
  return { reserved: said('reserved'), settled: said('settled') };
}

async function linesUntilKilled(child: ChildProcess, afterLines: number): Promise<readonly string[]> {
  const lines: string[] = [];
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === 'here' || lines.length === afterLines) child.kill('SIGKILL');
  }
  return lines;
}

/** Opens the store as the next process would, once the dead can be told, and holds the books against what was said. */
export function assertBooksAfter(
  t: TestContext,
  { dataDir, words, cap }: { readonly dataDir: string; readonly words: readonly LastWords[]; readonly cap: number },
): void {
  const { ledger, slots, check, dispose } = openedStore(t, { dataDir, now: () => Date.now() + 31_000 });
  const rows = new Map(ledger.rows({}).map((row) => [row.attempt, row]));
  for (const attempt of words.flatMap(({ settled }) => settled)) assert.equal(rows.get(attempt)?.state, 'settled', `${attempt} was lost`);
  for (const attempt of words.flatMap(({ reserved }) => reserved)) assert.ok(rows.has(attempt), `${attempt} is free`);
  const worth = ({ state }: LedgerRow): number => (state === 'settled' ? 7 : 10);
  for (const row of rows.values()) {
    assert.ok(row.state === 'settled' || row.state === 'expired', `${row.attempt} is ${row.state}`);
    assert.equal(row.settledNanos, worth(row));
  }
  const sum = [...rows.values()].map(worth).reduce((one, other) => one + other, 0);
  assert.partialDeepStrictEqual(ledger.totals({ kind: 'day', id: DAY }), { settledNanos: sum, heldNanos: 0 });
  assert.ok(sum <= cap, `${sum} was spent of ${cap}`);
  assert.deepEqual(slots.occupancy('ollama'), { taken: 0, waiting: 0 });
  assert.deepEqual(check(), { sound: true });
  dispose();
}
