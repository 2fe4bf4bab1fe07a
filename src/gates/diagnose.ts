import type { Finding } from '../core/gate.ts';
import type { Analysers } from './analysers.ts';
import { analyse, suppressionsOf } from './analyse.ts';
import { findingsOf } from './compare.ts';
import type { Complaint, IsCancelled } from './complaint.ts';
import { CancelledError } from './complaint.ts';
import type { DiagnoseRequest } from './jobs.ts';
import { planFor } from './plan.ts';
import { unreadable } from './readable.ts';

/** What a person has silenced stays silent in the editor: ESLint and TypeScript see to it themselves, ruff too. */
export async function diagnose(request: DiagnoseRequest, analysers: Analysers, isCancelled: IsCancelled): Promise<Finding[]> {
  const { uri, languageId, overlays } = request;
  const problem = unreadable(request.text);
  if (problem !== undefined && !problem.programOnly) return [];
  const text = request.text.startsWith('\uFEFF') ? request.text.slice(1) : request.text;
  const declared = suppressionsOf(text, uri, languageId).flatMap((one) => one.declares ?? []);
  const subject = { uri, languageId, text, overlays, declared, honourComments: true };
  const findings: Finding[] = [];
  for (const { gate, because } of planFor(languageId)) {
    if (isCancelled()) throw new CancelledError('cancelled before an analyser');
    const spared = problem !== undefined && gate !== 'secrets';
    if (because || spared || !request.gates.includes(gate)) continue;
    const found = await analyse(gate, subject, analysers);
    const complaints: readonly Complaint[] = found.ok ? found.complaints : [];
    findings.push(...findingsOf(gate, text, complaints));
  }
  return findings;
}
