import { nextPrices } from './cached-prefix.ts';
import { askForCall, type CallRun } from './call-attempt.ts';
import type { RoutedCall, CallEnd } from './call-events.ts';
import { createCallLog } from './call-log.ts';
import { answerTokens, countConversation, type CountedConversation } from './conversation.ts';
import { difficultyOf, lineCount } from './difficulty.ts';
import type { Failure } from './failure.ts';
import type { ModelCard } from './model-card.ts';
import type { World } from './ports.ts';
import type { Finish, ProviderFailure } from './provider.ts';
import { worstOf } from './reservation.ts';
import { afterFailure } from './retry.ts';
import { makeRoute, type Candidate, type Route } from './router.ts';
import type { Ending } from './task.ts';
import { callsAhead } from './traffic/calls-ahead.ts';

/**
 * Answers one call: route, reserve, ask, settle, and on to the next model while nothing of an answer was shown. Resolves
 * when the log is written, after the event `end`. Rejects only if the store cannot be written.
 */
export async function routedCall(world: World, call: RoutedCall): Promise<CallEnd> {
  const counted = countConversation(call.conversation, Math.max(...call.cards.map(({ contextWindow }) => contextWindow)));
  const route = routeOf(world, call, counted);
  const log = createCallLog(world, call.id, world.clock.sleep(LOG_AFTER_MS, call.signal));
  const at = world.clock.now();
  log.append(at, () => ({ type: 'created', subject: call.subject }));
  log.append(at, () => ({
    type: 'routed',
    candidates: route.candidates.map(({ card, reason }) => ({ card: card.key, label: card.label, reason })),
    excluded: route.excluded.map(({ card, reason }) => ({ card: card.key, label: card.label, reason })),
  }));
  const run: CallRun = { world, call, counted, log, attempts: [], booked: [], skipped: [], shown: false };
  const end = await askAlong(run, route);
  log.append(world.clock.now(), () => ({ type: 'ended', ending: endingOf(end) }));
  const logged = log.written();
  await Promise.all(run.booked);
  await call.onEvent({ type: 'end', end });
  await logged;
  return end;
}

function routeOf(world: World, { subject, conversation, cards, policy, cached }: RoutedCall, counted: CountedConversation): Route {
  const need = {
    task: subject.kind,
    difficulty: difficultyOf({ lines: lineCount(conversation.messages.at(-1)?.text ?? '') }),
    promptTokens: () => counted.estimate,
    answerTokens: (card: ModelCard) => answerTokens(counted, card),
    tools: conversation.tools.length > 0,
    localOnly: undefined,
  };
  const price = (card: ModelCard) => worstOf(world, card, { prompt: counted.ceiling, answer: answerTokens(counted, card) });
  const next = nextPrices(world, { cards, cached, ...need });
  return makeRoute(cards, { need, policy, price, next, health: (card) => world.traffic.health(card), ahead: callsAhead(world) });
}

/** Sooner than a person sees that a call is under way, later than the request and the first words of a quick answer. */
const LOG_AFTER_MS = 200;

/** The same bound on the rounds as a task's. */
const MOST_ATTEMPTS = 6;

async function askAlong(run: CallRun, route: Route): Promise<CallEnd> {
  let failure: Failure | undefined;
  for (const candidate of route.candidates) {
    if (run.attempts.length >= MOST_ATTEMPTS) break;
    const asked = await askCandidate(run, candidate);
    if (asked.do === 'end') return asked.end;
    failure = asked.failure ?? failure;
  }
  return failure === undefined
    ? nobodyAsked(run, route)
    : { outcome: 'failed', failure: withSkipped(failure, run), attempts: run.attempts };
}

type Asked = { readonly do: 'end'; readonly end: CallEnd } | { readonly do: 'next'; readonly failure: Failure | undefined };

/** Asks one model, and again where only time is missing. */
async function askCandidate(run: CallRun, candidate: Candidate): Promise<Asked> {
  const { call, attempts } = run;
  let failure: Failure | undefined;
  for (let tries = 1; !call.signal.aborted; tries += 1) {
    const result = await askForCall(run, candidate);
    if (result === 'aborted') break;
    if (result === 'passed-over') return { do: 'next', failure };
    const step = stepAfter(run, result, tries);
    if (step.do !== 'retry') return step;
    failure = step.failure;
  }
  return { do: 'end', end: { outcome: 'cancelled', attempts } };
}

function stepAfter(
  { call, attempts, shown }: CallRun,
  end: Finish | ProviderFailure,
  tries: number,
): Asked | { readonly do: 'retry'; readonly failure: Failure } {
  const last = attempts.at(-1);
  if (end.type === 'finish' && last !== undefined) return { do: 'end', end: { outcome: 'answered', last, reason: end.reason, attempts } };
  if (end.type === 'finish' || call.signal.aborted) return { do: 'end', end: { outcome: 'cancelled', attempts } };
  const { failure } = end;
  if (shown) return { do: 'end', end: { outcome: 'failed', failure, attempts } };
  const after = afterFailure(failure, tries);
  if (after === 'stop') return { do: 'end', end: { outcome: 'cancelled', attempts } };
  return { do: attempts.length >= MOST_ATTEMPTS ? 'next' : after, failure };
}

function withSkipped(failure: Failure, { skipped }: CallRun): Failure {
  const others = skipped.map(({ card, why }) => `${card.label} was not asked: ${why}`);
  return others.length === 0 ? failure : { ...failure, message: [failure.message, ...others].join(' ') };
}

function nobodyAsked({ skipped, counted, call, attempts }: CallRun, { excluded }: Route): CallEnd {
  const reasons = [
    ...skipped.map(({ card, why }) => `${card.label}: ${why}`),
    ...excluded.map(({ card, reason }) => `${card.label}: ${reason}`),
  ];
  const refused = { outcome: 'refused', why: `No model may answer this. ${reasons.join('; ')}.`, attempts } as const;
  const refusal = skipped.findLast((one) => one.refusal !== undefined)?.refusal;
  if (refusal !== undefined) {
    const why = skipped.map(({ card, why: because }) => `${card.label}: ${because}`).join('; ');
    return { ...refused, because: 'budget', why, nextStep: 'Raise the budget.', refusal };
  }
  const blocked = skipped.findLast((one) => one.failure !== undefined)?.failure;
  if (blocked !== undefined) return { outcome: 'failed', failure: blocked, attempts };
  if (skipped.length > 0) return { ...refused, because: 'secret', nextStep: 'Take the secret out, or let a local model answer.' };
  if (call.cards.length === 0)
    return { ...refused, because: 'nobody', why: 'No model is set up.', nextStep: 'Start a local model, or set a key.' };
  const tooLong = call.cards.every((card) => counted.estimate + answerTokens(counted, card) > card.contextWindow);
  if (tooLong) return { ...refused, because: 'window', nextStep: 'Shorten the conversation, or use a model with a larger window.' };
  return { ...refused, because: 'nobody', nextStep: 'Use another model, or change the settings.' };
}

/** Nobody judges an answer that a program asked for: it is never proved. */
function endingOf(end: CallEnd): Ending {
  switch (end.outcome) {
    case 'answered':
      return { type: 'not-proved', attempt: end.last.attempt, why: 'a program asked, and no gate judged the answer' };
    case 'failed':
      return { type: 'failed', why: end.failure.message, nextStep: end.failure.nextStep };
    case 'refused':
      return { type: 'refused', why: end.why, nextStep: end.nextStep, ...(end.refusal === undefined ? {} : { refusal: end.refusal }) };
    case 'cancelled':
      return { type: 'cancelled' };
  }
}
