import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { currentOwner, isAlive, startByPs } from './process-identity.ts';

const NEVER_A_PID = 2 ** 22 + 1;

test('this process is alive by its own description', () => {
  assert.equal(isAlive(currentOwner()), true);
});

test('each description has an id of its own', () => {
  assert.notEqual(currentOwner().id, currentOwner().id);
});

test('a pid that no process has is dead', () => {
  assert.equal(isAlive({ pid: NEVER_A_PID, started: undefined }), false);
});

test('a pid that was given to another process since is dead', { skip: process.platform === 'win32' && 'no start time on Windows' }, () => {
  assert.equal(isAlive({ pid: process.pid, started: 'at another time' }), false);
});

test('a pid whose start was never known counts as alive', () => {
  assert.equal(isAlive({ pid: process.pid, started: undefined }), true);
});

test('a process that was killed is dead', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const pid = child.pid ?? NEVER_A_PID;
  assert.equal(isAlive({ pid, started: undefined }), true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(isAlive({ pid, started: undefined }), false);
});

test('where ps is the source, a start is told for a living process and none for a dead one', (t) => {
  const own = startByPs(process.pid);
  if (own === undefined) return t.skip('no ps with lstart on this machine');
  assert.equal(startByPs(process.pid), own);
  assert.equal(startByPs(NEVER_A_PID), undefined);
});
