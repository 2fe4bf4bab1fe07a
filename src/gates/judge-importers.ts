import type { ChangedFile, FileJudgement, GateResult } from '../core/gate.ts';
import { findingsOf, newFindings } from './compare.ts';
import type { Importer, OverlaidFile } from './jobs.ts';
import type { JudgedFile, JudgeTools } from './judge.ts';
import { isScriptLanguage, planFor } from './plan.ts';
import type { PlannedGate } from './plan.ts';

/** Of a file that the change does not touch only what is new and blocks is told. */
function judgementOf({ uri, text, base, result }: Importer, passed: GateResult): readonly FileJudgement[] {
  const before = findingsOf(passed.gate, text, base);
  const findings = newFindings(before, findingsOf(passed.gate, text, result))
    .filter(({ blocks }) => blocks)
    .map(({ doubt: _doubt, lacking: _lacking, ...finding }) => finding);
  if (findings.length === 0) return [];
  return [{ uri, results: [{ ...passed, verdict: 'fail', findings, known: before.length, elapsedMs: 0 }] }];
}

/** Types have not passed where what imports the file could not be looked at. */
function doubted({ uri, results, changedOutside }: JudgedFile, why: string): FileJudgement {
  if (!changedOutside) return { uri, results };
  return { uri, results: results.map((one) => (one.gate === 'types' && one.verdict === 'pass' ? { ...one, verdict: 'unknown', why } : one)) };
}

/**
 * Adds what a change breaks in files that import a changed one. They are looked at only where a changed file's surface, its
 * declarations, is another than before: what is inside of it nobody else sees.
 */
export async function judgeImporters(judged: readonly JudgedFile[], overlays: readonly OverlaidFile[], tools: JudgeTools): Promise<readonly FileJudgement[]> {
  const [scripts, python] = await Promise.all([judgeScriptImporters(judged, overlays, tools), judgePythonImporters(judged, overlays, tools)]);
  return [...scripts, ...python];
}

function isDeletedPython({ languageId, result }: ChangedFile): boolean {
  return languageId === 'python' && result === undefined;
}

function unlooked({ uri }: ChangedFile, { required, tool }: PlannedGate, why: string): FileJudgement {
  const result: GateResult = { gate: 'imports', verdict: 'unknown', required, findings: [], known: 0, tool, elapsedMs: 0, why: `the files that import it could not be checked: ${why}` };
  return { uri, results: [result] };
}

/** Files of Python that import a module which the change deletes. What else changes outside of a module nobody can tell from there. */
async function judgePythonImporters(judged: readonly JudgedFile[], overlays: readonly OverlaidFile[], tools: JudgeTools): Promise<readonly FileJudgement[]> {
  const planned = planFor('python', tools.policy).find(({ gate }) => gate === 'imports');
  if (planned === undefined || planned.off || !judged.some(({ file }) => isDeletedPython(file))) return [];
  const reply = await tools.analyst.importers({ gate: 'imports', changed: judged.map(({ file }) => file), overlays }, tools.asking);
  if (!reply.ok) return judged.flatMap(({ file }) => (isDeletedPython(file) ? [unlooked(file, planned, reply.why)] : []));
  const passed: GateResult = { gate: 'imports', verdict: 'pass', required: planned.required, findings: [], known: 0, tool: reply.value.tool, elapsedMs: reply.elapsedMs };
  return reply.value.importers.flatMap((importer) => judgementOf(importer, passed));
}

async function judgeScriptImporters(judged: readonly JudgedFile[], overlays: readonly OverlaidFile[], tools: JudgeTools): Promise<readonly FileJudgement[]> {
  const plain = judged.map(({ uri, results }) => ({ uri, results }));
  const scripts = judged.filter(({ file }) => isScriptLanguage(file.languageId));
  if (!scripts.some(({ changedOutside }) => changedOutside)) return plain;
  const planned = planFor('typescript', tools.policy).find(({ gate }) => gate === 'types');
  if (planned === undefined || planned.off) return plain;
  const reply = await tools.analyst.importers({ gate: 'types', changed: scripts.map(({ file }) => file), overlays }, tools.asking);
  if (!reply.ok) return judged.map((one) => doubted(one, `the files that import it could not be checked: ${reply.why}`));
  const { importers, left, tool } = reply.value;
  const types: GateResult = { gate: 'types', verdict: 'pass', required: planned.required, findings: [], known: 0, tool, elapsedMs: reply.elapsedMs };
  const broken = importers.flatMap((importer) => judgementOf(importer, types));
  if (left === 0 || broken.length > 0) return [...plain, ...broken];
  return judged.map((one) => doubted(one, `${left} more files that import it were not looked at`));
}
