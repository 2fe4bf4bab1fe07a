import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { createGatesProcess } from '../../src/gates/client.ts';
import { quantile, rounded } from '../lib/statistics.ts';

export interface Throughput {
  readonly agents: number;
  readonly judgements: number;
  readonly perSecond: number;
  /** Milliseconds from submission to verdict. */
  readonly p50: number;
  readonly p95: number;
  readonly megabytes: number;
}

const AGENTS = 100;

/** A hundred agents hand in a change of one file each at the same moment. */
export async function measureThroughput(): Promise<Throughput> {
  const gates = createGatesProcess({ modulePath: inRoot('src/gates/server.ts') });
  const file = inRoot('src/core/router.ts');
  const base = readFileSync(file, 'utf8');
  const request = (agent: number) => ({
    files: [{ uri: pathToFileURL(file).href, languageId: 'typescript', base, result: `${base}\nexport const agent${agent} = ${agent};\n` }],
    overlays: [],
    trusted: false,
  });
  try {
    await gates.judge(request(AGENTS), AbortSignal.timeout(600_000));
    const started = performance.now();
    const times = await Promise.all(
      Array.from({ length: AGENTS }, async (_, agent) => {
        const results = await gates.judge(request(agent), AbortSignal.timeout(600_000));
        const odd = results.flatMap((one) => one.results).find(({ verdict }) => verdict === 'fail' || verdict === 'unknown');
        if (odd !== undefined) throw new Error(`${odd.gate} is ${odd.verdict}: ${odd.why ?? odd.findings[0]?.message ?? ''}`);
        return performance.now() - started;
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const megabytes = residentMegabytes(gates.pid);
    return { agents: AGENTS, judgements: times.length, perSecond: rounded(times.length / seconds), p50: quantile(times, 0.5), p95: quantile(times, 0.95), megabytes };
  } finally {
    await gates.dispose();
  }
}

function residentMegabytes(pid: number | undefined): number {
  if (pid === undefined || process.platform === 'win32') return Number.NaN;
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
}
