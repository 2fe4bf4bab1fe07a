import type { TaskState } from '../../core/task.ts';
import { evidenceOf, judgementOf } from '../../core/verdicts.ts';

/** Why the last judged answer was refused, in one line: `smollm2's answer was refused by types, line 2: …`. */
export function refusalLine(state: TaskState): string | undefined {
  const attempt = state.attempts.findLast(({ results }) => results !== undefined);
  const judgement = attempt?.results === undefined ? undefined : judgementOf(attempt.results);
  if (attempt === undefined || judgement?.type !== 'refused') return undefined;
  return `${attempt.label}'s answer was refused by ${evidenceOf(judgement.failed)[0] ?? 'a gate'}`;
}
