import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that holds reservations or slots. */
export interface Owner {
  /** Random: a pid comes back, this does not. */
  readonly id: string;
  /**
   * Within what a pid means something: on Linux this boot and pid namespace (a container has its own),
   * elsewhere the host's name.
   */
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the system's own words; absent where that cannot be read (Windows). */
  readonly started: string | undefined;
}

export function currentOwner(): Owner {
  return { id: randomUUID(), host: pidSpace(), pid: process.pid, started: startOf(process.pid) };
}

/** Whether the process that was `pid` when it started at `started` still runs. Only for pids of this `host`. */
export function isAlive({ pid, started }: Pick<Owner, 'pid' | 'started'>): boolean {
  if (!answersSignals(pid)) return false;
  if (process.platform === 'linux' && isZombie(pid)) return false;
  const now = started === undefined ? undefined : startOf(pid);
  // An unreadable start proves nothing: money stays held rather than be freed under a living process.
  return now === undefined || now === started;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function pidSpace(): string {
  if (process.platform !== 'linux') return hostname();
  const boot = readOrNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const space = readOrNothing(() => readlinkSync('/proc/self/ns/pid'));
  return boot !== undefined && space !== undefined ? `${boot} ${space}` : hostname();
}

function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return statFields(pid)?.[19];
  return process.platform === 'win32' ? undefined : startByPs(pid);
}

/** The start as `ps` tells it, for systems without /proc. A second's precision. */
export function startByPs(pid: number): string | undefined {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const ask = ['-o', 'lstart=', '-p', String(pid)];
  const told = readOrNothing(() =>
    execFileSync('ps', ask, { encoding: 'utf8', env, timeout: 2_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
  );
  return told === '' ? undefined : told;
}

function isZombie(pid: number): boolean {
  const state = statFields(pid)?.[0];
  return state === 'Z' || state === 'X';
}

/** The fields after the command's name, which may itself hold spaces and brackets: see proc_pid_stat(5), from field 3 on. */
function statFields(pid: number): readonly string[] | undefined {
  const line = readOrNothing(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return line?.slice(line.lastIndexOf(')') + 2).split(' ');
}

/** What cannot be read here is simply not known. */
function readOrNothing(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
