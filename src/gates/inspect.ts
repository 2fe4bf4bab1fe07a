import type { Finding, GateResult } from '../core/gate.ts';
import type { InspectRequest } from '../protocol/gates.ts';
import type { Analyst } from './analyst.ts';
import { findingsOf } from './compare.ts';
import type { Subject } from './jobs.ts';
import type { Asking } from './known-answers.ts';
import { notRun, planFor } from './plan.ts';
import type { PlannedGate } from './plan.ts';
import { unreadable } from './readable.ts';
import { stripBom } from './verdict.ts';

/** What inspecting needs beside the request. */
export interface InspectTools {
  readonly analyst: Pick<Analyst, 'analyse' | 'suppressions'>;
  readonly asking: Asking;
}

/**
 * What the gates say of one text by itself, as the editor and the command line show it: nothing is compared, and what a
 * person has silenced stays silent, which ESLint, TypeScript and ruff see to themselves. Never rejects.
 */
export async function inspect(request: InspectRequest, { analyst, asking }: InspectTools): Promise<GateResult[]> {
  const { uri, languageId, overlays, gates } = request;
  const { text } = stripBom(request.text);
  const problem = unreadable(text);
  const plan = planFor(languageId).filter(({ gate }) => gates === undefined || gates.includes(gate));
  const needsDeclared = plan.some(({ gate }) => gate === 'lint') && problem === undefined;
  const suppressions = needsDeclared ? await analyst.suppressions({ uri, languageId, text }, asking) : undefined;
  const declared = suppressions?.ok === true ? suppressions.value.flatMap((one) => one.declares ?? []) : [];
  const subject: Subject = { uri, languageId, text, overlays, declared, honourComments: true };
  return Promise.all(
    plan.map((planned) => {
      const spared = problem !== undefined && !(problem.programOnly && planned.gate === 'secrets');
      if (planned.because) return notRun(planned, planned.because.why, planned.because.verdict);
      return spared ? notRun(planned, problem.why) : runGate(planned, subject, { analyst, asking });
    }),
  );
}

async function runGate(planned: PlannedGate, subject: Subject, { analyst, asking }: InspectTools): Promise<GateResult> {
  const { gate, required } = planned;
  const reply = await analyst.analyse(gate, subject, asking);
  if (!reply.ok) return notRun(planned, reply.why);
  const { analysis, tool } = reply.value;
  const { elapsedMs } = reply;
  if (!analysis.ok) return { ...notRun(planned, analysis.why, analysis.verdict), elapsedMs };
  const doubted = findingsOf(gate, subject.text, analysis.complaints);
  const findings: readonly Finding[] = doubted.map(({ doubt: _doubt, ...finding }) => finding);
  const doubt = doubted.find((one) => one.doubt !== undefined)?.doubt;
  const common = { gate, required, findings, known: 0, tool, elapsedMs };
  if (findings.some(({ blocks }) => blocks)) return { ...common, verdict: 'fail' };
  return doubt === undefined ? { ...common, verdict: 'pass' } : { ...common, verdict: 'unknown', why: doubt };
}
