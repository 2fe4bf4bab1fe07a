import { callModel, type AttemptResult, type Piece } from './attempt.ts';
import type { CallAttempt, CallEvent, RoutedCall } from './call-events.ts';
import { together, type CallLog } from './call-log.ts';
import { answerTokens, LEAST_ANSWER_TOKENS, longestAffordable, promptOf, type CountedConversation } from './conversation.ts';
import type { Failure } from './failure.ts';
import type { Amount, Refusal } from './ledger.ts';
import type { ModelCard } from './model-card.ts';
import type { World } from './ports.ts';
import { answerAsText, messageTexts, promptAsText } from './prompt.ts';
import type { Finish, Provider, ProviderFailure } from './provider.ts';
import { refusalWords, reserve, worstOf } from './reservation.ts';
import type { Candidate } from './router.ts';
import { jointsOf, masked, secretIn, splitSecretIn, withMaskedFailure } from './secret-check.ts';
import { attemptEnded, settling, trafficEnd } from './settlement.ts';
import type { Admission } from './traffic/traffic.ts';

/** What one attempt of a call needs of its run. */
export interface CallRun {
  readonly world: World;
  readonly call: RoutedCall;
  readonly counted: CountedConversation;
  readonly log: CallLog;
  readonly attempts: CallAttempt[];
  /** The settlements of the attempts. The next reservation of this process, if not they themselves, writes them. */
  readonly booked: Promise<void>[];
  readonly skipped: Extract<CallEvent, { readonly type: 'skipped' }>[];
  /** Whether the caller has shown something of the answer. */
  shown: boolean;
}

interface Attempting {
  readonly attempt: string;
  readonly card: ModelCard;
  readonly reason: string;
  readonly provider: Provider;
}

interface Held {
  readonly maxOutputTokens: number;
  readonly worst: Amount;
  /** Budgets near their end, in words. */
  readonly nearCap: readonly string[];
}

/**
 * Asks one model once: secrets, place, reservation, call, settlement. However it ends, nothing is held and no place is
 * taken after it.
 */
export async function askForCall(run: CallRun, { card, reason }: Candidate): Promise<Finish | ProviderFailure | 'passed-over' | 'aborted'> {
  const { world, call } = run;
  const provider = world.provider(card.provider);
  if (provider === undefined) return skip(run, card, { why: `${card.provider} is not set up any more` });
  const secret = card.local ? undefined : await newSecretIn(run, call.signal);
  if (call.signal.aborted) return 'aborted';
  if (secret !== undefined) return skip(run, card, { why: secret });
  const attempt = world.ids.next();
  const slot = card.local ? await world.slots.acquire(card.provider, attempt, call.signal) : undefined;
  try {
    if (card.local && slot === undefined) return 'aborted';
    return await inTurn(run, { attempt, card, reason, provider });
  } finally {
    slot?.release();
  }
}

/** Waits for what all calls to a model share, before any money is held. */
async function inTurn(run: CallRun, one: Attempting): Promise<Finish | ProviderFailure | 'passed-over' | 'aborted'> {
  const { world, call, counted } = run;
  const { card } = one;
  const need = {
    tokens: counted.estimate + answerTokens(counted, card),
    agent: call.subject.seat,
    insists: call.policy.first === card.key,
  };
  const admission = await world.traffic.admit(card, need, call.signal);
  if (call.signal.aborted && !admission.ok) return 'aborted';
  if (!admission.ok) return skip(run, card, { why: admission.failure.message.replace(/\.$/, ''), failure: admission.failure });
  try {
    const held = await hold(run, one);
    if (held === 'aborted') return 'aborted';
    if ('level' in held) return skip(run, card, { why: refusalWords(held), refusal: held });
    return await askOnce(run, { ...one, leave: admission.leave }, held);
  } finally {
    admission.leave({ type: 'not-sent' });
  }
}

/** Scans what was not scanned before. Why the conversation may not leave the machine; undefined if it may. */
async function newSecretIn(
  { world, call, counted }: Pick<CallRun, 'world' | 'call' | 'counted'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { clean, conversation } = call;
  const unknown = clean.unknown(counted.texts);
  const joints = jointsOf(counted.texts, conversation.messages).filter((joint) => clean.unknown([joint.end + joint.start]).length > 0);
  if (unknown.length === 0 && joints.length === 0) return undefined;
  const prompt = { system: unknown.join('\n'), messages: [], maxOutputTokens: 0, parts: [], leftOut: [] };
  const secret =
    (unknown.length === 0 ? undefined : await secretIn(world.gates, prompt, signal)) ?? (await splitSecretIn(world.gates, joints, signal));
  if (secret === undefined) clean.add([...unknown, ...joints.map(({ end, start }) => end + start)]);
  return secret;
}

function skip(
  { log, world, call, skipped }: CallRun,
  card: ModelCard,
  because: { readonly why: string; readonly refusal?: Refusal; readonly failure?: Failure },
): 'passed-over' {
  const event = { type: 'skipped', card, ...because } as const;
  skipped.push(event);
  void call.onEvent(event);
  log.append(world.clock.now(), () => ({ type: 'skipped', card: card.key, label: card.label, ...because }));
  return 'passed-over';
}

/** Money that other calls hold is asked for again after this long, then after twice as long, and so on. */
const FIRST_WAIT_MS = 50;
/** Together 25 seconds. */
const MOST_WAITS = 9;

/**
 * Reserves the worst case; where it does not fit, that of the longest answer that does. A call for which there would be
 * room but for what others hold waits for them a while: what they hold is more than what they will have cost.
 */
async function hold(
  { world, call, counted }: CallRun,
  { attempt, card }: Pick<Attempting, 'attempt' | 'card'>,
): Promise<Held | Refusal | 'aborted'> {
  const wanted = answerTokens(counted, card);
  let maxOutputTokens = wanted;
  for (let waits = 0; ;) {
    const worst = worstOf(world, card, { prompt: counted.ceiling, answer: maxOutputTokens });
    const asked = { attempt, card, worst, caps: call.caps, task: call.id, payer: call.payer, agent: call.subject.seat };
    const reserved = await reserve(world, asked, call.signal);
    if (reserved === 'aborted') return reserved;
    if (reserved.granted) return { maxOutputTokens, worst, nearCap: reserved.nearCap };
    const { measure, cap, settled, held } = reserved.refusal;
    const price = (answer: number): number =>
      worstOf(world, card, { prompt: counted.ceiling, answer })[measure === 'money' ? 'nanos' : 'tokens'];
    const shorter = longestAffordable(cap - settled - held, maxOutputTokens, price);
    if (shorter === undefined) {
      // A call to a local model has a place there, in which nobody may wait for money.
      const inVain = card.local || waits === MOST_WAITS || held === 0 || price(Math.min(wanted, LEAST_ANSWER_TOKENS)) > cap - settled;
      if (inVain) return reserved.refusal;
      await world.clock.sleep(FIRST_WAIT_MS * 2 ** waits, call.signal);
      waits += 1;
    }
    maxOutputTokens = shorter ?? wanted;
  }
}

async function askOnce(run: CallRun, one: Attempting & { readonly leave: Leave }, held: Held): Promise<Finish | ProviderFailure> {
  const { world, call, log } = run;
  const { attempt, card } = one;
  const prompt = promptOf(call.conversation, held.maxOutputTokens);
  void call.onEvent({ type: 'attempt', attempt, card, reservedNanos: held.worst.nanos });
  const listener = {
    onLoading: () => void call.onEvent({ type: 'loading', card }),
    onThinking: () => undefined,
    onText: () => undefined,
    onPiece: (piece: Piece) => {
      run.shown ||= !call.mayRestart;
      return call.onEvent(piece);
    },
  };
  const startedAt = world.clock.now();
  const answer = callModel(one.provider, { card, prompt }, { signal: call.signal, listener });
  // Also where the call was cancelled meanwhile.
  const kept = async (): Promise<string> => {
    const text = promptAsText(prompt);
    return (await newSecretIn(run)) === undefined ? text : masked(world.gates, text);
  };
  const { key, label } = card;
  const near = held.nearCap.length === 0 ? {} : { nearCap: held.nearCap };
  const started = {
    type: 'attempt-started',
    attempt,
    card: key,
    label,
    reason: one.reason,
    reservedNanos: held.worst.nanos,
    ...near,
    leftOut: [],
  } as const;
  log.append(startedAt, (reference) => ({ ...started, prompt: reference }), kept);
  const result = await answer;
  one.leave(trafficEnd(result));
  return settle(run, { ...one, held }, result);
}

type Leave = Extract<Admission, { readonly ok: true }>['leave'];

function settle(
  run: CallRun,
  { attempt, card, reason, held }: Attempting & { readonly held: Held },
  result: AttemptResult,
): Finish | ProviderFailure {
  const { world, call, log, attempts } = run;
  const { cost, book } = settling(world, { attempt, card }, result);
  const booked = together(world, book);
  // Whoever waits for all of them is told.
  booked.catch(() => undefined);
  run.booked.push(booked);
  const { end, usage } = result;
  const outcome = end.type === 'finish' ? 'ok' : end.failure.kind;
  const ended: CallAttempt = { attempt, card, reason, reservedNanos: held.worst.nanos, outcome, usage, nanos: cost.nanos };
  attempts.push(ended);
  void call.onEvent({ type: 'attempt-ended', ended });
  let told = result;
  const kept = async (): Promise<string> => {
    told = await withMaskedFailure(world.gates, result);
    return keptAnswer(run, result);
  };
  log.append(world.clock.now(), (reference) => attemptEnded({ attempt, result: told, cost }, reference), kept);
  return end;
}

/** In the next turn of the conversation the answer is a part of the prompt. */
async function keptAnswer({ world, call }: CallRun, { text, toolCalls }: AttemptResult): Promise<string> {
  const whole = answerAsText(text, toolCalls);
  const kept = await masked(world.gates, whole);
  if (kept === whole) call.clean.add(messageTexts({ role: 'assistant', text, toolCalls }));
  return kept;
}
