import type { GateResult } from '../../core/gate.ts';
import type { TaskState } from '../../core/task.ts';
import { evidenceOf, judgementOf } from '../../core/verdicts.ts';

/** Why the last judged answer was refused, in one line: `smollm2's answer was refused by types, line 2: …`. */
export function refusalLine(state: TaskState): string | undefined {
  const refused = lastRefused(state);
  return refused && `${refused.label}'s answer was refused by ${evidenceOf(refused.failed)[0] ?? 'a gate'}`;
}

/** The same in a clause that fits beside code: `smollm2 refused by types (TS2551)`. */
export function refusalClause(state: TaskState): string | undefined {
  const refused = lastRefused(state);
  const gate = refused?.failed[0];
  if (refused === undefined || gate === undefined) return undefined;
  const rule = gate.findings.find(({ blocks }) => blocks)?.rule;
  return `${refused.label} refused by ${gate.gate}${rule === undefined ? '' : ` (${rule})`}`;
}

function lastRefused({ attempts }: TaskState): { readonly label: string; readonly failed: readonly GateResult[] } | undefined {
  const attempt = attempts.findLast(({ results }) => results !== undefined);
  const judgement = attempt?.results === undefined ? undefined : judgementOf(attempt.results);
  return attempt === undefined || judgement?.type !== 'refused' ? undefined : { label: attempt.label, failed: judgement.failed };
}
