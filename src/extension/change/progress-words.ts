import { formatMoney } from '../../core/money.ts';
import { spentNanos } from '../../core/receipt.ts';
import { usualLeft } from '../../core/time-left.ts';
import { refusalClause } from '../tasks/refusal-line.ts';
import type { LiveTask } from '../tasks/task-hub.ts';

const DOING: Readonly<Record<LiveTask['phase'], string>> = {
  starting: 'is being routed',
  asked: 'has been asked',
  waiting: 'waits for its turn',
  loading: 'is loading',
  thinking: 'is thinking',
  writing: 'is writing',
  judging: 'answered, the gates are checking',
  testing: 'answered, the tests are running',
  cancelling: 'is being cancelled',
};

/** From then on, silence is told as what it is. */
const SILENT_MS = 15_000;

/** `Centuria · smollm2 is writing · 2 s · $0`, short enough to stand beside code. `now`: milliseconds since the epoch. */
export function progressWords(task: LiveTask, now: number): string {
  const spent = task.state === undefined ? '$0' : formatMoney(spentNanos(task.state));
  const refused = task.state === undefined ? undefined : refusalClause(task.state);
  const name = task.label === '' ? 'the task' : task.label;
  return [
    'Centuria',
    `${name} ${doing(task, now)}`,
    `${seconds(now - task.startedAt)} s${left(task, now)}`,
    spent,
    ...(refused === undefined ? [] : [refused]),
  ].join(' · ');
}

const ANSWERING: ReadonlySet<LiveTask['phase']> = new Set(['asked', 'thinking', 'writing']);

/** `, about 6 s left` of the answer, where the model was measured; while it waits or loads, nothing of its answer has begun. */
function left({ phase, state, begunAt }: LiveTask, now: number): string {
  const attempt = state?.attempts.at(-1);
  if (attempt?.usualMs === undefined || attempt.outcome !== undefined || !ANSWERING.has(phase)) return '';
  return `, ${usualLeft(attempt.usualMs, now - begunAt)}`;
}

function doing({ phase, heardAt, answerLimitMs }: LiveTask, now: number): string {
  const silent = now - heardAt;
  if (silent < SILENT_MS) return DOING[phase];
  const limit = answerLimitMs === undefined ? '' : ` (its limit is ${seconds(answerLimitMs)} s)`;
  if (phase === 'asked') return `has not answered for ${seconds(silent)} s${limit}`;
  if (phase === 'writing' || phase === 'thinking') return `has been silent for ${seconds(silent)} s`;
  return DOING[phase];
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000));
}
