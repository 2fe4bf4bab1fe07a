import { judgeFileOf } from '../../core/judge-files.ts';
import type { ChangedFile } from '../../core/gate.ts';
import type { Analysers } from '../analysers.ts';
import type { Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { isScriptLanguage } from '../plan.ts';
import { pathOfUri } from '../typescript/file-path.ts';
import { stripBom } from '../verdict.ts';
import { testComplaints } from './compare-tests.ts';
import { configurationComplaint, configurationComplaints, deletedPipeline, pipelineComplaints, thresholdComplaints } from './configuration.ts';
import { takesOver } from './conftest.ts';
import { pythonTests } from './python-tests.ts';
import { scriptTests } from './script-tests.ts';
import type { TestFile } from './test-facts.ts';

/**
 * What a change takes away from what judges it: tests, assertions, limits, the configuration of gates, the steps of a
 * pipeline. A deleted file has the empty text.
 */
export async function tampering(file: ChangedFile, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<readonly Complaint[]> {
  const [base, result] = [stripBom(file.base ?? '').text, stripBom(file.result ?? '').text];
  const path = pathOfUri(file.uri);
  const change = { path, base, result, lines: linesOf(result) };
  const tests = await testsOf({ languageId: file.languageId, base, result, path }, analysers);
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

/** A conftest.py is ordinary code of the tests, unless it takes over which of them run or what they see. */
async function newConftest(result: string, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<readonly Complaint[]> {
  const tree = (await analysers.pythonSecurity()).tree(result);
  const lines = linesOf(result);
  const marks = tree === undefined ? [{ word: 'it has syntax errors', start: 0, end: 0 }] : takesOver(tree);
  return marks.map(({ word, start, end }) => configurationComplaint(`the change adds a conftest.py that acts on tests which do not ask for it (${word}): only a person may`, lines.range(start, end)));
}

interface Texts {
  readonly languageId: string;
  readonly path: string;
  readonly base: string;
  readonly result: string;
}

async function testsOf({ languageId, base, result, path }: Texts, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<readonly Complaint[]> {
  const read = await reader(languageId, path, analysers);
  const before = read?.(base);
  const after = read?.(result);
  return before === undefined || after === undefined ? [] : testComplaints(before, after, linesOf(result));
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
