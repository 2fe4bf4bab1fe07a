import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inRoot } from '../../scripts/lib/paths.mjs';
import type { Address } from './callers.ts';
import type { Door, DoorRequest } from './door-child.ts';
import { MODELS, type JournalEntry, type Scene } from './provider-child.ts';

/** A process of the benchmark's own. It ends with the benchmark. */
export interface Child {
  readonly pid: number;
  kill(): Promise<void>;
}

interface Talking<First> extends Child {
  readonly first: First;
  ask<Answer>(message: object): Promise<Answer>;
}

async function start<First>(file: string, args: readonly string[] = []): Promise<Talking<First>> {
  const child = fork(inRoot('bench/router', file), args, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended`)));
  ended.catch(() => undefined);
  const message = async (): Promise<unknown> => {
    const [value]: unknown[] = await Promise.race([once(child, 'message'), ended]);
    return value;
  };
  const first = (await message()) as First;
  return {
    ...asChild(child),
    first,
    async ask<Answer>(asked: object) {
      const answer = message();
      child.send(asked);
      return (await answer) as Answer;
    },
  };
}

function asChild(child: ChildProcess): Child {
  const exited = once(child, 'exit');
  exited.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

export interface FakeProvider extends Child {
  readonly origin: string;
  /** The address of a scene up to and with `/v1`; `key` tells those who ask apart. */
  at(scene: Scene, key?: string): string;
  journal(key: string): Promise<readonly JournalEntry[]>;
}

export async function startProvider(): Promise<FakeProvider> {
  const child = await start<AddressInfo>('provider-child.ts');
  const origin = `http://127.0.0.1:${child.first.port}`;
  return {
    ...child,
    origin,
    at: (scene, key = 'all') => `${origin}/${scene}/${key}/v1`,
    journal: async (key) => {
      const entries: readonly JournalEntry[] = JSON.parse(await (await fetch(`${origin}/journal/${key}`)).text());
      return entries;
    },
  };
}

export interface GatewayProcess extends Child {
  open(request: DoorRequest): Promise<Door>;
}

/** Our gateway in a process of its own, or several of them in one. */
export async function startGateway(): Promise<GatewayProcess> {
  const child = await start('door-child.ts');
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...child,
    open(request) {
      const door = last.then(() => child.ask<Door>(request));
      last = door.catch(() => undefined);
      return door;
    },
  };
}

/** `/PATH` there is `/PATH` of the provider. */
export async function startProxy({ origin }: FakeProvider): Promise<Child & { readonly origin: string }> {
  const child = await start<AddressInfo>('door-child.ts', [origin]);
  return { ...child, origin: `http://127.0.0.1:${child.first.port}` };
}

export interface Portkey extends Child {
  /** Its way to a scene's address. */
  to(baseUrl: string): Address;
}

/** Undefined where it does not start. */
export async function startPortkey(): Promise<Portkey | undefined> {
  const program = inRoot('bench/node_modules/@portkey-ai/gateway/build/start-server.js');
  if (!existsSync(program)) return undefined;
  const port = await freePort();
  const child = spawn(process.execPath, [program, `--port=${port}`, '--headless'], { stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  const running = asChild(child);
  if (!(await answers(`http://127.0.0.1:${port}/`, child, 10_000))) return void (await running.kill());
  const headers = (baseUrl: string) => ({ 'x-portkey-provider': 'openai', 'x-portkey-custom-host': baseUrl });
  return { ...running, to: (baseUrl) => ({ baseUrl: `http://127.0.0.1:${port}/v1`, headers: headers(baseUrl) }) };
}

/** A gateway that stands before one address only. */
export interface Standing extends Child {
  readonly address: Address;
}

/** Before one address; a `python` that has it. Undefined where it does not start. */
export async function startTensorZero(python: string | undefined, baseUrl: string): Promise<Standing | undefined> {
  if (python === undefined) return undefined;
  const config = join(mkdtempSync(join(tmpdir(), 'tensorzero-')), 'tensorzero.toml');
  const model = [
    '[models.fake]',
    'routing = ["fake"]',
    '[models.fake.providers.fake]',
    'type = "openai"',
    `model_name = "${MODELS[0]}"`,
    `api_base = "${baseUrl}/"`,
    'api_key_location = "none"',
  ];
  writeFileSync(config, ['[gateway]', 'observability.enabled = false', ...model, ''].join('\n'));
  const child = spawn(python, [inRoot('bench/router/start-tensorzero.py'), config], { stdio: ['pipe', 'pipe', 'ignore'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const running = asChild(child);
  const late = delay(20_000, undefined, { ref: false });
  const address = await Promise.race([addressSaid(child.stdout), late]);
  if (address === undefined) return void (await running.kill());
  return { ...running, address: { baseUrl: address, model: 'tensorzero::model_name::fake' } };
}

/** Before one address; a `python` that has it. Undefined where it does not start. It sends nothing home and asks nobody for prices. */
export async function startLiteLlm(python: string | undefined, baseUrl: string): Promise<Standing | undefined> {
  if (python === undefined) return undefined;
  const config = join(mkdtempSync(join(tmpdir(), 'litellm-')), 'litellm.json');
  const model = { model_name: MODELS[0], litellm_params: { model: `openai/${MODELS[0]}`, api_base: baseUrl, api_key: 'sk-bench' } };
  // Its configuration is YAML, of which JSON is a part.
  writeFileSync(config, JSON.stringify({ model_list: [model], general_settings: { master_key: 'sk-bench' } }));
  const port = await freePort();
  const args = ['--config', config, '--host', '127.0.0.1', '--port', String(port), '--telemetry', 'False'];
  const env = { ...process.env, LITELLM_LOCAL_MODEL_COST_MAP: 'True', LITELLM_LOG: 'ERROR' };
  const child = spawn(python, ['-c', 'from litellm import run_server; run_server()', ...args], { stdio: 'ignore', env });
  process.once('exit', () => child.kill('SIGKILL'));
  const running = asChild(child);
  if (!(await answers(`http://127.0.0.1:${port}/health/liveliness`, child, 120_000))) return void (await running.kill());
  return { ...running, address: { baseUrl: `http://127.0.0.1:${port}/v1` } };
}

/** The first line that is an address; undefined where the output ends without one. */
async function addressSaid(output: AsyncIterable<Buffer>): Promise<string | undefined> {
  let said = '';
  for await (const chunk of output) {
    said += chunk.toString();
    const address = /^(http\S+)\s/mu.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  return undefined;
}

/** Whether a process that was just started answers there within so many milliseconds. */
async function answers(url: string, child: ChildProcess, mostMs: number): Promise<boolean> {
  const isUp = (): Promise<boolean> =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  for (let slept = 0; !(await isUp()); slept += ASK_AGAIN_MS) {
    if (slept >= mostMs || child.exitCode !== null) return false;
    await delay(ASK_AGAIN_MS);
  }
  return true;
}

const ASK_AGAIN_MS = 100;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a server on a port has a port');
  return address.port;
}

/** What a load of calls took of the machine. */
export interface Load {
  /** For 1,000 calls, in milliseconds, the gates process included. */
  readonly cpuMs: number;
  /** Resident megabytes after the warm-up and after all calls; `heapGrowth` of the JavaScript heap in between, collected. */
  readonly before: number;
  readonly after: number;
  readonly heapGrowth: number;
  /** Resident megabytes after so many calls. */
  readonly samples: readonly (readonly [calls: number, megabytes: number])[];
}

/** Makes so many calls from a process in which there is nothing else. */
export async function measureLoad(caller: string, baseUrl: string, calls: number): Promise<Load> {
  const child = await start<Load>('load-child.ts', [caller, baseUrl, String(calls)]);
  await child.kill();
  return child.first;
}

/** Of a process that is not this one, in milliseconds; undefined where the system does not tell. */
export function cpuOf(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /u, '')
    .split(' ');
  // proc(5): utime and stime are fields 14 and 15, in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export function residentMegabytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kilobytes = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}
