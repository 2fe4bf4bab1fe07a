import type { Finding, GateResult } from '../core/gate.ts';
import type { InspectRequest } from '../protocol/gates.ts';
import type { Analysers } from './analysers.ts';
import { analyse, suppressionsOf, toolOf } from './analyse.ts';
import type { Subject } from './analyse.ts';
import { findingsOf } from './compare.ts';
import type { IsCancelled } from './complaint.ts';
import { CancelledError } from './complaint.ts';
import { notRun, planFor } from './plan.ts';
import type { PlannedGate } from './plan.ts';
import { unreadable } from './readable.ts';

/** What inspecting needs beside the request. */
export interface InspectTools {
  readonly analysers: Analysers;
  readonly isCancelled: IsCancelled;
  /** Milliseconds from any start. */
  readonly now: () => number;
}

/**
 * What the gates say of one text by itself, as the editor and the command line show it: nothing is compared, and what a
 * person has silenced stays silent, which ESLint, TypeScript and ruff see to themselves. Throws `CancelledError` only.
 */
export async function inspect(request: InspectRequest, { analysers, isCancelled, now }: InspectTools): Promise<GateResult[]> {
  const { uri, languageId, overlays, gates } = request;
  const text = request.text.startsWith('\uFEFF') ? request.text.slice(1) : request.text;
  const problem = unreadable(text);
  const declared = suppressionsOf(text, uri, languageId).flatMap((one) => one.declares ?? []);
  const subject: Subject = { uri, languageId, text, overlays, declared, honourComments: true };
  const results: GateResult[] = [];
  for (const planned of planFor(languageId)) {
    if (isCancelled()) throw new CancelledError('cancelled before an analyser');
    if (gates !== undefined && !gates.includes(planned.gate)) continue;
    const spared = problem !== undefined && !(problem.programOnly && planned.gate === 'secrets');
    if (planned.because) results.push(notRun(planned, planned.because.why, planned.because.verdict));
    else if (spared) results.push(notRun(planned, problem.why));
    else results.push(await runGate(planned, subject, { analysers, now }));
  }
  return results;
}

async function runGate(planned: PlannedGate, subject: Subject, { analysers, now }: Omit<InspectTools, 'isCancelled'>): Promise<GateResult> {
  const { gate, required } = planned;
  const started = now();
  try {
    const analysis = await analyse(gate, subject, analysers);
    const elapsedMs = now() - started;
    if (!analysis.ok) return { ...notRun(planned, analysis.why, analysis.verdict), elapsedMs };
    const doubted = findingsOf(gate, subject.text, analysis.complaints);
    const findings: readonly Finding[] = doubted.map(({ doubt: _doubt, ...finding }) => finding);
    const doubt = doubted.find((one) => one.doubt !== undefined)?.doubt;
    const common = { gate, required, findings, known: 0, tool: toolOf(gate, subject.languageId, analysers), elapsedMs };
    if (findings.some(({ blocks }) => blocks)) return { ...common, verdict: 'fail' };
    return doubt === undefined ? { ...common, verdict: 'pass' } : { ...common, verdict: 'unknown', why: doubt };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { ...notRun(planned, `${planned.tool} failed: ${error instanceof Error ? error.message : String(error)}`), elapsedMs: now() - started };
  }
}
