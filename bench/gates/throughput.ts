import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { JudgeRequest } from '../../src/core/gate.ts';
import { inRoot, root } from '../../scripts/lib/paths.mjs';
import { createGatesProcess, type GatesProcess } from '../../src/gates/client.ts';
import { quantile, rounded } from '../lib/statistics.ts';

export interface Throughput {
  readonly what: string;
  readonly remembers: boolean;
  readonly judgements: number;
  readonly perSecond: number;
  /** Milliseconds from submission to verdict. */
  readonly p50: number;
  readonly p95: number;
  readonly megabytes: number;
}

export const AGENTS = 100;

type Ask = (agent: number) => JudgeRequest;

function changeOf(file: string, added: string, agent: number): JudgeRequest {
  const base = readFileSync(file, 'utf8');
  return {
    files: [{ uri: pathToFileURL(file).href, languageId: 'typescript', base, result: `${base}\nexport const ${added} = 1;\n` }],
    overlays: [],
    trusted: false,
    agent: `agent-${agent}`,
  };
}

/** Files of about the same length, which several agents change each in their own way. */
function sharedFiles(): readonly string[] {
  const files = globSync('src/core/**/*.ts', { cwd: root })
    .toSorted()
    .map((file) => inRoot(file));
  return files.filter((file) => !file.endsWith('.test.ts') && readFileSync(file, 'utf8').split('\n').length >= 100).slice(0, 10);
}

/** A hundred agents hand in a change at the same moment: each its own of one file, its own of one of ten files, all the same. */
export async function measureThroughput(): Promise<readonly Throughput[]> {
  const one = inRoot('src/core/router.ts');
  const files = sharedFiles();
  const asks: readonly (readonly [string, Ask])[] = [
    ['own changes of one file', (agent) => changeOf(one, `agent${agent}`, agent)],
    [`own changes of ${files.length} files`, (agent) => changeOf(files[agent % files.length] ?? one, `agent${agent}`, agent)],
    ['the same change', (agent) => changeOf(one, 'same', agent)],
  ];
  const rows: Throughput[] = [];
  for (const remembers of [false, true]) for (const [what, ask] of asks) rows.push(await measure({ what, ask, remembers }));
  return rows;
}

async function measure({
  what,
  ask,
  remembers,
}: {
  readonly what: string;
  readonly ask: Ask;
  readonly remembers: boolean;
}): Promise<Throughput> {
  const gates = createGatesProcess({ modulePath: inRoot('src/gates/server.ts'), ...(remembers ? {} : { cacheBytes: 0 }) });
  try {
    // Warms the analysers, with a text that nobody hands in.
    await gates.judge(changeOf(inRoot('src/core/router.ts'), 'warm', AGENTS), AbortSignal.timeout(600_000));
    const started = performance.now();
    const times = await Promise.all(
      Array.from({ length: AGENTS }, async (_, agent) => {
        await judgeOnce(gates, ask(agent));
        return performance.now() - started;
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const megabytes = residentMegabytes(gates.pid);
    return {
      what,
      remembers,
      judgements: times.length,
      perSecond: rounded(times.length / seconds),
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      megabytes,
    };
  } finally {
    await gates.dispose();
  }
}

async function judgeOnce(gates: GatesProcess, request: JudgeRequest): Promise<void> {
  const judged = await gates.judge(request, AbortSignal.timeout(600_000));
  const odd = judged.flatMap(({ results }) => results).find(({ verdict }) => verdict === 'fail' || verdict === 'unknown');
  if (odd !== undefined) throw new Error(`${odd.gate} is ${odd.verdict}: ${odd.why ?? odd.findings[0]?.message ?? ''}`);
}

function residentMegabytes(pid: number | undefined): number {
  if (pid === undefined || process.platform === 'win32') return Number.NaN;
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
}
