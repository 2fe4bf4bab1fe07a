import type { GateResult } from './gate.ts';
import { clause } from './sentence.ts';
import { isSetAside, type Attempt, type TaskState } from './task.ts';
import { judgementOf, verdictWords } from './verdicts.ts';

/**
 * What became of a task, as views draw it. `set-aside`: the person discarded, dismissed or undid it. `elsewhere`: another window
 * or process is at it. `parked`: it waits for room in a budget.
 */
export type TaskLook = 'done' | 'not-proved' | 'failed' | 'refused' | 'cancelled' | 'set-aside' | 'interrupted' | 'elsewhere' | 'parked';

/** The attempt whose answer is the task's result; undefined if it has none. */
export function resultAttempt({ ending, attempts }: TaskState): Attempt | undefined {
  return ending !== undefined && 'attempt' in ending ? attempts.find(({ id }) => id === ending.attempt) : undefined;
}

/** By what the gates said last: they may have run again after the task had ended. */
export function taskLook(state: TaskState): TaskLook {
  const { ending, interrupted } = state;
  if (isSetAside(state)) return 'set-aside';
  if (ending === undefined) return interrupted ? 'interrupted' : 'elsewhere';
  if (ending.type !== 'proved' && ending.type !== 'not-proved') return ending.type;
  if (state.subject?.kind === 'benchmark') return 'done';
  const looks = { proved: 'done', 'not-proved': 'not-proved', refused: 'failed' } as const;
  return looks[judgementOf(resultsOf(state)).type];
}

/** It has a result, or the person has decided on it: what was refused, failed or cut off is over, and not done. */
export function isDone(state: TaskState): boolean {
  const look = taskLook(state);
  return state.decision !== undefined || look === 'done' || look === 'not-proved';
}

/** It waits for room in a budget, and for the person's word. */
export function isParked({ ending, decision }: TaskState): boolean {
  return ending?.type === 'parked' && decision === undefined;
}

/** Nobody is at it any more, and nobody has decided on it: it waits for the person's word. */
export function isCutOff({ ending, interrupted, decision, subject }: TaskState): boolean {
  return interrupted && ending === undefined && decision === undefined && (subject?.kind === 'edit' || subject?.kind === 'analyse');
}

/** What became of a task, in words for a row: what ran and what it said, never a bare "proved". */
export function taskWords(state: TaskState): string {
  const decided = state.decision === undefined ? '' : `${state.decision}, `;
  return `${decided}${endWords(state)}`;
}

function endWords(state: TaskState): string {
  const { ending } = state;
  switch (ending?.type) {
    case undefined:
      return state.interrupted ? 'interrupted' : 'running in another window or process';
    case 'cancelled':
      return 'cancelled';
    case 'proved':
    case 'not-proved':
      return resultWords(state);
    case 'parked':
      return `parked: ${clause(ending.why)}`;
    default:
      return clause(ending?.why ?? '');
  }
}

function resultWords(state: TaskState): string {
  if (state.subject?.kind === 'ask') return 'answered';
  if (state.subject?.kind === 'benchmark') return 'measured';
  if (state.subject?.kind === 'analyse') return resultAttempt(state)?.note ?? 'analysed';
  const judgement = judgementOf(resultsOf(state));
  return judgement.type === 'not-proved' ? `not proved: ${clause(judgement.why)}` : verdictWords(resultsOf(state));
}

function resultsOf(state: TaskState): readonly GateResult[] {
  return resultAttempt(state)?.results ?? [];
}
