import { judgeFileOf } from '../../core/judge-files.ts';
import type { GateResult, JudgeRequest } from '../../core/gate.ts';
import type { Analysers } from '../analysers.ts';
import { findingsOf } from '../compare.ts';
import type { Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import { isScriptLanguage } from '../plan.ts';
import { pathOfUri } from '../typescript/file-path.ts';
import { testComplaints } from './compare-tests.ts';
import { configurationComplaints, pipelineComplaints, thresholdComplaints } from './configuration.ts';
import { pythonTests } from './python-tests.ts';
import { scriptTests } from './script-tests.ts';
import type { TestFact } from './test-facts.ts';

/** What these rules need beside the request. */
export interface TamperingTools {
  readonly analysers: Pick<Analysers, 'pythonSecurity'>;
  readonly now: () => number;
}

/** A longer text is generated. UTF-16 units. */
const LONGEST = 1_000_000;

/**
 * Whether a change takes away from what judges it: tests, assertions, limits, the configuration of gates, the steps of a
 * pipeline. One failed result of the gate `tests`, or none: nothing was taken away then, and the tests that run decide.
 */
export async function tampering(request: JudgeRequest, { analysers, now }: TamperingTools): Promise<readonly GateResult[]> {
  const started = now();
  const [base, result] = [withoutBom(request.base), withoutBom(request.result)];
  if (base === result || base.length > LONGEST || result.length > LONGEST) return [];
  const complaints = await complaintsOf({ ...request, base, result }, analysers);
  const findings = findingsOf('tests', result, complaints).map(({ doubt: _doubt, ...finding }) => finding);
  if (findings.length === 0) return [];
  return [{ gate: 'tests', required: true, verdict: 'fail', findings, known: 0, tool: 'Centuria tampering rules', elapsedMs: now() - started }];
}

function withoutBom(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function complaintsOf(request: JudgeRequest, analysers: TamperingTools['analysers']): Promise<readonly Complaint[]> {
  const { base, result } = request;
  // A file that was not there before took nothing away.
  if (base.trim() === '') return [];
  const path = pathOfUri(request.uri);
  const change = { path, base, result, lines: linesOf(result) };
  const tests = await testsOf(request, path, analysers);
  switch (judgeFileOf(path)) {
    case 'ci':
      return [...pipelineComplaints(change), ...thresholdComplaints(change)];
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

async function testsOf({ languageId, base, result }: JudgeRequest, path: string, analysers: TamperingTools['analysers']): Promise<readonly Complaint[]> {
  const read = await reader(languageId, path, analysers);
  const before = read?.(base);
  const after = read?.(result);
  return before === undefined || after === undefined ? [] : testComplaints(before, after, linesOf(result));
}

type Reader = (text: string) => readonly TestFact[] | undefined;

async function reader(languageId: string, path: string, analysers: TamperingTools['analysers']): Promise<Reader | undefined> {
  if (isScriptLanguage(languageId)) return (text) => scriptTests(text, path);
  if (languageId !== 'python') return undefined;
  const python = await analysers.pythonSecurity();
  return (text) => {
    const tree = python.tree(text);
    return tree === undefined ? undefined : pythonTests(tree);
  };
}
