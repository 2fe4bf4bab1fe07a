import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { SandboxLimits, SandboxRun } from '../../src/node/sandbox/sandbox.ts';
import { sandbox, skip } from './project.ts';

const JAILER = fileURLToPath(new URL('jailer.ts', import.meta.url));
const outside = mkdtempSync(join(tmpdir(), 'centuria-outside-'));
after(() => rmSync(outside, { recursive: true }));

const LIMITS: SandboxLimits = { wallMs: 60_000, memoryMb: 300, processes: 200, outputBytes: 20_000, reportBytes: 20_000 };
const never = new AbortController().signal;

/** Runs shell text in `/project`, with `outside` to be seen as `/seen`. */
function jailed(shell: string, limits: Partial<SandboxLimits> = {}, signal = never): Promise<SandboxRun> {
  const node = { from: process.execPath, to: '/opt/node' };
  const mounts = { memory: [{ path: '/project', mb: 8 }], readOnly: [{ from: outside, to: '/seen' }, node] };
  const env = { PATH: '/usr/bin:/bin', HOME: '/home/test', ONLY: 'this' };
  return sandbox.run({ argv: ['/bin/sh', '-c', shell], cwd: '/project', env, mounts }, { ...LIMITS, ...limits }, signal);
}

/** Ids of the machine's processes with `marker` among their arguments. */
function processesWith(marker: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker) &&
        !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
      );
    } catch {
      return false;
    }
  });
}

/** Whether a `sleep` of so many seconds runs: not only what is to start it. */
function isAsleep(seconds: string): boolean {
  return processesWith(seconds).some((pid) => /^sleep\0/.test(textOf(`/proc/${pid}/cmdline`)));
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await wait(20);
}

test('secrets of the machine, the home and the environment are not there', { skip }, async () => {
  process.env['CENTURIA_TEST_KEY'] = 'of-the-host';
  const { output } = await jailed(`cat /etc/shadow; ls -A ${homedir()} /root /work /var /run; ls -A /home/test; env; cat /proc/1/environ`);
  delete process.env['CENTURIA_TEST_KEY'];
  assert.match(output, /shadow: No such file/);
  assert.doesNotMatch(output, /of-the-host|\.ssh|\.bash|\.npm/);
  assert.deepEqual(
    output.match(/^\w+=.*$/gm)?.filter((line) => !/^(?:PATH|HOME|ONLY|PWD|SHLVL|_|OLDPWD)=/.test(line)),
    [],
  );
});

test('nothing can be written but the memory folders, which have an end', { skip }, async () => {
  const { output, code } = await jailed(
    'for place in / /usr /etc /dev /seen /opt /bin; do touch $place/x 2>&1 && echo WROTE $place; done; echo ok > /project/x && echo ok > /tmp/x && cat /project/x; head -c 20000000 /dev/zero > /project/big',
  );
  assert.doesNotMatch(output, /WROTE/);
  assert.match(output, /^ok$/m);
  assert.match(output, /No space left/);
  assert.notEqual(code, 0);
  assert.deepEqual(readdirSync(outside), []);
});

test('it has no rights, is not root, and sees only its own processes', { skip }, async () => {
  const { output } = await jailed(
    'id -u; grep -E "CapEff|CapBnd|NoNewPrivs" /proc/self/status; ls /proc | grep -c "^[0-9]"; mount -t tmpfs none /seen 2>&1; kill -9 1; echo alive',
  );
  assert.deepEqual(output.match(/^Cap(?:Eff|Bnd):\s+0+$/gm)?.length, 2, output);
  assert.doesNotMatch(output, /^0$/m);
  assert.ok(Number(/^(\d{1,2})$/m.exec(output.split('\n').slice(3).join('\n'))?.[1]) < 10, output);
  assert.match(output, /alive/);
});

test('there is no network, not even to this machine', { skip }, async () => {
  const server = createServer((socket) => socket.end('reached'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const connect = `require('net').connect(${port}, '127.0.0.1').on('data', (d) => console.log(String(d))).on('error', (e) => console.log(e.code))`;
  const { output } = await jailed(
    `/opt/node -e "${connect}"; /opt/node -e "require('dns').lookup('example.com', (e) => console.log(e.code))"`,
  );
  server.close();
  assert.match(output, /ECONNREFUSED/);
  assert.match(output, /EAI_AGAIN|ENOTFOUND/);
  assert.doesNotMatch(output, /reached/);
});

test('an endless loop, a fork bomb and a memory hog are ended, and none of their processes is left', { skip }, async () => {
  const loop = await jailed(': loop-86301; while :; do :; done', { wallMs: 500 });
  assert.deepEqual([loop.killedFor, loop.code], ['time', undefined]);
  const bomb = await jailed(': bomb-86302; bomb() { bomb | bomb & }; bomb; sleep 86302', { wallMs: 1500, processes: 100 });
  assert.equal(bomb.killedFor, 'time');
  assert.match(bomb.output, /Cannot fork|Resource temporarily unavailable/);
  const hog = await jailed(`/opt/node -e "/* hog-86303 */ const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))"`);
  assert.equal(hog.killedFor, 'memory');
  for (const marker of ['loop-86301', 'bomb-86302', 'hog-86303', '86302']) assert.deepEqual(processesWith(marker), [], marker);
});

test('output without end is cut, a report without end ends the program', { skip }, async () => {
  const talk = await jailed('yes | head -c 5000000; echo end >&3');
  assert.deepEqual([talk.output.length, talk.report.toString(), talk.code], [20_000, 'end\n', 0]);
  assert.equal((await jailed('yes >&3')).killedFor, 'report');
});

test('a process that outlives the program ends with it', { skip }, async () => {
  const { code } = await jailed('sleep 86304 & nohup setsid sleep 86304 >/dev/null 2>&1 & echo done');
  assert.equal(code, 0);
  assert.deepEqual(processesWith('86304'), []);
});

test('a cancelled program is ended at once', { skip }, async () => {
  const stop = new AbortController();
  const running = jailed('sleep 86305', {}, stop.signal);
  await until(() => isAsleep('86305'));
  const asked = performance.now();
  stop.abort();
  assert.equal((await running).killedFor, 'cancelled');
  assert.ok(performance.now() - asked < 1000);
  assert.deepEqual(processesWith('86305'), []);
  assert.equal((await jailed('echo no', {}, stop.signal)).killedFor, 'cancelled');
});

test('whenever it is cancelled while the jail is being built, nothing is left', { skip }, async () => {
  for (let turn = 0; turn < 40; turn++) {
    const stop = new AbortController();
    const running = jailed('sleep 86307', {}, stop.signal);
    await wait(turn / 2);
    stop.abort();
    assert.equal((await running).killedFor, 'cancelled');
    assert.deepEqual(processesWith('86307'), []);
  }
});

test('when the process that opened the jail is killed, the jail ends too', { skip }, async () => {
  const child = spawn(process.execPath, [JAILER, outside, '86306'], { stdio: 'ignore' });
  await until(() => isAsleep('86306'));
  child.kill('SIGKILL');
  await until(() => processesWith('86306').length === 0);
});
