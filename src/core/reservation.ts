import type { AttemptResult } from './attempt.ts';
import { decide } from './budget.ts';
import { calendarDay } from './day.ts';
import type { Amount, BudgetLevel, Caps, LevelKind, Measure, NearCap, Refusal } from './ledger.ts';
import type { ModelCard } from './model-card.ts';
import { formatMoney, nanos, ZERO, type Nanos } from './money.ts';
import type { World } from './ports.ts';
import { promptTexts, type Prompt } from './prompt.ts';
import { tokenCeiling } from './tokens.ts';
import { promptTokens } from './usage.ts';

type Priced = Pick<World, 'prices' | 'clock'>;

export interface Price {
  readonly nanos: Nanos;
  /** False: the dearest known price of that provider was taken instead. */
  readonly known: boolean;
}

/** The most a call can take. */
export type WorstCase = Amount & Price;

/** The most a call can take. Free models cost nothing, whatever they read, but take tokens as all do. */
export function worstCase(world: Priced, card: ModelCard, prompt: Prompt): WorstCase {
  return worstOf(world, card, { prompt: promptCeiling(prompt), answer: prompt.maxOutputTokens });
}

/** No tokenizer of a supported vendor makes more tokens of a prompt. */
export function promptCeiling(prompt: Prompt): number {
  return tokenCeiling(promptTexts(prompt), prompt.tools?.length ?? 0);
}

/** The same for a prompt that was counted before. */
export function worstOf(
  world: Priced,
  card: ModelCard,
  { prompt, answer }: { readonly prompt: number; readonly answer: number },
): WorstCase {
  const tokens = prompt + answer;
  if (card.price === 'free') return { nanos: ZERO, tokens, known: true };
  return { ...world.prices.worst(card.provider, card.model, prompt, answer, world.clock.now()), tokens };
}

/** What a call came to cost. */
export function costOf(world: Priced, card: ModelCard, result: AttemptResult): Price {
  if (card.price === 'free' || result.owesNothing) return { nanos: ZERO, known: true };
  const { usage, assumed } = result;
  if (assumed?.dearest === true)
    return world.prices.worst(card.provider, card.model, promptTokens(usage), usage.outputTokens, world.clock.now());
  return world.prices.cost(card.provider, card.model, usage, world.clock.now());
}

export interface Reserving {
  readonly attempt: string;
  readonly task: string;
  /** The task whose budget pays. Absent: this one. */
  readonly payer?: string;
  readonly agent: string;
  /** The epic the task belongs to, if it does. */
  readonly epic?: string;
  readonly card: ModelCard;
  readonly worst: Amount;
  readonly caps: Caps;
}

/** `nearCap`: warnings in words, `the day's budget of $5.00 is 84 % used or held`. */
export type Reserved =
  { readonly granted: true; readonly nearCap: readonly string[] } | { readonly granted: false; readonly refusal: Refusal } | 'aborted';

const ASK_BUSY_STORE_AGAIN_MS = 10;

/** Holds what one call may take, or says which budget has no room. Nothing is held after `aborted`. */
export async function reserve(world: Pick<World, 'ledger' | 'clock'>, one: Reserving, signal: AbortSignal): Promise<Reserved> {
  while (!signal.aborted) {
    const at = world.clock.now();
    const request = {
      attempt: one.attempt,
      task: one.task,
      agent: one.agent,
      provider: one.card.provider,
      model: one.card.model,
      local: one.card.local,
      nanos: one.worst.nanos,
      tokens: one.worst.tokens,
      path: budgetPath(one, calendarDay(at, world.clock.utcOffsetMinutes())),
      at,
    };
    const { ledger } = world;
    const result = ledger.reserveSoon === undefined ? ledger.reserve(request) : await ledger.reserveSoon(request);
    if (result.granted) return { granted: true, nearCap: result.nearCap.map(nearCapWords) };
    if ('refusal' in result) return result;
    await world.clock.sleep(ASK_BUSY_STORE_AGAIN_MS, signal);
  }
  return 'aborted';
}

/** Which budget would refuse so much to a new task now, as the reservation would say it; undefined: none would. Nothing is held. */
export function refusalNow({ ledger, clock }: Pick<World, 'ledger' | 'clock'>, caps: Caps, worst: Amount): string | undefined {
  const day = calendarDay(clock.now(), clock.utcOffsetMinutes());
  const levels = budgetPath({ attempt: '', task: '', agent: '', caps }, day).map((level) => ({ level, totals: ledger.totals(level) }));
  const decision = decide(levels, worst);
  return decision.granted ? undefined : refusalWords(decision.refusal);
}

/**
 * The day and the task are always counted, so that a cap that is set later knows what was before it; an agent's part of
 * a task and a single call only where they have a cap.
 */
function budgetPath(
  { attempt, task, payer = task, agent, epic, caps }: Omit<Reserving, 'card' | 'worst'>,
  day: string,
): readonly BudgetLevel[] {
  const level = (kind: LevelKind, id: string): BudgetLevel => {
    const { nanos: capNanos, tokens: capTokens } = caps[kind] ?? {};
    return { kind, id, ...(capNanos === undefined ? {} : { capNanos }), ...(capTokens === undefined ? {} : { capTokens }) };
  };
  return [
    level('day', day),
    ...(epic === undefined ? [] : [level('epic', epic)]),
    level('task', payer),
    ...(caps.agent === undefined ? [] : [level('agent', `${payer}/${agent}`)]),
    ...(caps.call === undefined ? [] : [level('call', attempt)]),
  ];
}

/** `the day's budget of $5.00 has $0.02 left, this call may cost $0.06`. */
export function refusalWords({ level, measure, cap, settled, held, needed }: Refusal): string {
  const say = (amount: number): string => amountWords(amount, measure);
  const wants = `may ${measure === 'money' ? 'cost' : 'need'} ${say(needed)}`;
  if (level.kind === 'call') return `one call may ${measure === 'money' ? 'cost' : 'need'} ${say(cap)} at most, this one ${wants}`;
  const left = Math.max(0, cap - settled - held);
  const kept = held > 0 ? ` (${say(held)} ${measure === 'money' ? 'is' : 'are'} held by calls under way)` : '';
  return `the ${level.kind}'s budget of ${say(cap)} has ${left === 0 ? 'nothing' : say(left)} left${kept}, this call ${wants}`;
}

function nearCapWords({ level, measure, cap, used }: NearCap): string {
  const budget =
    level.kind === 'call'
      ? `the most that one call may ${measure === 'money' ? 'cost' : 'need'}, ${amountWords(cap, measure)},`
      : `the ${level.kind}'s budget of ${amountWords(cap, measure)}`;
  return `${budget} is ${Math.floor((100 * used) / cap)} % used or held`;
}

function amountWords(amount: number, measure: Measure): string {
  return measure === 'money' ? formatMoney(nanos(amount)) : `${amount.toLocaleString('en-US')} tokens`;
}
