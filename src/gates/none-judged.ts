import type { GatePolicy } from '../core/gate-policy.ts';
import type { FileJudgement, GateResult, JudgeRequest } from '../core/gate.ts';
import { judgedLanguage, notRun, planFor } from './plan.ts';

/** Every gate of a language, none of which ran. */
export function allUnknown(languageId: string, policy: GatePolicy, why: string): GateResult[] {
  return planFor(languageId, policy).map((planned) => notRun(planned, planned.because?.why ?? why, planned.because?.verdict));
}

/** Every file of a change, none of which was judged. */
export function noneJudged({ files }: JudgeRequest, policy: GatePolicy, why: string): FileJudgement[] {
  return files.map(({ uri, languageId }) => ({ uri, results: allUnknown(judgedLanguage(uri, languageId), policy, why) }));
}
