import { rounded } from '../lib/statistics.ts';
import { aiSdkCaller, langChainCaller, ourCaller, sdkCaller, type Caller } from './callers.ts';
import { cpuOf, type Load } from './children.ts';
import { createOurRouter, startGates } from './our-router.ts';
import { inParallel, speedCall } from './speed.ts';

const WARM_UP = 100;
const AT_ONCE = 8;
/** Of the memory, on the way. */
const SAMPLES = 50;
const MEGABYTE = 1024 * 1024;

const [, , name = '', baseUrl = '', calls = ''] = process.argv;
const gates = startGates();

async function callerOf(): Promise<Caller> {
  if (name === 'ours') return ourCaller(await createOurRouter({ baseUrl, gates }));
  if (name === 'ai-sdk') return aiSdkCaller({ baseUrl });
  return name === 'langchain' ? langChainCaller({ baseUrl }) : sdkCaller({ baseUrl });
}

async function load(): Promise<Load> {
  const call = speedCall(await callerOf());
  await inParallel(call, { calls: WARM_UP, atOnce: AT_ONCE });
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const [cpu, gatesCpu] = [process.cpuUsage(), cpuOf(gates.pid) ?? 0];
  const samples: (readonly [calls: number, megabytes: number])[] = [[0, Math.round(rss / MEGABYTE)]];
  let made = 0;
  const sampled = async (): Promise<void> => {
    await call();
    made += 1;
    if (made % Math.ceil(Number(calls) / SAMPLES) === 0) samples.push([made, Math.round(process.memoryUsage.rss() / MEGABYTE)]);
  };
  await inParallel(sampled, { calls: Number(calls), atOnce: AT_ONCE });
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1_000 + (cpuOf(gates.pid) ?? 0) - gatesCpu;
  const after = process.memoryUsage().rss;
  globalThis.gc?.();
  const heapGrowth = (process.memoryUsage().heapUsed - heapUsed) / MEGABYTE;
  return {
    cpuMs: Math.round((cpuMs * 1_000) / Number(calls)),
    before: Math.round(rss / MEGABYTE),
    after: Math.round(after / MEGABYTE),
    heapGrowth: rounded(heapGrowth),
    samples,
  };
}

const result = await load();
process.send?.(result);
process.once('disconnect', () => process.exit());
