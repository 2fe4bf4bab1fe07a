import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ollamaPath } from '../../../scripts/fetch-ollama.mjs';
import { killTree, run, start } from '../../../scripts/lib/processes.mjs';
import { createServerLog, type ServerLog } from './server-log.ts';

/** Why the tests against a real Ollama cannot run, or false. */
export const WITHOUT_OLLAMA: string | false = existsSync(ollamaPath())
  ? false
  : 'there is no Ollama server in the cache: run node scripts/fetch-ollama.mjs, which builds it once with Go in about six minutes';

/** The server writes this as a request is handed to a model. */
export const ASKED = /msg="completion request" images=0 prompt=(\d+)/;

/** And this when it is over, whether it was answered or nobody reads on. */
export const ASKED_AND_OVER = /msg="completion request"[\s\S]*?msg="context for request finished"/;

/** A real Ollama server with a folder of its own: a user's server, models and keys are never touched. */
export interface OllamaServer {
  readonly url: string;
  readonly log: ServerLog;
  /** Process id of the server; it leads a group of its own. */
  readonly pid: number;
  create(model: string, modelfile: string): Promise<void>;
  /** Names of the models in memory. */
  loaded(): Promise<readonly string[]>;
  /** Takes a model out of memory; resolves when it is out. */
  unload(model: string): Promise<void>;
  /** Ends the server and its runners at once, as a crash would. */
  kill(): Promise<void>;
  dispose(): Promise<void>;
}

/** Resolves when it listens, on a loopback port that the system chose. */
export async function startOllamaServer(): Promise<OllamaServer> {
  const folder = await mkdtemp(join(tmpdir(), 'centuria-ollama-'));
  const log = createServerLog();
  const child = start(ollamaPath(), ['serve'], { env: environment(folder, '127.0.0.1:0'), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(
    () => log.end(),
    (error: unknown) => log.end(String(error)),
  );
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => log.add(text));
  // A run that is stopped ends without disposing. Registered after the start, whose own handler ends the server first.
  const discard = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.once('exit', discard);
  // A test runner that was stopped reads no more: that must not end this process before it has cleaned up.
  process.stdout.on('error', () => undefined);
  const kill = async () => {
    killTree(child, 'SIGKILL');
    await ended;
  };
  const dispose = async () => {
    killTree(child);
    const stubborn = setTimeout(() => killTree(child, 'SIGKILL'), 5_000);
    await ended;
    clearTimeout(stubborn);
    process.off('exit', discard);
    discard();
  };
  try {
    const port = (await log.seen(/Listening on 127\.0\.0\.1:(\d+)/))[1];
    return { ...commands(folder, `127.0.0.1:${port}`), log, pid: child.pid ?? -1, kill, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function environment(folder: string, host: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^OLLAMA_/i.test(name));
  return {
    ...Object.fromEntries(own),
    // The server makes itself a key pair in the home folder.
    HOME: folder,
    USERPROFILE: folder,
    OLLAMA_HOST: host,
    OLLAMA_MODELS: join(folder, 'models'),
    OLLAMA_KEEP_ALIVE: '30m',
    // Only so does its log say when a request reaches a model.
    OLLAMA_DEBUG: '1',
  };
}

function commands(folder: string, host: string): Pick<OllamaServer, 'url' | 'create' | 'loaded' | 'unload'> {
  const url = `http://${host}`;
  const ollama = async (...args: string[]) => {
    const { code, output } = await run(ollamaPath(), args, { env: environment(folder, host), quiet: true });
    if (code !== 0) throw new Error(`ollama ${args.join(' ')} ended with ${code}: ${output}`);
  };
  const loaded = async () => {
    const answer: unknown = await (await fetch(`${url}/api/ps`)).json();
    const models = typeof answer === 'object' && answer !== null && 'models' in answer ? answer.models : undefined;
    if (!Array.isArray(models)) throw new Error(`/api/ps answered ${JSON.stringify(answer)}`);
    return models.map((model: { name: string }) => model.name);
  };
  return {
    url,
    loaded,
    create: async (model, modelfile) => {
      const file = join(folder, 'Modelfile');
      await writeFile(file, modelfile);
      await ollama('create', model, '-f', file);
    },
    unload: async (model) => {
      await ollama('stop', model);
      while ((await loaded()).includes(model)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}
