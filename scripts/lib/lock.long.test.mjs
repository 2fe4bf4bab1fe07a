import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const module = new URL('./lock.mjs', import.meta.url).href;

/** A process that takes the lock, says when it has it and when it gives it back. */
function taker(lock, journal) {
  const code = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from '${module}';
    await withLock(process.argv[1], async () => {
      appendFileSync(process.argv[2], 'in\\n');
      await new Promise((resolve) => setTimeout(resolve, 30));
      appendFileSync(process.argv[2], 'out\\n');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code, lock, journal], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', resolve));
}

test("of several processes that find a dead one's lock, one at a time has it", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'centuria-lock-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => dead.once('exit', resolve));
  for (let round = 0; round < 2; round += 1) {
    const [lock, journal] = [join(folder, `${round}.lock`), join(folder, `${round}.journal`)];
    writeFileSync(lock, String(dead.pid));
    writeFileSync(journal, '');
    assert.deepEqual(await Promise.all([taker(lock, journal), taker(lock, journal), taker(lock, journal)]), [0, 0, 0]);
    assert.equal(readFileSync(journal, 'utf8'), 'in\nout\n'.repeat(3));
  }
});
