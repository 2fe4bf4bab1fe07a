import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bubblewrapArguments, type Machine } from './bubblewrap-arguments.ts';
import { createSandbox } from './create-sandbox.ts';

const machine: Machine = { isRoot: false, uid: 1000, system: [{ path: '/usr' }, { path: '/bin', link: 'usr/bin' }], etc: '/tmp/x/etc' };
const command = {
  argv: ['sh', '-c', 'true'],
  cwd: '/home/me/project',
  env: { PATH: '/usr/bin' },
  mounts: {
    memory: [{ path: '/home/me/project', mb: 2 }],
    readOnly: [{ from: '/a/node_modules', to: '/home/me/project/web/node_modules' }],
  },
};
const limits = { wallMs: 1, memoryMb: 1, processes: 7, outputBytes: 1, reportBytes: 1 };

test('everything is taken away first, and the program comes last', () => {
  const words = bubblewrapArguments(machine, command, limits);
  for (const word of ['--unshare-all', '--unshare-user', '--die-with-parent', '--new-session', '--clearenv'])
    assert.ok(words.indexOf(word) >= 0 && words.indexOf(word) < words.indexOf('--setenv'), word);
  assert.deepEqual(words.slice(words.indexOf('--')), [
    '--',
    'prlimit',
    '--nproc=7',
    '--core=0',
    '--',
    'timeout',
    '--foreground',
    '-s',
    'KILL',
    '11',
    'sh',
    '-c',
    'true',
  ]);
  assert.ok(!words.includes('--bind'), 'nothing of the machine can be written');
});

test('the project is empty memory of its size, with the packages mounted into it, and the root is made read-only after that', () => {
  const text = bubblewrapArguments(machine, command, limits).join(' ');
  const order = [
    '--size 2097152 --tmpfs /home/me/project',
    '--perms 0777 --dir /home/me/project/web',
    '--ro-bind-try /a/node_modules /home/me/project/web/node_modules',
    '--remount-ro /',
  ];
  const places = order.map((part) => text.indexOf(part));
  assert.ok(
    places.every((place, index) => place > (places[index - 1] ?? 0)),
    JSON.stringify(places),
  );
});

test("root's program becomes someone else, with no rights left to come back", () => {
  const words = bubblewrapArguments({ ...machine, isRoot: true, uid: 61_200 }, command, limits);
  assert.ok(!words.includes('--unshare-user') && words.includes('--unshare-net') && words.includes('--unshare-pid'));
  assert.deepEqual(words.slice(words.indexOf('--') + 1, words.indexOf('prlimit')), [
    'setpriv',
    '--reuid=61200',
    '--regid=61200',
    '--clear-groups',
    '--inh-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
    '--',
  ]);
});

test('where there is no jail the probe says so, and nothing runs', async () => {
  const none = createSandbox('/nonexistent', 'darwin');
  assert.deepEqual(await none.probe(), { ok: false, why: 'macOS and Windows have no sandbox here yet' });
  assert.equal((await none.run(command, limits, new AbortController().signal)).code, undefined);
});
