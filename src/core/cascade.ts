import { nextStepFor, notAskedWords } from './exclusion.ts';
import { afterFailure } from './retry.ts';
import { clause, sentence } from './sentence.ts';
import type { TaskKind } from './model-card.ts';
import type { Attempt, Ending, RouteEntry, Skipped, TaskState } from './task.ts';
import { evidenceKey, evidenceOf, isUnchanged, judgementOf } from './verdicts.ts';

/** What the shell does next. */
export type Step =
  { readonly do: 'ask'; readonly card: string; readonly evidence: Evidence | undefined } | { readonly do: 'end'; readonly ending: Ending };

/** What the model before got wrong, for the next one. */
export interface Evidence {
  readonly model: string;
  readonly lines: readonly string[];
  /** Reference of the refused answer. */
  readonly answer: string | undefined;
}

/** A bound on the rounds of one task, whatever the route's length. */
const MOST_ATTEMPTS = 6;

/** The cascade's whole decision, a pure function of what has happened: the next model, a retry, or the end. */
export function nextStep(state: TaskState): Step {
  const last = state.attempts.at(-1);
  if (last?.outcome === undefined) return askNext(state);
  if (last.outcome.type === 'failure') return stepAfterFailure(state, last);
  if (last.outcome.type === 'not-sent') return askNext(state);
  const judgement = judgementOf(last.results ?? []);
  switch (judgement.type) {
    case 'proved':
      return { do: 'end', ending: { type: 'proved', attempt: last.id } };
    case 'not-proved':
      return { do: 'end', ending: { type: 'not-proved', attempt: last.id, why: judgement.why } };
    case 'refused':
      return failedAlike(state) ? { do: 'end', ending: nonePassed(state, 'Two answers failed in the same way') } : askNext(state);
  }
}

function stepAfterFailure(state: TaskState, last: Attempt): Step {
  if (last.outcome?.type !== 'failure') return askNext(state);
  const tries = state.attempts.filter(({ card }) => card === last.card).length;
  const after = afterFailure(last.outcome.failure, tries);
  if (after === 'stop') return { do: 'end', ending: { type: 'cancelled' } };
  // A retry that was passed over (its budget, a secret, a wait too long) is not asked for again.
  const passedOver = state.skipped.some(({ card }) => card === last.card);
  if (after === 'next' || passedOver || state.attempts.length >= MOST_ATTEMPTS) return askNext(state);
  return { do: 'ask', card: last.card, evidence: evidenceFor(state) };
}

function askNext(state: TaskState): Step {
  const done = new Set([...state.attempts, ...state.skipped].map(({ card }) => card));
  const next = state.candidates.find(({ card }) => !done.has(card));
  if (next !== undefined && state.attempts.length < MOST_ATTEMPTS) {
    return { do: 'ask', card: next.card, evidence: evidenceFor(state) };
  }
  const ending = state.attempts.length === 0 ? nobodyAsked(state) : nonePassed(state, undefined);
  return { do: 'end', ending: parkedInstead(state, ending) ?? ending };
}

/** The kinds of task that a person can let go on later: who asked for the others waits for an answer, and is told at once. */
const GOES_ON: ReadonlySet<TaskKind | undefined> = new Set<TaskKind>(['edit', 'analyse']);

/** What a budget alone keeps from going on is parked. Undefined: `ending` is one. */
function parkedInstead(state: TaskState, ending: Ending): Ending | undefined {
  const refused = state.skipped.filter(({ refusal }) => refusal !== undefined);
  const refusal = refused[0]?.refusal;
  if (refusal === undefined || !GOES_ON.has(state.subject?.kind) || state.attempts.length >= MOST_ATTEMPTS || !('why' in ending))
    return undefined;
  return { type: 'parked', why: ending.why, nextStep: `${roomWords(refused)} Then continue.`, refusal };
}

/** A new day mends what the day's budget refused, and nothing else. */
function roomWords(refused: readonly Skipped[]): string {
  return refused.some(({ refusal }) => refusal?.level.kind === 'day')
    ? 'Raise the budget in the settings, or wait for tomorrow.'
    : 'Raise the budget in the settings.';
}

function refusedAttempts(state: TaskState): readonly Attempt[] {
  return state.attempts.filter(({ results }) => results !== undefined && judgementOf(results).type === 'refused');
}

function failedResults(attempt: Attempt) {
  return (attempt.results ?? []).filter(({ required, verdict }) => required && verdict === 'fail');
}

function failedAlike(state: TaskState): boolean {
  // The wrong form says nothing of the job: a model that keeps to the form may still do it.
  const keys = refusedAttempts(state).map((attempt) => evidenceKey(failedResults(attempt).filter(({ gate }) => gate !== 'format')));
  const last = keys.at(-1);
  return last !== undefined && last !== '' && keys.indexOf(last) < keys.length - 1;
}

/** What the next model is handed: the answer that was refused last, with why. */
export function evidenceFor(state: TaskState): Evidence | undefined {
  const refused = refusedAttempts(state).at(-1);
  if (refused === undefined) return undefined;
  return {
    model: refused.label,
    lines: evidenceOf(failedResults(refused)),
    answer: refused.outcome?.type === 'answer' ? refused.outcome.text : undefined,
  };
}

function nobodyAsked(state: TaskState): Ending {
  const refusal = state.lastRefusal;
  if (refusal !== undefined) {
    const why = state.skipped.map(({ label, reason }) => `${label}: ${reason}`).join('; ');
    const wait = refusal.level.kind === 'day' ? ', or wait for tomorrow' : '';
    return { type: 'refused', why, nextStep: `Raise the budget in the settings${wait}.`, refusal };
  }
  const notAsked = [...state.skipped, ...state.excluded];
  const reasons = notAsked.map((one) => clause(notAskedWords(one)));
  return {
    type: 'refused',
    why: reasons.length === 0 ? 'No model is set up.' : `No model may answer this. ${sentence(reasons.join('; '))}`,
    nextStep: state.lastBlock?.nextStep ?? nextStepFor(notAsked, isOllamaUp(state)),
  };
}

function nonePassed(state: TaskState, because: string | undefined): Ending {
  const labels = [...new Set(state.attempts.map(({ label }) => label))];
  const gates = [...new Set(refusedAttempts(state).flatMap((attempt) => failedResults(attempt).map(({ gate }) => gate)))];
  const skipped = state.skipped.map(({ label, reason }) => sentence(`${label} was not asked: ${reason}`));
  const [label = ''] = labels;
  const tried = labels.length === 1 ? `${label} was tried` : `${labels.length} models tried`;
  if (gates.length === 0) return noAnswer(state, { tried, skipped });
  const unchanged = unchangedWords(state);
  const passed = gates.every((gate) => gate === 'format')
    ? (unchanged ?? 'no answer had the right form')
    : `none passed: ${gates.join(', ')}`;
  const what = labels.length === 1 && passed === NONE_CHANGED ? `${label} changed nothing` : `${tried}, ${passed}`;
  const why = [sentence(what), ...(because === undefined ? [] : [sentence(because)]), ...skipped];
  return { type: 'failed', why: why.join(' '), nextStep: wayOn(state) };
}

const NONE_CHANGED = 'none changed anything';

/** Of answers of which none got beyond its form; undefined: all of them changed something. */
function unchangedWords(state: TaskState): string | undefined {
  const unchanged = refusedAttempts(state).map((attempt) => failedResults(attempt).some(isUnchanged));
  if (!unchanged.includes(true)) return undefined;
  return unchanged.includes(false) ? 'no answer had the right form and a change in it' : NONE_CHANGED;
}

/** Barred by what lasts only as long as nobody chooses the model. Tasks of an earlier version say no cause. */
const CHOOSABLE: ReadonlySet<RouteEntry['because']> = new Set<RouteEntry['because']>(['others', 'unwell', undefined]);

/** Whether there is a model that was not tried and would be asked if the person chose it. */
export function hasUntried({ candidates, excluded, attempts }: TaskState): boolean {
  const tried = new Set(attempts.map(({ card }) => card));
  return [...candidates, ...excluded.filter(({ because }) => CHOOSABLE.has(because))].some(({ card }) => !tried.has(card));
}

/** The answer was refused, and there is no other model to try: to ask the same one again is no way on. */
export function isDeadEnd(state: TaskState): boolean {
  return state.attempts.at(-1)?.outcome?.type === 'answer' && !hasUntried(state);
}

/** Somebody was not asked because the workspace is not trusted: a key would change nothing. */
export function lacksTrust({ excluded, skipped }: TaskState): boolean {
  return [...excluded, ...skipped].some(({ because }) => because === 'untrusted');
}

/** It said which models it has, and no call has found it gone since. */
function isOllamaUp({ candidates, excluded, attempts }: TaskState): boolean {
  const isOfOllama = ({ card }: { readonly card: string }): boolean => card.startsWith('ollama/');
  const isGone = ({ outcome }: Attempt): boolean => outcome?.type === 'failure' && outcome.failure.kind === 'unreachable';
  const listed = [...candidates, ...excluded.filter(({ because }) => because !== 'unwell')];
  return listed.some(isOfOllama) && !attempts.filter(isOfOllama).some(isGone);
}

/** After answers that were refused. An analysis has no instruction to reword. */
function wayOn(state: TaskState): string {
  const isWorded = state.subject?.kind !== 'analyse';
  if (hasUntried(state)) return isWorded ? 'Reword the instruction, or retry with another model.' : 'Retry with another model.';
  const others = nextStepFor(state.excluded, isOllamaUp(state));
  return isWorded ? `Reword the instruction, or let another model try: ${others.charAt(0).toLowerCase()}${others.slice(1)}` : others;
}

function noAnswer(state: TaskState, { tried, skipped }: { readonly tried: string; readonly skipped: readonly string[] }): Ending {
  const last = state.attempts.findLast(({ outcome }) => outcome?.type === 'failure')?.outcome;
  const failure = last?.type === 'failure' ? last.failure : undefined;
  const why = [sentence(failure?.message ?? `${tried}, no answer came`), ...skipped].join(' ');
  return { type: 'failed', why, nextStep: failure?.nextStep ?? 'Retry, or retry with another model.' };
}
