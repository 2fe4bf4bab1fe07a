import type { TestOutcome } from './test-run.ts';

/** What was done to prove a change. */
interface Done {
  readonly runner?: string;
  readonly checks?: readonly unknown[];
  readonly commands?: readonly unknown[];
  readonly mistakes?: { readonly what?: string };
}

/** What the runs came to. */
interface Seen {
  readonly base: readonly TestOutcome[];
  readonly change: readonly TestOutcome[];
  /** How many changed lines ran, which are all of them. */
  readonly lines: number;
}

const MOST_WHAT = 60;

/** What a change was proved by: `12 of 12 tests pass with node, as before; 4 of 4 changed lines ran; noticed: < for <=`. What fails failed before too. */
export function evidenceWords({ runner, checks = [], commands = [], mistakes }: Done, { base, change, lines }: Seen): string {
  const [before, now] = [ofAll(base), ofAll(change)];
  const by = runner === undefined ? '' : ` with ${runner}`;
  const tests = `${now} ${change.length === 1 ? 'test passes' : 'tests pass'}${by}, ${before === now ? 'as before' : `${before} before`}`;
  const met = checks.length + commands.length;
  const checked = met === 1 ? 'the acceptance check passed' : `${met} acceptance checks passed`;
  const ran = lines === 1 ? 'the changed line ran' : `${lines} of ${lines} changed lines ran`;
  const { what } = mistakes ?? {};
  const noticed = what === undefined ? [] : [`noticed: ${what.replace(/\s+/g, ' ').slice(0, MOST_WHAT)}`];
  return [...(met > 0 ? [checked] : []), tests, ...leftFailing(change), ran, ...noticed].join('; ');
}

function leftFailing(change: readonly TestOutcome[]): readonly string[] {
  const failing = change.filter(({ outcome }) => outcome === 'failed').length;
  return failing === 0 ? [] : [`${failing} failed before and still ${failing === 1 ? 'does' : 'do'}`];
}

function ofAll(tests: readonly TestOutcome[]): string {
  return `${tests.filter(({ outcome }) => outcome === 'passed').length} of ${tests.length}`;
}
