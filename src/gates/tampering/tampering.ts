import { isSnapshot, judgeFileOf } from '../../core/judge-files.ts';
import type { ChangedFile } from '../../core/gate.ts';
import type { Analysers } from '../analysers.ts';
import type { Complaint } from '../complaint.ts';
import type { TamperingQuestion } from '../jobs.ts';
import { linesOf, type Lines } from '../lines.ts';
import { isScriptLanguage } from '../plan.ts';
import { pathOfUri } from '../typescript/file-path.ts';
import { stripBom } from '../verdict.ts';
import { added, testComplaints } from './compare-tests.ts';
import {
  configurationComplaint,
  configurationComplaints,
  deletedPipeline,
  pipelineComplaints,
  thresholdComplaints,
} from './configuration.ts';
import { takesOver } from './conftest.ts';
import { pythonTests } from './python-tests.ts';
import { scriptTests } from './script-tests.ts';
import { movedTests, type ComparedFile } from './moved-tests.ts';
import type { Mark, TestFile } from './test-facts.ts';

/**
 * What a change takes away from what judges it: tests, assertions, limits, the configuration of gates, the steps of a
 * pipeline. A deleted file has the empty text.
 */
export async function tampering(
  { file, beside }: TamperingQuestion,
  analysers: Pick<Analysers, 'pythonSecurity'>,
): Promise<readonly Complaint[]> {
  const [base, result] = [stripBom(file.base ?? '').text, stripBom(file.result ?? '').text];
  const path = pathOfUri(file.uri);
  const change = { path, base, result, lines: linesOf(result) };
  const tests = isSnapshot(path) ? snapshotComplaints(change) : await testsOf(file, beside, analysers);
  switch (judgeFileOf(path)) {
    case 'ci':
      return file.result === undefined ? [deletedPipeline(change)] : [...pipelineComplaints(change), ...thresholdComplaints(change)];
    case 'gate-config':
      if (base.trim() === '' && /(?:^|\/)conftest\.py$/u.test(path)) return newConftest(result, analysers);
      return [...thresholdComplaints(change), ...configurationComplaints(change, false), ...tests];
    case 'manifest':
      return [...thresholdComplaints(change), ...configurationComplaints(change, true)];
    case 'test':
      return tests;
    case undefined:
      return [];
  }
}

/** What a snapshot no longer says: the tests that are compared with it expect something else now, and nobody wrote down what. */
function snapshotComplaints({
  base,
  result,
  lines,
}: {
  readonly base: string;
  readonly result: string;
  readonly lines: Lines;
}): readonly Complaint[] {
  const linesIn = (text: string): readonly Mark[] => text.split('\n').map((line) => ({ word: line.trim(), start: 0, end: 0 }));
  if (added(linesIn(result), linesIn(base)).every(({ word }) => word === '')) return [];
  const message = 'the change alters a snapshot, and with it what the tests expect: whether that is right only a person can tell';
  return [
    {
      rule: 'centuria/changed-snapshot',
      message,
      severity: 'warning',
      range: lines.range(0, 0),
      blocks: false,
      doubt: message,
      anchor: message,
    },
  ];
}

/** A conftest.py is ordinary code of the tests, unless it takes over which of them run or what they see. */
async function newConftest(result: string, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<readonly Complaint[]> {
  const tree = (await analysers.pythonSecurity()).tree(result);
  const lines = linesOf(result);
  const marks = tree === undefined ? [{ word: 'it has syntax errors', start: 0, end: 0 }] : takesOver(tree);
  return marks.map(({ word, start, end }) =>
    configurationComplaint(
      `the change adds a conftest.py that acts on tests which do not ask for it (${word}): only a person may`,
      lines.range(start, end),
    ),
  );
}

async function testsOf(
  file: ChangedFile,
  beside: readonly ChangedFile[],
  analysers: Pick<Analysers, 'pythonSecurity'>,
): Promise<readonly Complaint[]> {
  const own = await compared(file, analysers);
  if (own === undefined) return [];
  const others = await Promise.all(beside.map((other) => compared(other, analysers)));
  const isElsewhere = movedTests(
    own,
    others.filter((other) => other !== undefined),
  );
  return testComplaints(own.base, own.result, { lines: linesOf(stripBom(file.result ?? '').text), isElsewhere });
}

async function compared(
  { uri, languageId, base = '', result = '' }: ChangedFile,
  analysers: Pick<Analysers, 'pythonSecurity'>,
): Promise<ComparedFile | undefined> {
  const read = await reader(languageId, pathOfUri(uri), analysers);
  const [before, after] = [read?.(stripBom(base).text), read?.(stripBom(result).text)];
  return before === undefined || after === undefined ? undefined : { base: before, result: after };
}

type Reader = (text: string) => TestFile | undefined;

async function reader(languageId: string, path: string, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<Reader | undefined> {
  if (isScriptLanguage(languageId)) return (text) => scriptTests(text, path);
  if (languageId !== 'python') return undefined;
  const python = await analysers.pythonSecurity();
  return (text) => {
    const tree = python.tree(text);
    return tree === undefined ? undefined : pythonTests(tree);
  };
}
