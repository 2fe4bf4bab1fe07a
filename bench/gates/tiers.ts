import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { GateId } from '../../src/core/gate.ts';
import { inRoot, root } from '../../scripts/lib/paths.mjs';
import { analyse } from '../../src/gates/analyse.ts';
import { createAnalysers } from '../../src/gates/analysers.ts';
import { gateAssets } from '../../src/gates/assets.ts';
import { quantile, rounded } from '../lib/statistics.ts';
import type { Tool } from './tools.ts';

export interface TierTimes {
  readonly files: number;
  readonly rows: readonly { readonly name: string; readonly p50: number; readonly p95: number }[];
  /** The gate `security` over the security plugins of ESLint on the same texts: medians of the same rounds. */
  readonly taintVsPeersTime: number;
}

interface Source {
  readonly uri: string;
  readonly text: string;
  readonly lines: number;
}

/** Real files of this project, long enough that a call's own cost is small beside them. */
function sources(): readonly Source[] {
  const files = globSync('src/**/*.ts', { cwd: root }).toSorted();
  return files
    .map((file) => ({ uri: pathToFileURL(inRoot(file)).href, text: readFileSync(inRoot(file), 'utf8') }))
    .map((one) => ({ ...one, lines: one.text.split('\n').length }))
    .filter(({ lines }) => lines >= 100)
    .slice(0, 40);
}

const ROUNDS = 4;

type Task = readonly [name: string, run: (source: Source) => Promise<unknown>];

/** Times each tier beside its peers on the same texts, one after the other in every round; the first round warms up. */
export async function measureTiers(
  tools: { readonly ours: Tool; readonly eslint: Tool; readonly ruff: Tool },
  { quick }: { readonly quick: boolean },
): Promise<TierTimes> {
  const analysers = createAnalysers(gateAssets(pathToFileURL(inRoot('src/gates/worker.ts')).href), () => false);
  const gate = async (ids: readonly GateId[], source: Source): Promise<void> => {
    const subject = { uri: source.uri, languageId: 'typescript', text: source.text, overlays: [], declared: [], honourComments: false };
    for (const id of ids) await analyse(id, subject, analysers);
  };
  const ours = 'security alone';
  const peers = tools.eslint.name;
  const tasks: readonly Task[] = [
    ['syntax and secrets', (source) => gate(['syntax', 'secrets'], source)],
    ['lint and security', (source) => gate(['lint', 'security'], source)],
    [ours, (source) => tools.ours.findings(source.text, 'typescript')],
    [peers, (source) => tools.eslint.findings(source.text, 'typescript')],
    ...(quick ? [] : [['types', (source: Source) => gate(['types'], source)] as const]),
  ];
  const files = sources();
  const times = new Map<string, number[]>(tasks.map(([name]) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [source, [name, run]] of files.flatMap((file) => tasks.map((task) => [file, task] as const))) {
      const started = performance.now();
      await run(source);
      if (round > 0) times.get(name)?.push(((performance.now() - started) * 1000) / source.lines);
    }
  }
  analysers.dispose();
  const of = (name: string): readonly number[] => times.get(name) ?? [];
  return {
    files: files.length,
    rows: tasks.map(([name]) => ({ name, p50: quantile(of(name), 0.5), p95: quantile(of(name), 0.95) })),
    taintVsPeersTime: rounded(quantile(of(ours), 0.5) / quantile(of(peers), 0.5)),
  };
}
