import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DAY, openedStore, temporaryFolder } from './books.ts';

const RACER = fileURLToPath(new URL('children/racer.ts', import.meta.url));
const run = promisify(execFile);

interface Counts {
  readonly granted: number;
  readonly refused: number;
}

/** Starts processes that all open the folder and reserve at the same moment. */
async function race(dataDir: string, { racers, tries, cap }: { racers: number; tries: number; cap: number }): Promise<Counts> {
  const startAt = Date.now() + 1_500;
  const racing = Array.from({ length: racers }, async (_, index) => {
    const args = [RACER, dataDir, `racer-${index}`, startAt, tries, cap].map(String);
    const { stdout } = await run(process.execPath, args, { timeout: 60_000 });
    const counts: Counts = JSON.parse(stdout);
    assert.equal(counts.granted + counts.refused, tries, 'a racer lost a try');
    return counts;
  });
  const all = await Promise.all(racing);
  const sum = (pick: (counts: Counts) => number) => all.map(pick).reduce((one, other) => one + other, 0);
  return { granted: sum(({ granted }) => granted), refused: sum(({ refused }) => refused) };
}

test('six processes racing for the last cents get exactly as many as fit', async (t) => {
  const dataDir = temporaryFolder(t);
  const { ledger, check } = openedStore(t, { dataDir, now: Date.now });
  const { granted } = await race(dataDir, { racers: 6, tries: 200, cap: 5_004 });
  assert.equal(granted, 500);
  const { settledNanos, heldNanos } = ledger.totals({ kind: 'day', id: DAY });
  assert.equal(settledNanos + heldNanos, 5_000);
  assert.equal(ledger.rows({}).length, 500);
  assert.deepEqual(check(), { sound: true });
});

test('processes that open a new folder at the same moment make one store', async (t) => {
  const dataDir = temporaryFolder(t);
  const { granted } = await race(dataDir, { racers: 4, tries: 1, cap: 30 });
  assert.equal(granted, 3);
  assert.deepEqual(openedStore(t, { dataDir, now: Date.now }).check(), { sound: true });
});
