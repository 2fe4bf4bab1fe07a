import { fork, type ChildProcess } from 'node:child_process';
import { parseFromModel, type FromModel, type ToModel } from '../../protocol/model.ts';

/** How the model process is started. */
export interface ModelProcessSpec {
  /** Node 20 or later, or the editor's own Electron, which is told to run as Node. */
  readonly execPath: string;
  /** `dist/model.js`, or `src/worker/model.ts` from source. */
  readonly modulePath: string;
  /** The folder of a trimmed engine (`dist/engine`); without one the installed `node-llama-cpp` is used. */
  readonly enginePath?: string;
  /** Added to the few variables that are passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The process has ended; nothing follows. */
export interface ModelExit {
  readonly type: 'exit';
  readonly why: string;
}

export interface ModelProcess {
  readonly pid: number | undefined;
  readonly ended: boolean;
  send(message: ToModel): void;
  /** The next thing it says. After its end: `exit`, however often one asks. One caller at a time. */
  next(): Promise<FromModel | ModelExit>;
  kill(): void;
}

/** Not the whole environment: a host started from a shell has API keys there. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'windir',
  'LANG',
  'LC_ALL',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'NODE_COMPILE_CACHE',
];

/** Starts the process. It never throws: a process that cannot be started says `exit`. */
export function startModelProcess(spec: ModelProcessSpec, log: (line: string) => void): ModelProcess {
  const unread: FromModel[] = [];
  let exit: ModelExit | undefined;
  let wake: (() => void) | undefined;
  const child = start(spec);

  function end(why: string): void {
    exit ??= { type: 'exit', why };
    wake?.();
  }

  function receive(value: unknown): void {
    const parsed = parseFromModel(value);
    if (parsed.ok) unread.push(parsed.message);
    else {
      end(`it said something that is not the protocol: ${parsed.why}`);
      child.kill('SIGKILL');
    }
    wake?.();
  }

  child.on('message', receive);
  child.on('error', (error) => end(`it could not be started or reached: ${error.message}`));
  child.on('exit', (code, signal) => end(signal === null ? `it ended with code ${String(code)}` : `it was ended by ${signal}`));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()));

  return {
    pid: child.pid,
    get ended() {
      return exit !== undefined;
    },
    send(message) {
      // A failed write means that the process is gone; `exit` says so.
      if (exit === undefined && child.connected) child.send(message, () => undefined);
    },
    async next() {
      while (unread.length === 0 && exit === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const said = unread.shift() ?? exit;
      if (said === undefined) throw new Error('woken without a message or an exit');
      return said;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function start(spec: ModelProcessSpec): ChildProcess {
  const env: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  if (process.versions['electron'] !== undefined) env['ELECTRON_RUN_AS_NODE'] = '1';
  return fork(spec.modulePath, spec.enginePath === undefined ? [] : [spec.enginePath], {
    execPath: spec.execPath,
    // Not the host's own flags: two processes cannot listen on one inspector port.
    execArgv: [],
    env: { ...env, ...spec.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}
