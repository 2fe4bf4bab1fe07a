import type { AttemptResult } from './attempt.ts';
import { calendarDay } from './day.ts';
import type { BudgetLevel, Refusal } from './ledger.ts';
import type { ModelCard } from './model-card.ts';
import { formatMoney, nanos, ZERO, type Nanos } from './money.ts';
import type { World } from './ports.ts';
import { promptTexts, type Prompt } from './prompt.ts';
import { tokenCeiling } from './tokens.ts';

type Priced = Pick<World, 'prices' | 'clock'>;

export interface Price {
  readonly nanos: Nanos;
  /** False: the dearest known price of that provider was taken instead. */
  readonly known: boolean;
}

/** The most a call can cost. Free models cost nothing, whatever they read. */
export function worstCase(world: Priced, card: ModelCard, prompt: Prompt): Price {
  return worstOf(world, card, { prompt: promptCeiling(prompt), answer: prompt.maxOutputTokens });
}

/** No tokenizer of a supported vendor makes more tokens of a prompt. */
export function promptCeiling(prompt: Prompt): number {
  return tokenCeiling(promptTexts(prompt), prompt.tools?.length ?? 0);
}

/** The same for a prompt that was counted before. */
export function worstOf(world: Priced, card: ModelCard, tokens: { readonly prompt: number; readonly answer: number }): Price {
  if (card.price === 'free') return { nanos: ZERO, known: true };
  return world.prices.worst(card.provider, card.model, tokens.prompt, tokens.answer, world.clock.now());
}

/** What a call came to cost. */
export function costOf(world: Priced, card: ModelCard, result: AttemptResult): Price {
  if (card.price === 'free' || result.owesNothing) return { nanos: ZERO, known: true };
  return world.prices.cost(card.provider, card.model, result.usage, world.clock.now());
}

export interface Reserving {
  readonly attempt: string;
  readonly task: string;
  /** The task whose budget pays. Absent: this one. */
  readonly payer?: string;
  readonly agent: string;
  readonly card: ModelCard;
  readonly nanos: Nanos;
  /** Absent: no cap at that level. */
  readonly caps: { readonly day?: Nanos; readonly task?: Nanos };
}

const ASK_BUSY_STORE_AGAIN_MS = 10;

/** Holds the money for one call, or says which budget has no room. Nothing is held after `aborted`. */
export async function reserve(world: Pick<World, 'ledger' | 'clock'>, one: Reserving, signal: AbortSignal): Promise<'granted' | 'aborted' | Refusal> {
  while (!signal.aborted) {
    const at = world.clock.now();
    const result = world.ledger.reserve({
      attempt: one.attempt,
      task: one.task,
      agent: one.agent,
      provider: one.card.provider,
      model: one.card.model,
      nanos: one.nanos,
      path: budgetPath(one, calendarDay(at, world.clock.utcOffsetMinutes())),
      at,
    });
    if (result.granted) return 'granted';
    if ('refusal' in result) return result.refusal;
    await world.clock.sleep(ASK_BUSY_STORE_AGAIN_MS, signal);
  }
  return 'aborted';
}

function budgetPath({ task, payer = task, caps }: Reserving, day: string): readonly BudgetLevel[] {
  return [
    { kind: 'day', id: day, ...(caps.day === undefined ? {} : { capNanos: caps.day }) },
    { kind: 'task', id: payer, ...(caps.task === undefined ? {} : { capNanos: caps.task }) },
  ];
}

/** `the day's budget of $5.00 has $0.02 left, this call may cost $0.06`. */
export function refusalWords(refusal: Refusal): string {
  const left = Math.max(0, refusal.capNanos - refusal.settledNanos - refusal.heldNanos);
  const held = refusal.heldNanos > 0 ? ` (${formatMoney(refusal.heldNanos)} is held by calls under way)` : '';
  return (
    `the ${refusal.level.kind}'s budget of ${formatMoney(refusal.capNanos)} has ${left === 0 ? 'nothing' : formatMoney(nanos(left))} left${held}, ` +
    `this call may cost ${formatMoney(refusal.neededNanos)}`
  );
}
