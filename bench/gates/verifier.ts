import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { resultsOfChange } from '../../src/core/change-results.ts';
import type { GateResult } from '../../src/core/gate.ts';
import type { AcceptanceCheck } from '../../src/core/proof.ts';
import { judgementOf } from '../../src/core/verdicts.ts';
import { createGatesProcess, type GatesProcess } from '../../src/gates/client.ts';
import { mutantsOf } from '../../src/node/proof/mutants.ts';
import { openProof } from '../../src/node/proof/open-proof.ts';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { loadTasks, testFileOf, type VerifierTask } from '../../test/verifier-set/load-tasks.ts';
import { rounded } from '../lib/statistics.ts';

export const WAYS = ['static', 'given', 'fromWords'] as const;
/** Those that run tests. */
const TESTED: readonly Way[] = ['given', 'fromWords'];
export type Way = (typeof WAYS)[number];

/** One program judged in one way. */
export interface VerifierCase {
  readonly task: string;
  readonly language: string;
  readonly way: Way;
  /** `mutated`: a right program with one small mistake, which may be none that can be noticed. */
  readonly kind: 'correct' | 'wrong' | 'mutated';
  readonly how: string;
  readonly isAccepted: boolean;
  readonly why: string;
}

/** Shares from 0 to 1: of wrong programs that were accepted, and of right ones that were not. */
export interface VerifierRates {
  readonly falseAccepts: number;
  readonly falseRejects: number;
}

const MOST_MUTATED = 1;

export interface VerifierOptions {
  readonly ways?: readonly Way[];
  /** Called with the cases of each task, as soon as it is done. */
  readonly onCases?: (cases: readonly VerifierCase[]) => void;
}

/**
 * Judges every program of the set. Static: the gates on the change from the unfinished base. Given: the program in place of the
 * other right one, with the given tests as the project's own. From words: the change from the base, with the tests that were
 * written from the words as an acceptance check. A program is accepted if it is proved, in the last two by tests.
 */
export async function judgeVerifierSet({ ways = WAYS, onCases }: VerifierOptions = {}): Promise<readonly VerifierCase[]> {
  const gates = createGatesProcess({ modulePath: inRoot('src/gates/server.ts') });
  const waiting = [...loadTasks()];
  const cases: VerifierCase[] = [];
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const judged = await judgeTask(task, gates, ways);
      cases.push(...judged);
      onCases?.(judged);
    }
  };
  try {
    await Promise.all([worker(), worker()]);
  } finally {
    await gates.dispose();
  }
  return cases;
}

interface Candidate {
  readonly kind: VerifierCase['kind'];
  readonly how: string;
  readonly text: string;
}

async function judgeTask(task: VerifierTask, gates: GatesProcess, ways: readonly Way[]): Promise<readonly VerifierCase[]> {
  const [first = '', second = ''] = task.correct;
  const candidates: readonly Candidate[] = [
    ...task.correct.map((text, index) => ({ kind: 'correct' as const, how: `right ${index + 1}`, text })),
    ...task.wrong.map(({ how, text }) => ({ kind: 'wrong' as const, how, text })),
    ...mutated(second, task.language === 'python'),
  ];
  using project = openProject(task);
  const cases: VerifierCase[] = [];
  for (const { kind, how, text } of candidates) {
    const add = (way: Way, isAccepted: boolean, why: string): void =>
      void cases.push({ task: task.name, language: task.language, way, kind, how, isAccepted, why });
    const uri = project.uri;
    const file = { uri, languageId: task.language, base: task.base, result: text };
    const results = resultsOfChange(await gates.judge({ files: [file], overlays: [], trusted: false }, AbortSignal.timeout(300_000)), uri);
    const isSound = judgementOf(results).type === 'proved';
    add('static', isSound, wordsOf(results));
    // What the gates refuse is never run: it is a change that nobody is offered.
    for (const way of TESTED.filter((one) => ways.includes(one) && !(one === 'given' && text === first))) {
      const said = isSound ? await project.prove(way === 'given' ? first : task.base, text, way) : undefined;
      add(way, said?.verdict === 'pass', said === undefined ? wordsOf(results) : wordsOf([said]));
    }
  }
  return cases;
}

function mutated(text: string, isPython: boolean): readonly Candidate[] {
  const lines = new Set(text.split('\n').map((_, index) => index + 1));
  return mutantsOf(text, { lines, isPython, most: MOST_MUTATED }).map((mutant) => ({
    kind: 'mutated',
    how: mutant.what,
    text: mutant.text,
  }));
}

function wordsOf(results: readonly GateResult[]): string {
  return results
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown')
    .map(({ gate, why, findings }) => `${gate}: ${why ?? findings[0]?.message ?? ''}`)
    .join('; ');
}

interface Project extends Disposable {
  readonly uri: string;
  prove(base: string, result: string, way: Way): Promise<GateResult>;
}

function openProject(task: VerifierTask): Project {
  const top = mkdtempSync(join(tmpdir(), 'centuria-verifier-'));
  const root = join(top, 'project');
  const isPython = task.language === 'python';
  const file = isPython ? 'subject.py' : 'src/subject.js';
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  write(
    isPython ? 'pytest.ini' : 'package.json',
    isPython ? '[pytest]\npythonpath = .\n' : '{ "type": "module", "scripts": { "test": "node --test" } }',
  );
  write(file, task.base);
  const [given, fromWords] = [testFileOf(task, task.given), testFileOf(task, task.fromWords)];
  const check: AcceptanceCheck = { kind: 'test', file: fromWords.file('words'), text: fromWords.text };
  // A project without any test has none to look for.
  const idle = isPython ? 'def test_project():\n    pass\n' : "import { test } from 'node:test';\ntest('project', () => {});\n";
  mkdirSync(join(top, 'copies'));
  const proof = openProof({ rootOf: () => root, isOn: () => true, parent: join(top, 'copies') });
  const uri = pathToFileURL(join(root, file)).href;
  return {
    uri,
    prove(base, result, way) {
      const isFromWords = way === 'fromWords';
      write(given.file('given'), isFromWords ? idle : given.text);
      return proof.run(
        { uri, base, result, overlays: [], trusted: true, ...(isFromWords ? { checks: [check] } : {}) },
        AbortSignal.timeout(600_000),
      );
    },
    [Symbol.dispose]() {
      proof.dispose();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** Mutated programs are counted apart: whether one of them is wrong, nobody has said. */
export function ratesOf(cases: readonly VerifierCase[], way: Way): VerifierRates {
  const of = (kind: VerifierCase['kind']): readonly VerifierCase[] => cases.filter((one) => one.way === way && one.kind === kind);
  const share = (all: readonly VerifierCase[], isAccepted: boolean): number =>
    all.length === 0 ? 0 : rounded(all.filter((one) => one.isAccepted === isAccepted).length / all.length);
  return { falseAccepts: share(of('wrong'), true), falseRejects: share(of('correct'), false) };
}

export function verifierRows(cases: readonly VerifierCase[]): readonly (readonly string[])[] {
  return ['javascript', 'python', 'both'].flatMap((language) =>
    WAYS.map((way) => {
      const own = cases.filter((one) => one.way === way && (language === 'both' || one.language === language));
      const count = (kind: VerifierCase['kind'], isAccepted: boolean): string =>
        `${own.filter((one) => one.kind === kind && one.isAccepted === isAccepted).length} of ${own.filter((one) => one.kind === kind).length}`;
      return [language, way, count('wrong', true), count('correct', false), count('mutated', true)];
    }),
  );
}

/** The programs that were judged wrongly, a line each. */
export function misjudged(cases: readonly VerifierCase[]): readonly string[] {
  const wrongly = cases.filter(({ way, kind, isAccepted }) => way !== 'static' && (kind === 'correct' ? !isAccepted : isAccepted));
  return wrongly.map(
    ({ task, language, way, how, kind, why }) => `${language} ${task}, ${way}: ${kind} (${how})${why === '' ? '' : `: ${why}`}`,
  );
}
