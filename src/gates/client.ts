import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { CancellationTokenSource, createProtocolConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-languageserver/node';
import type { ProtocolConnection } from 'vscode-languageserver/node';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { GateResult, Gates } from '../core/gate.ts';
import { gatesMethods, parseFileJudgements, parseGateResults, parseSecretScan } from '../protocol/gates.ts';
import type { GateLimits, GatesOptions, Parsed, InspectRequest } from '../protocol/gates.ts';
import { allUnknown, noneJudged } from './none-judged.ts';
import { isCertainlyClean } from './secrets/certainly-clean.ts';

/** How to start the gates process. */
export interface GatesProcessOptions {
  /** The server's entry: `server.ts` from source, `gates.js` in a bundle. */
  readonly modulePath: string;
  /** The Node that runs it; this process's own when absent. */
  readonly execPath?: string;
  readonly limits?: GateLimits;
  /** Absent: every gate as the plan of a language has it. */
  readonly policy?: GatePolicy;
  /** Of answers that are kept in memory; 0: none. */
  readonly cacheBytes?: number;
}

/** The gates in a child process, for hosts without an editor. */
export interface GatesProcess extends Gates {
  /** The child's process id while there is one. */
  readonly pid: number | undefined;
  /** One text by itself. Never rejects: what could not be told is `unknown`. */
  inspect(request: InspectRequest, signal: AbortSignal): Promise<readonly GateResult[]>;
  dispose(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  /** Settles when the server answered `initialize`. */
  readonly ready: Promise<void>;
  /** Rejects when the child has ended. */
  readonly ended: Promise<never>;
}

const ended = 'the gates process ended';

/** The child gets what a program needs to run, not the keys that a host's environment may hold. */
function environment(): NodeJS.ProcessEnv {
  const names = [
    'PATH',
    'Path',
    'HOME',
    'USERPROFILE',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'LANG',
    'ELECTRON_RUN_AS_NODE',
    'NODE_COMPILE_CACHE',
  ];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

function start({ modulePath, execPath, limits, policy, cacheBytes }: GatesProcessOptions, onEnd: () => void): Running {
  const child = fork(modulePath, ['--node-ipc'], {
    execPath: execPath ?? process.execPath,
    execArgv: [],
    env: environment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const finished = new Promise<never>((_, reject) => {
    const end = (why: string): void => {
      onEnd();
      // First, so that who waits is told this and not that the connection is gone.
      reject(new Error(why));
      connection.dispose();
    };
    child.once('exit', () => {
      end(ended);
    });
    child.once('error', (error) => {
      end(`the gates process could not be started: ${error.message}`);
    });
  });
  // Whoever waits races it; without a waiter its rejection is no news.
  finished.catch(() => undefined);
  connection.onError(() => undefined);
  connection.listen();
  const initializationOptions: GatesOptions = {
    trusted: false,
    show: {},
    ...(limits && { limits }),
    ...(policy && { policy }),
    ...(cacheBytes !== undefined && { cacheBytes }),
  };
  const initialize = { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions };
  const ready = connection.sendRequest('initialize', initialize).then(() => connection.sendNotification('initialized', {}));
  ready.catch(() => undefined);
  return { child, connection, ready, ended: finished };
}

/** Makes the gates; the process starts with the first request, and again with the first request after it has ended. */
export function createGatesProcess(options: GatesProcessOptions): GatesProcess {
  let running: Running | undefined;
  let disposed = false;

  const ask = async (method: string, params: object, signal: AbortSignal): Promise<Parsed<unknown>> => {
    if (disposed) return { ok: false, why: 'the gates were shut down' };
    if (signal.aborted) return { ok: false, why: 'cancelled' };
    const mine: Running = (running ??= start(options, () => {
      if (running === mine) running = undefined;
    }));
    const source = new CancellationTokenSource();
    const onAbort = (): void => source.cancel();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([mine.ready, mine.ended]);
      const value: unknown = await Promise.race([mine.connection.sendRequest(method, params, source.token), mine.ended]);
      return { ok: true, value };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ok: false, why: signal.aborted ? 'cancelled' : why };
    } finally {
      signal.removeEventListener('abort', onAbort);
      source.dispose();
    }
  };

  return {
    get pid() {
      return running?.child.pid;
    },
    judge: async (request, signal) => {
      const parsed = read(parseFileJudgements, await ask(gatesMethods.judge, request, signal));
      return parsed.ok ? parsed.value : noneJudged(request, options.policy ?? {}, parsed.why);
    },
    inspect: async (request, signal) => {
      const parsed = read(parseGateResults, await ask(gatesMethods.inspect, request, signal));
      return parsed.ok ? parsed.value : allUnknown(request.languageId, options.policy ?? {}, parsed.why);
    },
    scanSecrets: async (text, signal) => {
      if (!disposed && signal?.aborted !== true && isCertainlyClean(text)) return { ok: true, findings: [] };
      const parsed = read(parseSecretScan, await ask(gatesMethods.scanSecrets, { text }, signal ?? new AbortController().signal));
      return parsed.ok ? parsed.value : parsed;
    },
    dispose: async () => {
      disposed = true;
      const last = running;
      running = undefined;
      if (last) await end(last);
    },
  };
}

function read<T>(parse: (value: unknown) => Parsed<T>, answer: Parsed<unknown>): Parsed<T> {
  return answer.ok ? parse(answer.value) : answer;
}

async function end({ child, ended: finished }: Running): Promise<void> {
  const gone = finished.catch(() => undefined);
  child.kill('SIGKILL');
  await gone;
}
