import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openStore, storePath } from '../../src/node/store.ts';
import { StoreError } from '../../src/node/store-error.ts';
import { DAY, atEnd, openedStore, request, settlement, temporaryFolder } from './books.ts';

const DAY_LEVEL = { kind: 'day', id: DAY } as const;

/** A disk of this size, mounted; `undefined` where this user may not mount one. */
function tinyDisk(t: TestContext, size: string): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = temporaryFolder(t);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  atEnd(t, () => execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' }));
  return folder;
}

const NO_DISK = 'a disk that is really full needs root on Linux';

function failure(body: () => unknown): StoreError {
  try {
    body();
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error));
    return error;
  }
  return assert.fail('nothing was thrown');
}

test('a disk that fills up refuses the next reservation, keeps what was booked, and goes on when there is room', (t) => {
  const dataDir = tinyDisk(t, '768k');
  if (dataDir === undefined) return t.skip(NO_DISK);
  const { ledger, log, check } = openedStore(t, { dataDir, now: Date.now });
  ledger.reserve(request('before', 70));
  const ballast = join(dataDir, 'ballast');
  writeFileSync(ballast, Buffer.alloc(statfsSync(dataDir).bavail * statfsSync(dataDir).bsize - 16_384));
  let granted = 0;
  const error = failure(() => {
    for (let index = 0; index < 1_000; index++) if (ledger.reserve(request(`next-${index}`, 1)).granted) granted += 1;
  });
  assert.equal(error.kind, 'full');
  assert.match(error.nextStep, /Free some space/);
  assert.equal(failure(() => ledger.settle(settlement('before', 20))).kind, 'full');
  assert.equal(failure(() => log.putText('an answer '.repeat(10_000))).kind, 'full');
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 0, heldNanos: 70 + granted });
  rmSync(ballast);
  assert.equal(ledger.settle(settlement('before', 20)), true);
  assert.partialDeepStrictEqual(ledger.totals(DAY_LEVEL), { settledNanos: 20, heldNanos: granted });
  assert.deepEqual(check(), { sound: true });
});

test('a store cannot be made on a full disk, and says so', (t) => {
  const dataDir = tinyDisk(t, '16k');
  if (dataDir === undefined) return t.skip(NO_DISK);
  assert.equal(failure(() => openStore({ dataDir })).kind, 'full');
});

test('a read-only folder is an error with a next step', (t) => {
  const dataDir = tinyDisk(t, '1m');
  if (dataDir === undefined) return t.skip('a folder that even this user cannot write needs root on Linux');
  openedStore(t, { dataDir }).dispose();
  execFileSync('mount', ['-o', 'remount,ro', dataDir]);
  const error = failure(() => openStore({ dataDir }));
  assert.equal(error.kind, 'io');
  assert.ok(error.message.includes(storePath(dataDir)));
  assert.match(error.nextStep, /centuria\.dataDir/);
});
