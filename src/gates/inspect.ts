import type { Finding, GateId, GateResult } from '../core/gate.ts';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { InspectRequest } from '../protocol/gates.ts';
import type { Analyst } from './analyst.ts';
import { findingsOf, isLacking } from './compare.ts';
import { counts, ignorable, ignoreResult, mayIgnore } from './ignore-comments.ts';
import type { Ignored } from './ignore-comments.ts';
import type { Subject } from './jobs.ts';
import type { Asking } from './known-answers.ts';
import { notRun, planFor } from './plan.ts';
import type { PlannedGate } from './plan.ts';
import { unreadable } from './readable.ts';
import type { Suppression } from './suppression.ts';
import { toldOnce } from './told-once.ts';
import { stripBom } from './verdict.ts';

/** What inspecting needs beside the request. */
export interface InspectTools {
  readonly analyst: Pick<Analyst, 'analyse' | 'suppressions'>;
  readonly asking: Asking;
  readonly policy: GatePolicy;
}

/** What the gates run on, and which comments of it ignore findings. */
interface Inspected {
  readonly subject: Subject;
  readonly ignored: Ignored;
}

/**
 * What the gates say of one text by itself, as the editor and the command line show it: nothing is compared, and what a
 * person has silenced stays silent: ESLint, TypeScript and ruff see to their own comments, this to ours. Never rejects.
 */
export async function inspect(request: InspectRequest, tools: InspectTools): Promise<readonly GateResult[]> {
  const { uri, languageId, overlays, gates } = request;
  const { policy } = tools;
  const { text } = stripBom(request.text);
  const problem = unreadable(text);
  const isAsked = ({ gate }: { readonly gate: GateId }): boolean => gates === undefined || gates.includes(gate);
  // Only all gates together can tell that a comment ignores nothing.
  const asksIgnores = problem === undefined && mayIgnore(text) && isAsked({ gate: 'tests' });
  const plan = planFor(languageId, policy).filter((planned) => isAsked(planned) || (asksIgnores && ignorable.has(planned.gate)));
  const needsSuppressions = problem === undefined && (mayIgnore(text) || plan.some(({ gate, because }) => gate === 'lint' && !because));
  const suppressions = needsSuppressions ? await suppressionsOf({ ...request, text }, tools) : [];
  const declared = suppressions.flatMap((one) => one.declares ?? []);
  const { complexity, rulesOff = [] } = policy;
  const subject: Subject = { uri, languageId, text, overlays, declared, honourComments: true, ...(complexity && { complexity }) };
  const ignored: Ignored = { ignores: suppressions.filter(({ rules }) => rules !== undefined), rulesOff };
  const outcomes = await Promise.all(
    plan.map(async (planned): Promise<Outcome> => {
      const spared = problem !== undefined && !(problem.programOnly && planned.gate === 'secrets');
      if (planned.because) return { result: notRun(planned, planned.because.why, planned.because.verdict), found: [] };
      return spared ? { result: notRun(planned, problem.why), found: [] } : runGate(planned, { subject, ignored }, tools);
    }),
  );
  const results = toldOnce(outcomes.map(({ result }) => result).filter(isAsked));
  return asksIgnores ? [...results, ignoreResult(text, ignored.ignores, everything(outcomes))] : results;
}

async function suppressionsOf(
  { uri, languageId, text }: InspectRequest,
  { analyst, asking }: InspectTools,
): Promise<readonly Suppression[]> {
  const reply = await analyst.suppressions({ uri, languageId, text }, asking);
  return reply.ok ? reply.value : [];
}

/** A gate's result, and all that it found, whether that counts or not. */
interface Outcome {
  readonly result: GateResult;
  readonly found: readonly Finding[];
}

/** All findings that a comment may ignore; undefined where a gate could not say what it would find. */
function everything(outcomes: readonly Outcome[]): readonly Finding[] | undefined {
  const able = outcomes.filter(({ result: { gate } }) => ignorable.has(gate));
  const isSilent = ({ result: { verdict, off }, found }: Outcome): boolean => off === true || (verdict === 'unknown' && found.length === 0);
  return able.some(isSilent) ? undefined : able.flatMap(({ found }) => found);
}

async function runGate(planned: PlannedGate, { subject, ignored }: Inspected, { analyst, asking }: InspectTools): Promise<Outcome> {
  const { gate, required } = planned;
  const reply = await analyst.analyse(gate, subject, asking);
  if (!reply.ok) return { result: notRun(planned, reply.why), found: [] };
  const { analysis, tool } = reply.value;
  const { elapsedMs } = reply;
  if (!analysis.ok) return { result: { ...notRun(planned, analysis.why, analysis.verdict), elapsedMs }, found: [] };
  const found = findingsOf(gate, subject.text, analysis.complaints);
  const doubted = found.filter((one) => counts(one, ignored));
  const findings: readonly Finding[] = doubted.map(({ doubt: _doubt, lacking: _lacking, ...finding }) => finding);
  // What a text has long taken on trust is told; only a change must not add it.
  const doubts = doubted.filter((one) => one.doubt !== undefined && (one.lacking === true || one.rule !== 'centuria/unchecked-type'));
  const doubt = doubts[0]?.doubt;
  const dropped = found.length - doubted.length;
  const common = { gate, required, findings, known: 0, ...(dropped === 0 ? {} : { ignored: dropped }), tool, elapsedMs };
  if (findings.some(({ blocks }) => blocks)) return { result: { ...common, verdict: 'fail' }, found };
  return {
    result:
      doubt === undefined
        ? { ...common, verdict: 'pass' }
        : { ...common, verdict: 'unknown', required: required && !isLacking(doubts), why: doubt },
    found,
  };
}
