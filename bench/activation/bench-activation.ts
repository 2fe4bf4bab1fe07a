import { median } from '../lib/statistics.ts';
import { runTool } from '../../scripts/lib/checks.mjs';
import { bundleHostModules, runInHost } from '../../scripts/lib/host-tests.ts';
import { inRoot } from '../../scripts/lib/paths.mjs';

const prefix = 'centuria-activation|';
/** The first loads fill the caches of disk and browser, and are not counted. */
const warmUps = 2;
const wanted = 20;

interface Sample {
  readonly ours: number;
  readonly git: number;
}

/** Builds for production, loads a window again and again, and prints the medians. Resolves with an exit code. */
export async function benchActivation({ json }: { readonly json: boolean }): Promise<number> {
  const built = await runTool('build');
  if (built.failed > 0) {
    console.error(built.output);
    return 1;
  }
  await bundleHostModules('bench/activation/host');
  const samples: Sample[] = [];
  const others: string[] = [];
  const code = await runInHost({
    module: inRoot('out/bench/activation/host/index.js'),
    runs: warmUps + wanted,
    timeout: 60_000,
    onLine(line) {
      const start = line.indexOf(prefix);
      if (start < 0) return void others.push(line);
      const sample: Sample = JSON.parse(line.slice(start + prefix.length));
      samples.push(sample);
      console.log(
        `${samples.length <= warmUps ? 'warm-up' : 'sample '} Centuria ${sample.ours.toFixed(1)} ms, Git ${sample.git.toFixed(1)} ms`,
      );
    },
  });
  const counted = samples.slice(warmUps);
  if (code !== 0 || counted.length < wanted) {
    console.error(`${others.slice(-30).join('\n')}\nonly ${counted.length} of ${wanted} loads were measured`);
    return 1;
  }
  const result = {
    samples: counted.length,
    medianMs: median(counted.map(({ ours }) => ours)),
    gitMedianMs: median(counted.map(({ git }) => git)),
  };
  console.log(`median of ${result.samples}: Centuria ${result.medianMs} ms, Git ${result.gitMedianMs} ms`);
  if (json) console.log(JSON.stringify(result));
  return 0;
}
