import { judgeFileOf } from '../../core/judge-files.ts';
import type { ChangedFile } from '../../core/gate.ts';
import type { Analysers } from '../analysers.ts';
import type { Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { isScriptLanguage } from '../plan.ts';
import { pathOfUri } from '../typescript/file-path.ts';
import { stripBom } from '../verdict.ts';
import { testComplaints } from './compare-tests.ts';
import { configurationComplaints, deletedPipeline, pipelineComplaints, thresholdComplaints } from './configuration.ts';
import { pythonTests } from './python-tests.ts';
import { scriptTests } from './script-tests.ts';
import type { TestFact } from './test-facts.ts';

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
      return [...thresholdComplaints(change), ...configurationComplaints(change, false), ...tests];
    case 'manifest':
      return [...thresholdComplaints(change), ...configurationComplaints(change, true)];
    case 'test':
      return tests;
    case undefined:
      return [];
  }
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

type Reader = (text: string) => readonly TestFact[] | undefined;

async function reader(languageId: string, path: string, analysers: Pick<Analysers, 'pythonSecurity'>): Promise<Reader | undefined> {
  if (isScriptLanguage(languageId)) return (text) => scriptTests(text, path);
  if (languageId !== 'python') return undefined;
  const python = await analysers.pythonSecurity();
  return (text) => {
    const tree = python.tree(text);
    return tree === undefined ? undefined : pythonTests(tree);
  };
}
