import { formatMoney } from '../../core/money.ts';
import type { Attempt, TaskState } from '../../core/task.ts';
import { taskWords } from '../../core/task-words.ts';
import { totalTokens } from '../../core/usage.ts';
import { verdictWords } from '../../core/verdicts.ts';

/** The log's line for one step of a task, which led from `before` to `now`; undefined if it is no news. It holds no code and no prompt. */
export function stepLine(before: TaskState | undefined, now: TaskState): string | undefined {
  const words = newsOf(before, now);
  return words === undefined ? undefined : `${words} · task ${now.id}`;
}

function newsOf(before: TaskState | undefined, now: TaskState): string | undefined {
  if (now.ending !== undefined) return now.ending === before?.ending ? undefined : endWords(now);
  // A task that goes on has attempts that are no news.
  if (before === undefined) return routeWords(now);
  const skipped = now.skipped.length > before.skipped.length ? now.skipped.at(-1) : undefined;
  if (skipped !== undefined) return `${skipped.label} passed over: ${skipped.reason}`;
  const attempt = now.attempts.find((one) => !before.attempts.includes(one));
  if (attempt !== undefined)
    return attemptWords(
      before.attempts.find(({ id }) => id === attempt.id),
      attempt,
    );
  return now.candidates === before.candidates ? undefined : routeWords(now);
}

function routeWords({ candidates, excluded }: TaskState): string | undefined {
  if (candidates.length + excluded.length === 0) return undefined;
  const route = candidates.length === 0 ? 'nobody can be asked' : `route ${candidates.map(({ label }) => label).join(', then ')}`;
  return [route, ...excluded.map(({ label, reason }) => `not ${label}: ${reason}`)].join('; ');
}

function attemptWords(before: Attempt | undefined, attempt: Attempt): string {
  const { label, reason, reservedNanos, outcome, results } = attempt;
  if (before === undefined) return `${label} is asked: ${reason}, ${formatMoney(reservedNanos)} held`;
  if (results !== undefined && results !== before.results) return `${label}'s answer: ${verdictWords(results)}`;
  switch (outcome?.type) {
    case undefined:
      return `${label} goes on`;
    case 'answer':
      return `${label} answered${costWords(attempt)}`;
    case 'failure':
      return `${label} failed, ${outcome.failure.kind}: ${outcome.failure.message}${costWords(attempt)}`;
    case 'not-sent':
      return `${label} was not asked: ${outcome.why}`;
  }
}

function costWords({ usage, nanos, startedAt, endedAt = startedAt }: Attempt): string {
  const tokens = usage === undefined ? '' : `, ${totalTokens(usage)} tokens`;
  return `${tokens}, ${nanos === undefined ? '?' : formatMoney(nanos)}, ${((endedAt - startedAt) / 1000).toFixed(1)} s`;
}

function endWords(state: TaskState): string {
  const type = state.ending?.type ?? '';
  const words = taskWords(state);
  return words.startsWith(type.replace('-', ' ')) ? words : `${type}: ${words}`;
}
