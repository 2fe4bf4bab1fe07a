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
  /** The text did not parse without the change, so each of its lines counts as changed. */
  readonly isAllNew: boolean;
}

const MOST_WHAT = 80;

/** What a change was proved by: `12 of 12 tests pass with node, as before; all 4 changed lines ran; the tests notice < in place of <=`. What fails failed before too. */
export function evidenceWords({ runner, checks = [], commands = [], mistakes }: Done, { base, change, lines, isAllNew }: Seen): string {
  const [before, now] = [ofAll(base), ofAll(change)];
  const by = runner === undefined ? '' : ` with ${runner}`;
  const tests = `${now} ${change.length === 1 ? 'test passes' : 'tests pass'}${by}, ${before === now ? 'as before' : `${before} before`}`;
  const met = checks.length + commands.length;
  const checked = met === 1 ? 'the acceptance check passed' : `${met} acceptance checks passed`;
  const { what } = mistakes ?? {};
  const noticed = what === undefined ? [] : [`the tests notice ${cut(what.replace(/\s+/g, ' '))}`];
  return [...(met > 0 ? [checked] : []), tests, ...leftFailing(change), ranWords(lines, isAllNew), ...noticed].join('; ');
}

function cut(words: string): string {
  return words.length > MOST_WHAT ? `${words.slice(0, MOST_WHAT)}…` : words;
}

function ranWords(lines: number, isAllNew: boolean): string {
  if (isAllNew) return `the file did not parse before, now all ${lines} lines of its code ran`;
  return lines === 1 ? 'the changed line ran' : `all ${lines} changed lines ran`;
}

function leftFailing(change: readonly TestOutcome[]): readonly string[] {
  const failing = change.filter(({ outcome }) => outcome === 'failed').length;
  return failing === 0 ? [] : [`${failing} failed before and still ${failing === 1 ? 'does' : 'do'}`];
}

function ofAll(tests: readonly TestOutcome[]): string {
  return `${tests.filter(({ outcome }) => outcome === 'passed').length} of ${tests.length}`;
}
