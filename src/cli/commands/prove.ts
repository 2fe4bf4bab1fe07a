import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { judgeReplacement } from '../../core/change/change-work.ts';
import type { GateResult } from '../../core/gate.ts';
import type { GatePolicy } from '../../core/gate-policy.ts';
import type { AcceptanceCheck } from '../../core/proof.ts';
import { judgementOf, verdictWords } from '../../core/verdicts.ts';
import { atLevels } from '../../core/workspace-tools.ts';
import type { GatesProcess } from '../../gates/client.ts';
import { judgedLanguage } from '../../gates/plan.ts';
import { isRevision, repositoryOf, textAt } from '../../node/git-files.ts';
import type { InstallRequest } from '../../node/install/create-installs.ts';
import { openProof, type OpenProof } from '../../node/proof/open-proof.ts';
import { openTools } from '../../node/tools/open-tools.ts';
import { told } from '../command.ts';
import { terminalText } from '../terminal-text.ts';
import { findingLine } from './check-words.ts';

export interface ProveOptions {
  readonly gates: Pick<GatesProcess, 'judge' | 'scanSecrets'>;
  readonly policy: GatePolicy;
  readonly folder: string;
  readonly file: string;
  /** The revision that the file is compared with. */
  readonly base: string;
  /** Test files that must pass as well. */
  readonly tests: readonly string[];
  /** Calls of the project's test runner, words apart by blanks. */
  readonly commands: readonly string[];
  readonly json: boolean;
  /** Changed dependencies may be installed, outside the sandbox. */
  readonly install?: boolean;
  readonly signal: AbortSignal;
  out(text: string): void;
}

const [PROVED, REFUSED, WRONG, NOT_PROVED] = [0, 1, 2, 3];

interface Subject {
  readonly root: string;
  readonly path: string;
  /** Relative to the root. */
  readonly name: string;
  readonly result: string;
  readonly base: string;
  readonly checks: readonly AcceptanceCheck[];
}

/**
 * The gates, the project's own linter and type checker, and the executed proof of one file's change, without an editor: the
 * file as it is on the disk against its text at a revision, everything else as it is on the disk. Whoever calls this lets the
 * project's tools and tests run, in the sandbox. Exit codes: 0 proved by tests, 1 something blocks, 2 wrong usage, 3 nothing blocks and it is not proved.
 */
export async function prove(options: ProveOptions): Promise<number> {
  const subject = await subjectOf(options);
  if (typeof subject === 'string') return told(subject, WRONG);
  const { root, path, name, base, result, checks } = subject;
  const uri = pathToFileURL(path).href;
  const document = { uri, languageId: judgedLanguage(uri, 'plaintext'), text: base };
  const here = { rootOf: () => root, isOn: () => true };
  const [ownTools, proof] = [openTools(here), openProof(here)];
  const tools = atLevels(ownTools, () => options.policy.levels);
  try {
    if (options.install === true) await install(proof, { uri, base, result, overlays: [], trusted: true }, options.signal);
    const job = { document, start: 0, end: base.length, overlays: [], trusted: true, checks };
    const results = await judgeReplacement(job, { gates: options.gates, tools, proof }, { replacement: result, signal: options.signal });
    if (options.signal.aborted) return told('The proof was cancelled.', WRONG);
    const verdict = verdictOf(results);
    options.out(
      options.json
        ? `${JSON.stringify({ file: name, base: options.base, verdict, words: verdictWords(results), results })}\n`
        : wordsOf(subject, verdict, results),
    );
    return { proved: PROVED, refused: REFUSED, 'not-proved': NOT_PROVED }[verdict];
  } finally {
    ownTools.dispose();
    proof.dispose();
  }
}

/** What it runs, and why it does not, is told on standard error: the verdict then says that dependencies changed. */
async function install({ installs }: OpenProof, request: InstallRequest, signal: AbortSignal): Promise<void> {
  const offer = await installs.offer(request);
  if (!offer.ok) return void told(`Nothing was installed: ${offer.why}.`);
  told(`Runs ${offer.command} in a copy of ${offer.folder}, outside the sandbox.`);
  const done = await installs.install(request, signal);
  if (!done.ok) told(`Nothing was installed: ${done.why}.`);
}

/** What is to be proved, or what is wrong with how it was asked for. */
async function subjectOf({ folder, file, base, tests, commands }: ProveOptions): Promise<Subject | string> {
  const asked = resolve(folder, file);
  if (!existsSync(asked) || !statSync(asked).isFile()) return `There is no file ${file}.`;
  const path = realpathSync(asked);
  const repository = await repositoryOf(dirname(path));
  if (!repository.ok) return `prove compares ${file} with a revision: ${repository.why}.`;
  const root = repository.value;
  if (!(await isRevision(root, base))) return `There is no revision ${base}.`;
  const name = relative(root, path).split(sep).join('/');
  const [result, before] = [readFileSync(path, 'utf8'), await textAt(root, base, name)];
  if (result === before) return `${file} is as it was at ${base}: there is no change to prove.`;
  const missing = tests.find((test) => !existsSync(resolve(folder, test)));
  if (missing !== undefined) return `There is no test file ${missing}.`;
  const checks = [
    ...tests.map((test) => testCheck(resolve(folder, test), root)),
    ...commands.map((command) => ({ kind: 'command', argv: command.split(/\s+/).filter((word) => word !== '') }) as const),
  ];
  return { root, path, name, result, base: before, checks };
}

/** A test within the project keeps its place; one from elsewhere is put where the project's tests are. */
function testCheck(path: string, root: string): AcceptanceCheck {
  const text = readFileSync(path, 'utf8');
  const real = realpathSync(path);
  if (real.startsWith(`${root}${sep}`)) return { kind: 'test', file: relative(root, real).split(sep).join('/'), text };
  const folder = ['test', 'tests', '__tests__', 'spec'].find((one) => existsSync(join(root, one))) ?? '';
  return { kind: 'test', file: join(folder, basename(path)), text };
}

type ProveVerdict = 'proved' | 'refused' | 'not-proved';

/** Here behaviour is asked for: what tests did not prove is not proved, whatever else passed. */
function verdictOf(results: readonly GateResult[]): ProveVerdict {
  const judgement = judgementOf(results);
  if (judgement.type === 'refused') return 'refused';
  const isTested = results.some(({ gate, verdict }) => gate === 'tests' && verdict === 'pass');
  return judgement.type === 'proved' && isTested ? 'proved' : 'not-proved';
}

function wordsOf({ root, name }: Subject, verdict: ProveVerdict, results: readonly GateResult[]): string {
  const findings = results.flatMap((one) => one.findings.filter(({ severity }) => severity !== 'information'));
  // What a change breaks may stand in another file.
  const fileOf = (uri: string | undefined): string => (uri === undefined ? name : relative(root, fileURLToPath(uri)).split(sep).join('/'));
  const lines = findings.map((finding) => findingLine(fileOf(finding.uri), finding));
  const reasons = results
    .filter(({ verdict: said, why }) => said !== 'not-applicable' && why !== undefined)
    .map(({ gate, why }) => `${gate}: ${why ?? ''}`);
  const sum = { proved: 'proved', refused: 'refused', 'not-proved': 'not proved' }[verdict];
  return terminalText([...lines, ...reasons, `${name}: ${sum} (${verdictWords(results)})`, ''].join('\n'));
}
