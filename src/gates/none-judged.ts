import type { GatePolicy } from '../core/gate-policy.ts';
import type { FileJudgement, GateResult, JudgeRequest } from '../core/gate.ts';
import { judgedLanguage, notRun, planFor } from './plan.ts';

/** Of a file that could not be read. The tool is not `none`: that would mean a language without an analyser. */
export function notRead(why: string): readonly GateResult[] {
  return [{ gate: 'syntax', verdict: 'unknown', required: true, findings: [], known: 0, why, tool: 'the file system', elapsedMs: 0 }];
}

/** Every gate of a language, none of which ran. */
export function allUnknown(languageId: string, policy: GatePolicy, why: string): GateResult[] {
  return planFor(languageId, policy).map((planned) => notRun(planned, planned.because?.why ?? why, planned.because?.verdict));
}

/** Every file of a change, none of which was judged. */
export function noneJudged({ files }: JudgeRequest, policy: GatePolicy, why: string): FileJudgement[] {
  return files.map(({ uri, languageId }) => ({ uri, results: allUnknown(judgedLanguage(uri, languageId), policy, why) }));
}
