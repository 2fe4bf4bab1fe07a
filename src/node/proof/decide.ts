import { createHash } from 'node:crypto';

import type { Finding, GateResult, TextRange, Verdict } from '../../core/gate.ts';
import { changedSpans, linesOfSpans } from './changed-code.ts';
import { changedLines, unrunWords } from './changed-lines.ts';
import { idleEqualities } from './equality.ts';
import { evidenceWords } from './evidence.ts';
import type { TestOutcome, TestRun } from './test-run.ts';
import { oneLine } from './words.ts';

/** Two runs of the same tests, and what was changed between them. */
export interface Compared {
  /** Relative to the project. */
  readonly file: string;
  /** Whether the changed file is itself a test, or belongs to the tests. */
  readonly isTest: boolean;
  /** The changed file is a manifest, and the change's run had the packages that were installed for it. */
  readonly hasNewPackages?: boolean;
  readonly base: string;
  readonly result: string;
  readonly baseRun: TestRun;
  readonly changeRun: TestRun;
  /** Names of the files that were put there as acceptance checks. */
  readonly checks?: readonly string[];
  /** Acceptance checks that are commands: the words, and what went wrong. */
  readonly commands?: readonly { readonly words: string; readonly failure?: string }[];
  /** What the tests ask or expect and the change holds as literals. */
  readonly heldAnswers?: readonly string[];
  /** Small mistakes put into the changed lines, and how many of them a test noticed. */
  readonly mistakes?: { readonly noticed: number; readonly of: number; readonly what?: string };
  /** What ran them: `node`, `pytest`. */
  readonly runner?: string;
  /** Names of the tests that were added, and of those that pass whatever the code does. */
  readonly added?: { readonly names: readonly string[]; readonly idle: readonly string[] };
  /** Both once more, after the change seemed to have broken something. */
  readonly again?: { readonly base: TestRun; readonly change: TestRun };
  readonly wallMs: number;
}

export type Decision = Pick<GateResult, 'verdict' | 'findings' | 'required' | 'why' | 'remaining'>;

/** A change's run that takes more than this many times the base's was ended by the change, not by a slow machine. */
const HANG_FACTOR = 5;
const MOST_FINDINGS = 20;

/** What two runs prove. A test that failed on the base counts neither for the change nor against it. */
export function decide(compared: Compared): Decision {
  const { baseRun, changeRun } = compared;
  if (!baseRun.ok)
    return unknown(
      baseRun.ended === undefined ? `the tests do not run on the base: ${lastWords(baseRun.output)}` : endedWords(baseRun, compared.wallMs),
    );
  if (baseRun.tests.length === 0) return { ...unknown('no tests found'), verdict: 'not-applicable' };
  if (!changeRun.ok) return withoutReport(compared, baseRun, changeRun);
  const broken = brokenTests(compared, baseRun, changeRun);
  if (broken.length > 0) return failed(compared, broken);
  const unrun = unrunCheck(compared, changeRun);
  if (unrun !== undefined) return unknown(unrun);
  const shaky = compared.again === undefined ? undefined : differences(compared, baseRun, changeRun)[0];
  if (shaky !== undefined) return unknown(`the test "${shaky.test.name}" fails only sometimes`);
  if (compared.isTest) return withRemaining(ofChangedTest(compared, baseRun, changeRun), changeRun);
  if (changeRun.code !== 0 && baseRun.code === 0) return unknown(`all tests passed, but the runner ended with code ${changeRun.code}`);
  return withRemaining(covered(compared, baseRun, changeRun), changeRun);
}

/** Tests that fail beside a pass failed before too. */
function withRemaining(decision: Decision, { tests }: Ran): Decision {
  const remaining = tests.filter(({ outcome }) => outcome === 'failed').length;
  return decision.verdict === 'pass' && remaining > 0 ? { ...decision, remaining } : decision;
}

/** No line of a manifest runs: what other packages do to the tests is all that there is to see. */
function ofPackages({ tests }: Ran): Decision {
  if (!tests.some(({ outcome }) => outcome === 'passed')) return unknown('no test passes, with the changed dependencies or without');
  return { verdict: 'pass', required: true, findings: [], why: 'every test that passed before passes with the changed dependencies' };
}

/** Whether both must run a second time before the change may be blamed: some tests fail by chance, some have names made of it. */
export function needsSecondRun(compared: Compared): boolean {
  const { baseRun, changeRun } = compared;
  return baseRun.ok && changeRun.ok && differences(compared, baseRun, changeRun).length > 0;
}

type Ran = Extract<TestRun, { ok: true }>;
type NotRan = Extract<TestRun, { ok: false }>;

interface Broken {
  readonly rule: Difference['rule'] | 'tests-ended' | 'centuria/proves-nothing';
  readonly words: string;
}

function newlyFailing(base: Ran, change: Ran): readonly TestOutcome[] {
  const failedBefore = new Set(base.tests.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id));
  return change.tests.filter(({ id, outcome }) => outcome === 'failed' && !failedBefore.has(id));
}

interface Difference {
  readonly test: TestOutcome;
  readonly rule: 'test-failed' | 'test-vanished' | 'check-failed';
}

/** What fails or is gone with the change only. A changed test may fail on the code as it is: that is its use. */
function differences(compared: Compared, base: Ran, change: Ran): readonly Difference[] {
  const { isTest, file } = compared;
  const failing = newlyFailing(base, change).filter(
    (test) => !isCheck(compared, test) && (!isTest || (test.file !== undefined && test.file !== file)),
  );
  const there = new Set(change.tests.filter(({ outcome }) => outcome !== 'skipped').map(({ id }) => id));
  const rewritten = new Set(rewrittenTests(compared, base, change));
  const gone = base.tests.filter((test) => test.outcome === 'passed' && !there.has(test.id) && !rewritten.has(test));
  // Whether it failed before is no matter: an acceptance check is there to begin to pass.
  const unmet = change.tests.filter((test) => test.outcome === 'failed' && isCheck(compared, test));
  const as = (tests: readonly TestOutcome[], rule: Difference['rule']): readonly Difference[] => tests.map((test) => ({ test, rule }));
  return [...as(unmet, 'check-failed'), ...as(failing, 'test-failed'), ...as(gone, 'test-vanished')];
}

/** Of the changed file of tests: what is not there under its name any more, where others are new. Whether they say the same, those who read the tests judge. */
function rewrittenTests({ isTest, file }: Compared, base: Ran, change: Ran): readonly TestOutcome[] {
  const [before, after] = [base, change].map(({ tests }) => new Set(tests.map(({ id }) => id)));
  // Node reports a file without tests as one test, which has the file's name.
  const hasNew = change.tests.some(
    (test) => test.outcome === 'passed' && test.file === file && test.name !== file && before?.has(test.id) === false,
  );
  return isTest && hasNew
    ? base.tests.filter((test) => test.outcome === 'passed' && test.file === file && after?.has(test.id) === false)
    : [];
}

/** Some runners give a file that cannot be loaded no more than its name. */
function isCheck({ checks = [] }: Compared, { file, name }: TestOutcome): boolean {
  return checks.includes(file ?? name);
}

function unrunCheck(compared: Compared, { tests }: Ran): string | undefined {
  const unrun = compared.checks?.find((check) => !tests.some((test) => (test.file ?? test.name) === check && test.outcome === 'passed'));
  return unrun === undefined
    ? undefined
    : `the acceptance check ${unrun} was not run: the project's test command does not reach it, or it holds no test`;
}

/** What is different each time the two were run. */
function brokenTests(compared: Compared, base: Ran, change: Ran): readonly Broken[] {
  const { again } = compared;
  const once = differences(compared, base, change);
  const twice = again === undefined || !again.change.ok ? once : again.base.ok ? differences(compared, again.base, again.change) : [];
  const commands = (compared.commands ?? []).flatMap(({ words, failure }) =>
    failure === undefined ? [] : [{ rule: 'check-failed' as const, words: `the acceptance check "${words}" fails: ${failure}` }],
  );
  const confirmed = new Set(twice.map(({ test, rule }) => `${rule} ${test.id}`));
  const tests = once
    .filter(({ test, rule }) => confirmed.has(`${rule} ${test.id}`))
    .map(({ test, rule }) => ({ rule, words: wordsOf(test, rule) }));
  return [...commands, ...tests];
}

function wordsOf({ name, message, where }: TestOutcome, rule: Difference['rule']): string {
  if (rule === 'test-vanished') return `the test "${name}" passed before and does not run any more`;
  const what = rule === 'check-failed' ? 'acceptance check' : 'test';
  return `the ${what} "${name}" fails: ${message ?? 'no message'}${where === undefined ? '' : `, at ${where}`}`;
}

function withoutReport(compared: Compared, base: Ran, change: NotRan): Decision {
  const isSlow = change.ended === 'time' && base.elapsedMs * HANG_FACTOR > compared.wallMs;
  if (change.ended === 'cancelled' || change.ended === 'report' || isSlow) return unknown(endedWords(change, compared.wallMs));
  const took = `on the base they took ${(base.elapsedMs / 1000).toFixed(1)} s`;
  const words = {
    time: `the tests did not end within ${compared.wallMs / 1000} s; ${took}`,
    memory: 'the tests used up the memory they may have; on the base they did not',
    crash: `the tests do not run any more: ${lastWords(change.output)}`,
  };
  return failed(compared, [{ rule: 'tests-ended', words: words[change.ended ?? 'crash'] }]);
}

function ofChangedTest(compared: Compared, base: Ran, change: Ran): Decision {
  const { file, added, base: before, result } = compared;
  const fails = change.tests.find((test) => test.outcome === 'failed' && (test.file === file || newlyFailing(base, change).includes(test)));
  if (fails !== undefined) return unknown(`the changed test "${fails.name}" fails on the code as it is`);
  const [rewritten] = rewrittenTests(compared, base, change);
  const passing = ({ tests }: Ran): number => tests.filter((test) => test.outcome === 'passed' && test.file === file).length;
  if (rewritten !== undefined && passing(change) < passing(base))
    return unknown(`the test "${rewritten.name}" does not run under that name any more, and fewer tests do`);
  if (added === undefined) return unknown('the changed test passes without a change of the code');
  if (added.idle.length === 0)
    return { verdict: 'pass', required: true, findings: [], why: 'each new test fails when the code that it tests is broken' };
  const words = (name: string): string => `the new test "${name}" proves nothing: it passes whatever the code does`;
  const findings = findingsOf(
    { base: before, result },
    added.idle.map((name) => ({ rule: 'centuria/proves-nothing', words: words(name) })),
  );
  return { ...unknown(words(added.idle[0] ?? '')), findings: findings.map((one) => ({ ...one, blocks: false, severity: 'warning' })) };
}

function covered(compared: Compared, baseRun: Ran, change: Ran): Decision {
  const { file, base, result } = compared;
  if (compared.hasNewPackages === true) return ofPackages(change);
  if (change.coverage.by === 'nothing') return unknown(change.coverage.why);
  const lines = changedLines({ base, result, isAllNew: baseRun.isBroken === true }, change.coverage);
  const unrun = unrunWords(lines);
  if (unrun !== undefined) return unknown(unrun);
  if (lines.run.length === 0) return unknown('no code was changed');
  const idle = idleEqualities(base, result, file.endsWith('.py'));
  if (idle !== undefined)
    return unknown(`the changed ${idle} does not compare one value with the other, so what is compared with it proves nothing`);
  if (compared.heldAnswers !== undefined && compared.heldAnswers.length > 0) return unknown(heldWords(compared.heldAnswers));
  const { noticed, of: tried } = compared.mistakes ?? { noticed: 0, of: 0 };
  if (tried > 0 && noticed === 0) return unknown('the tests pass, but none would notice a mistake in the changed lines');
  return {
    verdict: 'pass',
    required: true,
    findings: [],
    why: evidenceWords(compared, {
      base: baseRun.tests,
      change: change.tests,
      lines: lines.run.length,
      isAllNew: baseRun.isBroken === true,
    }),
  };
}

const MOST_ANSWERS = 3;

function heldWords(answers: readonly string[]): string {
  const named = answers
    .slice(0, MOST_ANSWERS)
    .map((one) => `'${oneLine(one).slice(0, 40)}'`)
    .join(', ');
  return `the change holds what its tests expect (${named}), so that they pass says little of other cases`;
}

function failed(compared: Compared, broken: readonly Broken[]): Decision {
  return { verdict: 'fail', required: true, findings: findingsOf(compared, broken) };
}

function findingsOf({ base, result }: Pick<Compared, 'base' | 'result'>, broken: readonly Broken[]): readonly Finding[] {
  const line = (linesOfSpans(result, changedSpans(base, result))[0] ?? 1) - 1;
  const range: TextRange = { startLine: line, startColumn: 0, endLine: line, endColumn: 0 };
  return broken.slice(0, MOST_FINDINGS).map((one) => findingOf(one, range));
}

function findingOf({ rule, words }: Broken, range: TextRange): Finding {
  const fingerprint = createHash('sha256').update(`${rule}\0${words}`).digest('hex').slice(0, 24);
  return { gate: 'tests', rule, message: words, severity: 'error', range, blocks: true, fingerprint };
}

function unknown(why: string): Decision & { readonly verdict: Verdict } {
  return { verdict: 'unknown', required: false, findings: [], why };
}

function endedWords({ ended }: NotRan, wallMs: number): string {
  const words = {
    time: `timed out after ${wallMs / 1000} s`,
    memory: 'the tests need more memory than they may have',
    report: 'the report of the tests is too long',
    cancelled: 'cancelled',
  };
  return ended === undefined ? 'the tests gave no report' : words[ended];
}

const MOST_WORDS = 300;

export function lastWords(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^at .*:\d+:\d+\)?$/.test(line));
  // The error's own line says more than the stack or the summary after it.
  const telling = lines.findLast((line) => /error|cannot|not found|no module/i.test(line)) ?? lines.at(-1) ?? 'they said nothing';
  return telling.slice(0, MOST_WORDS);
}
