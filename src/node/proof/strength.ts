import { posix } from 'node:path';

import { isTestFile } from '../../core/judge-files.ts';
import { changedSpans, isAddition, linesOfSpans } from './changed-code.ts';
import { decide, type Compared } from './decide.ts';
import { linesOfIdleEqualities } from './equality.ts';
import type { Runner } from './jail-run.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { heldAnswers } from './test-answers.ts';
import type { TestRun } from './test-run.ts';

/** What trying the tests needs. */
export interface StrengthTools {
  readonly run: Runner;
  /** Names in the copy, relative to the project. */
  readonly files: readonly string[];
  /** The text of a file of the copy. */
  read(name: string): string;
}

/** Mistakes that are tried: what the first few do not show, more seldom do. */
const MOST_MUTANTS = 8;
/** For all of them together. Milliseconds. */
const BUDGET_MS = 30_000;
/** So many must go unnoticed before that says something of the tests, where there are as many: one may be no mistake at all. */
const LEAST_TRIED = 3;
const LEAST_WALL_MS = 5_000;
/** So many times what the tests took is an endless loop, not a slow machine. */
const WALL_FACTOR = 4;

/**
 * Whether the tests that passed say something of the change: it does not hold their answers, and they would notice a mistake: in the changed lines, or, where tests were added, in the code
 * that those use. Ends with the first that is noticed: to ask for all would refuse right programs for mistakes that are none, such
 * as another bound of a loop that makes no difference. The set in test/verifier-set says what this lets through.
 */
export async function withStrength(compared: Compared, tools: StrengthTools): Promise<Compared> {
  if (compared.isTest) return ofNewTests(compared, tools);
  if (decide(compared).verdict !== 'pass') return compared;
  const held = answersIn(compared, tools);
  if (held.length > 0) return { ...compared, heldAnswers: held };
  if (hasMended(compared)) return compared;
  const { file, result, base, changeRun } = compared;
  const isWhole = compared.baseRun.ok && compared.baseRun.isBroken === true;
  const spans = isWhole ? [{ start: 0, end: result.length }] : changedSpans(base, result);
  const mutants = mutantsOf(result, { lines: new Set(linesOfSpans(result, spans)), isPython: file.endsWith('.py'), most: MOST_MUTANTS });
  const tried = await tryAll({ mutants, file, changeRun, files: silenced(changeRun), run: tools.run }, () => true);
  if (tried.isCut && tried.of < LEAST_TRIED && tried.noticed.length === 0) return compared;
  return {
    ...compared,
    mistakes: { noticed: tried.noticed.length, of: tried.of, ...(tried.what === undefined ? {} : { what: tried.what }) },
  };
}

/** The answers of tests in its language that the change holds. Tests that run nothing of it ask nothing of it. */
function answersIn({ file, base, result, changeRun, checks = [] }: Compared, { files, read }: StrengthTools): readonly string[] {
  const isPython = file.endsWith('.py');
  const others = silenced(changeRun);
  const ofTests = (name: string): boolean =>
    (isTestFile(name) || checks.includes(name)) && !(name in others) && (isPython ? name.endsWith('.py') : /\.[cm]?[jt]sx?$/.test(name));
  return heldAnswers({ base, result, isPython }, () => files.filter(ofTests).map(read));
}

/** A test that failed on the base and passes now has noticed the change itself. */
function hasMended({ baseRun, changeRun }: Compared): boolean {
  if (!baseRun.ok || !changeRun.ok) return false;
  const failed = new Set(baseRun.tests.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id));
  return changeRun.tests.some(({ id, outcome }) => outcome === 'passed' && failed.has(id));
}

type Ran = Extract<TestRun, { ok: true }>;

interface Trial {
  readonly mutants: readonly Mutant[];
  readonly file: string;
  readonly changeRun: TestRun;
  /** Beside the mutant. */
  readonly files: Readonly<Record<string, string>>;
  readonly run: Runner;
}

interface Tried {
  /** For each mistake that was noticed: ids of the tests that did, all of them if the tests did not end. */
  readonly noticed: readonly ReadonlySet<string>[];
  readonly of: number;
  /** The last of those that were noticed: `< in place of <=`. */
  readonly what?: string;
  /** The time was over before all were tried. */
  readonly isCut: boolean;
}

/** One after the other, until `isEnough`, or the time is over. */
async function tryAll(
  { mutants, file, changeRun, files, run }: Trial,
  isEnough: (noticed: readonly ReadonlySet<string>[]) => boolean,
): Promise<Tried> {
  const noticed: ReadonlySet<string>[] = [];
  let of = 0;
  if (!changeRun.ok) return { noticed, of, isCut: false };
  const wallMs = Math.max(LEAST_WALL_MS, changeRun.elapsedMs * WALL_FACTOR);
  const started = performance.now();
  for (const { text, what } of mutants) {
    if (performance.now() - started + changeRun.elapsedMs > BUDGET_MS) return { noticed, of, isCut: true };
    const ended = await run({ what: 'mutant', files: { ...files, [file]: text }, changed: { file, text }, wallMs });
    if (!ended.ok && ended.ended === 'cancelled') return { noticed, of, isCut: true };
    // It is no mistake of the program's if it is no program.
    if (ended.ok && ended.isBroken === true) continue;
    of += 1;
    const by = noticing(changeRun, ended);
    if (by.size > 0) noticed.push(by);
    if (noticed.length > 0 && isEnough(noticed)) return { noticed, of, what, isCut: false };
  }
  return { noticed, of, isCut: false };
}

/** Tests that passed with the change and do not with a mistake in it. */
function noticing(changeRun: Ran, mutated: TestRun): ReadonlySet<string> {
  const passed = changeRun.tests.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id);
  if (!mutated.ok) return new Set(passed);
  const still = new Set(mutated.tests.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id));
  const covering = new Set(changeRun.covering);
  const fileOf = new Map(changeRun.tests.map(({ id, file }) => [id, file]));
  return new Set(passed.filter((id) => !still.has(id) && (covering.size === 0 || covering.has(fileOf.get(id) ?? ''))));
}

/** Test files that run nothing of the changed file, emptied: they would only take time. */
function silenced(changeRun: TestRun): Readonly<Record<string, string>> {
  if (!changeRun.ok || changeRun.covering === undefined || changeRun.covering.length === 0) return {};
  const covering = new Set(changeRun.covering);
  const others = new Set(
    changeRun.tests.flatMap(({ file }) => (file === undefined || covering.has(file) || !isTestFile(file) ? [] : [file])),
  );
  return Object.fromEntries([...others].map((file) => [file, '']));
}

/** Whether each test that was added fails once the code it uses is broken. */
async function ofNewTests(compared: Compared, { run, files, read }: StrengthTools): Promise<Compared> {
  const { file, base, result, baseRun, changeRun } = compared;
  if (!baseRun.ok || !changeRun.ok || !isAddition(base, result)) return compared;
  const known = new Set(baseRun.tests.map(({ id }) => id));
  const added = changeRun.tests.filter((test) => test.file === file && test.outcome === 'passed' && !known.has(test.id));
  if (added.length === 0 || changeRun.tests.some(({ id, outcome }) => outcome === 'failed' && !known.has(id))) return compared;
  const others = new Set(changeRun.tests.flatMap((test) => (test.file === undefined || test.file === file ? [] : [test.file])));
  const silent = { ...Object.fromEntries([...others].filter(isTestFile).map((name) => [name, ''])), [file]: result };
  const own: Ran = { ...changeRun, tests: changeRun.tests.filter((test) => test.file === file), covering: [file] };
  const left = new Set(added.map(({ id }) => id));
  for (const subject of subjectsOf(file, result, files)) {
    const text = read(subject);
    const isPython = subject.endsWith('.py');
    const idle = linesOfIdleEqualities(text, isPython);
    const lines = new Set(
      text
        .split('\n')
        .map((_, index) => index + 1)
        .filter((line) => !idle.has(line)),
    );
    const mutants = mutantsOf(text, { lines, isPython, most: MOST_MUTANTS * 2 });
    await tryAll({ mutants, file: subject, changeRun: own, files: silent, run }, (noticed) => {
      for (const id of noticed.at(-1) ?? []) left.delete(id);
      return left.size === 0;
    });
    if (left.size === 0) break;
  }
  return {
    ...compared,
    added: { names: added.map(({ name }) => name), idle: added.filter(({ id }) => left.has(id)).map(({ name }) => name) },
  };
}

const MOST_SUBJECTS = 3;
const ENDINGS = ['', '.js', '.ts', '.mjs', '.cjs', '.jsx', '.tsx', '.mts', '/index.js', '/index.ts'];

/** The project's own files that a test names: what it is about. */
function subjectsOf(file: string, text: string, files: readonly string[]): readonly string[] {
  const there = new Set(files.filter((name) => !isTestFile(name)));
  const found = file.endsWith('.py')
    ? pythonModules(text).flatMap((name) => pythonFile(name, there))
    : scriptModules(text, file).flatMap((path) => scriptFile(path, there));
  return [...new Set(found)].slice(0, MOST_SUBJECTS);
}

function scriptModules(text: string, file: string): readonly string[] {
  const paths = [...text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"](\.{1,2}\/[^'"\n]+)['"]/g)].map(
    ([, path = '']) => path,
  );
  return paths.map((path) => posix.join(posix.dirname(file), path));
}

function scriptFile(path: string, there: ReadonlySet<string>): readonly string[] {
  const plain = path.replace(/\.[cm]?jsx?$/, '');
  const found = [...ENDINGS.map((ending) => path + ending), ...ENDINGS.map((ending) => plain + ending)].find((name) => there.has(name));
  return found === undefined ? [] : [found];
}

function pythonModules(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w.]+))/gm)].map(
    ([, from, plain]) => from ?? plain ?? '',
  );
}

function pythonFile(name: string, there: ReadonlySet<string>): readonly string[] {
  const path = name.replace(/^\.+/, '').replaceAll('.', '/');
  return path === ''
    ? []
    : [...there].filter((one) => one === `${path}.py` || one.endsWith(`/${path}.py`) || one.endsWith(`${path}/__init__.py`)).slice(0, 1);
}
