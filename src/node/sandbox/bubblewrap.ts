import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bubblewrapArguments, JAIL_HOME, type Machine } from './bubblewrap-arguments.ts';
import { ownMemoryOf, processTree } from './process-tree.ts';
import type { Sandbox, SandboxCommand, SandboxLimits, SandboxProbe, SandboxRun } from './sandbox.ts';

const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
/** Users of this range are nobody's: systemd gives them to services for as long as they run. */
const FIRST_UID = 61_184;
const UIDS = 4_000;
const WATCH_MS = 100;

/** The jail of Linux: bubblewrap. `folder` is where it may keep three small files. */
export function createBubblewrap(folder: string): Sandbox {
  let probed: Promise<SandboxProbe> | undefined;
  const run: Sandbox['run'] = (command, limits, signal) => start(bubblewrapArguments(machineOf(folder), command, limits), limits, signal);
  return {
    run,
    async probe() {
      const answer = await (probed ??= probe(run));
      // Somebody may install it while the window is open.
      if (!answer.ok) probed = undefined;
      return answer;
    },
  };
}

async function probe(run: Sandbox['run']): Promise<SandboxProbe> {
  const command: SandboxCommand = {
    argv: ['sh', '-c', 'echo ok >&3'],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    mounts: { readOnly: [], memory: [] },
  };
  const limits = { wallMs: 10_000, memoryMb: 100, processes: 64, outputBytes: 10_000, reportBytes: 100 };
  const { report, output, killedFor } = await run(command, limits, new AbortController().signal);
  if (report.toString() === 'ok\n') return { ok: true, what: 'bubblewrap' };
  const why = output.trim().split('\n')[0] ?? '';
  return { ok: false, why: why === '' ? `bubblewrap did not start (${killedFor ?? 'no word why'})` : why };
}

function machineOf(folder: string): Machine {
  const isRoot = process.getuid?.() === 0;
  const uid = isRoot ? FIRST_UID + (process.pid % UIDS) : (process.getuid?.() ?? FIRST_UID);
  const gid = isRoot ? uid : (process.getgid?.() ?? uid);
  const etc = join(folder, 'etc');
  mkdirSync(etc, { recursive: true });
  const files = {
    passwd: `test:x:${uid}:${gid}:test:${JAIL_HOME}:/bin/sh\n`,
    group: `test:x:${gid}:\n`,
    hosts: '127.0.0.1 localhost jail\n::1 localhost\n',
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(etc, name), text);
    // The jail's user must be able to read it, whatever our umask.
    chmodSync(join(etc, name), 0o644);
  }
  return { isRoot, uid, system: SYSTEM_FOLDERS.flatMap(systemFolder), etc };
}

function systemFolder(path: string): Machine['system'] {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return [];
  return [there.isSymbolicLink() ? { path, link: readlinkSync(path) } : { path }];
}

function start(args: readonly string[], limits: SandboxLimits, signal: AbortSignal): Promise<SandboxRun> {
  return new Promise((resolve) => {
    // In the jail bubblewrap is process 1, whose environment its other processes can read.
    const env = { PATH: process.env['PATH'] };
    const child = spawn('bwrap', args, { cwd: '/', env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    let killedFor: SandboxRun['killedFor'];
    const kill = (why: NonNullable<SandboxRun['killedFor']>): void => {
      killedFor ??= why;
      endGroup(child);
    };
    const cancel = (): void => kill('cancelled');
    const text = collect([child.stdout, child.stderr], limits.outputBytes, () => undefined);
    const report = collect([child.stdio[3]], limits.reportBytes, () => kill('report'));
    const clock = setTimeout(() => kill('time'), limits.wallMs);
    const watch = setInterval(() => {
      if (child.pid !== undefined && ownMemoryOf(processTree(child.pid)) > limits.memoryMb * 1024 * 1024) kill('memory');
    }, WATCH_MS);
    const finish = (code: number | null, ended: NodeJS.Signals | null, output: string): void => {
      clearTimeout(clock);
      clearInterval(watch);
      signal.removeEventListener('abort', cancel);
      const why = killedFor === undefined ? {} : { killedFor };
      resolve({ code: code ?? undefined, signal: ended ?? undefined, output, report: report(), ...why });
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    child.once('error', (error) =>
      finish(null, null, 'code' in error && error.code === 'ENOENT' ? 'bubblewrap is not installed' : error.message),
    );
    // All pipes closed, so every process that could write to them has ended.
    child.once('close', (code, ended) => finish(code, ended, text().toString()));
  });
}

/**
 * The jail's first process is in bubblewrap's group until just before it binds its life to bubblewrap's: for a moment neither
 * would end it. So it is also ended by its id; the kernel ends all others of the jail with it.
 */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  for (const one of [-pid, ...processTree(pid)]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function collect(streams: readonly unknown[], most: number, onMore: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    if (size + chunk.length > most) onMore();
    const taken = chunk.subarray(0, Math.max(0, most - size));
    size += taken.length;
    chunks.push(taken);
  };
  for (const stream of streams) if (isReadable(stream)) stream.on('data', take);
  return () => Buffer.concat(chunks);
}

function isReadable(stream: unknown): stream is NodeJS.ReadableStream {
  return typeof stream === 'object' && stream !== null && 'on' in stream;
}
