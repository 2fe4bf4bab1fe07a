import { loadSet, type LabelledCase } from '../../test/gates-set/load-set.ts';
import { rounded } from '../lib/statistics.ts';
import { table } from '../lib/table.ts';
import { judgePythonTypes, type PythonTypesRow } from './python-types.ts';
import { measureTiers } from './tiers.ts';
import { macroJ, scoreOf, type Flags } from './score.ts';
import { AGENTS, measureThroughput } from './throughput.ts';
import { judgeVerifierSet, misjudged, ratesOf, verifierRows, type VerifierCase } from './verifier.ts';
import { eslintTool, EXTREMES, ourTool, ruffTool, type Tool } from './tools.ts';

interface Judged {
  readonly tool: Tool;
  readonly flags: readonly Flags[];
}

/** Times the analysers while they have judged nothing else, judges them on the labelled set, and the proof on the verifier's set. `quick` leaves the timing of types, the crowd and the proof out. */
export async function benchGates({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<number> {
  const set = loadSet();
  const [ours, eslint, ruff] = [ourTool(), await eslintTool(), ruffTool()];
  const times = await measureTiers({ ours, eslint, ruff }, { quick });
  const judged: Judged[] = [];
  for (const tool of [ours, eslint, ruff, ...EXTREMES]) judged.push({ tool, flags: await flagsOf(tool, set) });
  printOverall(judged);
  const [mine, ...others] = judged;
  if (mine === undefined) throw new Error('there is always a first tool');
  const peers = others.filter(({ tool }) => !EXTREMES.includes(tool));
  printByWeakness(mine, peers);
  console.log(`\nMilliseconds for 1,000 lines, warm, ${times.files} files of this project, rounds interleaved\n`);
  console.log(
    table(
      ['what', 'p50', 'p95'],
      times.rows.map(({ name, p50, p95 }) => [name, `${p50}`, `${p95}`]),
    ),
  );
  const python = quick ? [] : await judgePythonTypes(set);
  if (!quick) printPythonTypes(python);
  if (!quick) await printThroughput();
  const cases = quick ? [] : await judgeVerifierSet();
  if (!quick) printVerifier(cases);
  const verifier = quick
    ? {}
    : { verifier: { static: ratesOf(cases, 'static'), given: ratesOf(cases, 'given'), fromWords: ratesOf(cases, 'fromWords') } };
  const result = {
    pairs: set.length,
    macroJ: rounded(macroJ(mine.flags)),
    bestPeerJ: Math.max(...peers.map(({ flags }) => rounded(macroJ(flags)))),
    falsePerKLoc: rounded(scoreOf(mine.flags).falsePerThousandLines),
    taintVsPeersTime: times.taintVsPeersTime,
    ...verifier,
    ...(quick
      ? {}
      : { pythonTypes: python.map(({ what, texts, refused, p50, p95 }) => ({ what, texts, refused: refused.length, p50, p95 })) }),
  };
  if (json) console.log(JSON.stringify(result));
  return 0;
}

async function flagsOf(tool: Tool, set: readonly LabelledCase[]): Promise<readonly Flags[]> {
  const flags: Flags[] = [];
  for (const one of set.filter(({ language }) => tool.languages.includes(language))) {
    const findings = ({ text }: { readonly text: string }): Promise<number> => tool.findings(text, one.language);
    flags.push({
      cwe: one.cwe,
      language: one.language,
      vulnerable: await findings(one.vulnerable),
      fixed: await findings(one.fixed),
      safe: await findings(one.safe),
      harmlessLines: linesOf(one.fixed.text) + linesOf(one.safe.text),
    });
  }
  return flags;
}

function linesOf(text: string): number {
  return text.trimEnd().split('\n').length;
}

const share = (value: number): string => value.toFixed(2);

function printOverall(judged: readonly Judged[]): void {
  console.log('On the labelled set; a text counts as flagged by any finding of security in it\n');
  const rows = judged.flatMap(({ tool, flags }) =>
    tool.languages.map((language) => {
      const own = flags.filter((one) => one.language === language);
      const score = scoreOf(own);
      const { pairs, precision, recall, falsePositiveRate, j, falsePerThousandLines } = score;
      const numbers = [precision, recall, falsePositiveRate, j, macroJ(own)].map(share);
      return [tool.name, language, `${pairs}`, ...numbers, falsePerThousandLines.toFixed(1)];
    }),
  );
  console.log(table(['tool', 'language', 'pairs', 'precision', 'recall', 'false rate', 'J', 'macro J', 'false / 1,000 lines'], rows));
}

function printByWeakness(mine: Judged, peers: readonly Judged[]): void {
  const groups = [...Map.groupBy(mine.flags, ({ language, cwe }) => `${language} ${cwe}`)].toSorted(([one], [other]) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  const rows = groups.map(([name, flags]) => {
    const { pairs, precision, recall, j, falsePerThousandLines } = scoreOf(flags);
    const theirs = peers.flatMap((peer) => peer.flags.filter(({ language, cwe }) => `${language} ${cwe}` === name));
    return [name, `${pairs}`, share(precision), share(recall), share(j), falsePerThousandLines.toFixed(1), share(scoreOf(theirs).j)];
  });
  console.log('\nCenturia by language and weakness, and the peer of that language\n');
  console.log(table(['weakness', 'pairs', 'precision', 'recall', 'J', 'false / 1,000 lines', "peer's J"], rows));
}

function printPythonTypes(rows: readonly PythonTypesRow[]): void {
  console.log(
    '\nTypes of correct Python, each text as a new file; milliseconds for 1,000 lines (of short texts nearly all of it is what a text costs at all)\n',
  );
  const cells = rows.map(({ what, texts, passed, lacking, unknown, refused, p50, p95 }) => [
    what,
    `${texts}`,
    `${passed}`,
    `${lacking}`,
    `${unknown}`,
    `${refused.length}`,
    `${p50}`,
    `${p95}`,
  ]);
  console.log(table(['texts', 'number', 'passed', 'a package is not here', 'unknown', 'refused', 'p50', 'p95'], cells));
  for (const { refused } of rows) for (const name of refused) console.log(`refused: ${name}`);
}

function printVerifier(cases: readonly VerifierCase[]): void {
  console.log('\nThe proof of changes: wrong programs that were accepted, right ones that were not, mutated ones that were accepted\n');
  console.log(table(['language', 'judged by', 'false accepts', 'false rejects', 'mutated accepted'], verifierRows(cases)));
  for (const line of misjudged(cases)) console.log(line);
}

async function printThroughput(): Promise<void> {
  const rows = await measureThroughput();
  console.log(`\n${AGENTS} agents submit at once, all gates of a change, in the gates process; milliseconds from submission to verdict\n`);
  const cells = rows.map(({ what, remembers, perSecond, p50, p95, megabytes }) => [
    what,
    remembers ? 'on' : 'off',
    `${perSecond}`,
    `${p50}`,
    `${p95}`,
    `${megabytes}`,
  ]);
  console.log(table(['what', 'memory of verdicts', 'a second', 'p50', 'p95', 'MB resident'], cells));
}
