import type { Attempt, TaskState } from '../../core/task.ts';
import { bestOf } from '../change/best-answer.ts';

/** The attempt whose answer an undecided change can be shown with again, from the log alone. */
export function answeredAttempt(state: TaskState): Attempt | undefined {
  const { subject, ending, decision, interrupted, attempts } = state;
  if (subject?.kind !== 'edit' || decision !== undefined) return undefined;
  if (ending === undefined) return interrupted ? bestAnswered(attempts) : undefined;
  if (ending.type === 'cancelled') return undefined;
  return 'attempt' in ending ? attempts.find(({ id }) => id === ending.attempt) : bestAnswered(attempts);
}

/** What an interruption left unjudged, else the best of what was judged. */
function bestAnswered(attempts: readonly Attempt[]): Attempt | undefined {
  const answered = attempts.filter(({ outcome }) => outcome?.type === 'answer');
  const judged = answered.flatMap((attempt) => (hasForm(attempt) ? [{ attempt, results: attempt.results ?? [] }] : []));
  return answered.find(({ results }) => results === undefined) ?? bestOf(judged)?.attempt;
}

/** Without the form of a result there is none to show. */
function hasForm({ results }: Attempt): boolean {
  return results !== undefined && !results.some(({ gate, verdict }) => gate === 'format' && verdict === 'fail');
}
