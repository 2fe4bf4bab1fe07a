import { spawn, spawnSync } from 'node:child_process';

/** How a program of the person's ended. `code`: undefined if it could not be started or was ended. */
export interface ProgramRun {
  readonly code: number | undefined;
  /** The last of what it said. */
  readonly output: string;
  readonly endedFor?: 'time' | 'cancelled';
}

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly wallMs: number;
}

const MOST_OUTPUT = 64 * 1024;

/** Runs a program outside the jail. When it resolves, none of what it has started is left. Never rejects. */
export function runProgram({ path, args, cwd, env, wallMs }: Program, signal: AbortSignal): Promise<ProgramRun> {
  return new Promise((resolve) => {
    if (signal.aborted) return void resolve({ code: undefined, output: '', endedFor: 'cancelled' });
    const child = spawn(path, args, {
      cwd,
      env,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let endedFor: ProgramRun['endedFor'];
    const end = (why: NonNullable<ProgramRun['endedFor']>): void => {
      endedFor ??= why;
      endTree(child.pid);
    };
    const cancel = (): void => end('cancelled');
    const clock = setTimeout(() => end('time'), wallMs);
    signal.addEventListener('abort', cancel, { once: true });
    const finish = (code: number | null, more = ''): void => {
      clearTimeout(clock);
      signal.removeEventListener('abort', cancel);
      // Something that it has started may go on without it.
      endTree(child.pid);
      resolve({ code: code ?? undefined, output: `${output}${more}`, ...(endedFor === undefined ? {} : { endedFor }) });
    };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output = `${output}${text}`.slice(-MOST_OUTPUT)));
    child.once('error', (error) => finish(null, error.message));
    child.once('close', (code) => finish(code));
  });
}

/** The process and all it has started. */
function endTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') return void spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
