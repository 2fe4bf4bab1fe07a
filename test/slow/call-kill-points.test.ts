import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LedgerRow } from '../../src/core/ledger.ts';
import { atEnd, DAY, openedStore, temporaryFolder } from '../ledger/books.ts';
import { CALLERS, CALL_POINTS, type CallPoint } from '../ledger/call-points.ts';

const CALLER = fileURLToPath(new URL('../ledger/children/caller.ts', import.meta.url));
/** What the call of the child reports: 50 tokens in at one nano-dollar, 10 out at two. */
const COST = 70;

/** Lets a process make a call, and kills it with -9 where it stands still. */
async function killedAt(t: TestContext, dataDir: string, [caller, point]: readonly [caller: string, point: CallPoint]): Promise<void> {
  const child = spawn(process.execPath, [CALLER, dataDir, caller, point], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(t, () => void child.kill('SIGKILL'));
  child.stdout.once('data', () => child.kill('SIGKILL'));
  const [, signal]: unknown[] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL', 'it never came there');
}

/** The rows as the next process finds them, once the dead can be told, and the day's sum. */
function booksAfter(
  t: TestContext,
  dataDir: string,
): { readonly rows: readonly LedgerRow[]; readonly settled: number; readonly events: readonly string[] } {
  const { ledger, log, check, dispose } = openedStore(t, { dataDir, now: () => Date.now() + 31_000 });
  const rows = ledger.rows({});
  const { settledNanos, heldNanos } = ledger.totals({ kind: 'day', id: DAY });
  assert.equal(heldNanos, 0, 'nothing is held for ever');
  assert.equal(
    settledNanos,
    rows.reduce((sum, row) => sum + row.settledNanos, 0),
    'the day is the sum of its rows',
  );
  assert.deepEqual(check(), { sound: true });
  const events = log.forTask('task-1').map(({ type }) => type);
  dispose();
  return { rows, settled: settledNanos, events };
}

for (const caller of CALLERS) {
  for (const [index, point] of CALL_POINTS.entries()) {
    test(`a ${caller} that is killed with -9 ${point} is neither free nor charged twice`, async (t) => {
      const dataDir = temporaryFolder(t);
      await killedAt(t, dataDir, [caller, point]);
      const { rows, settled, events } = booksAfter(t, dataDir);
      const [row] = rows;
      if (index === 0) assert.deepEqual(rows, [], 'nothing was sent, so nothing is owed');
      else if (index < CALL_POINTS.length - 1) {
        assert.deepEqual([rows.length, row?.state, row?.settledNanos], [1, 'expired', row?.reservedNanos]);
        assert.ok(settled > COST, 'the worst case');
      } else assert.deepEqual([rows.length, row?.state, settled], [1, 'settled', COST]);
      assert.ok(!events.includes('ended'));
      assert.deepEqual(booksAfter(t, dataDir), { rows, settled, events }, 'the process after the next one changes nothing');
    });
  }
}
