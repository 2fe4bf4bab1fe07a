import { counted } from './counted.ts';
import type { Prices } from './ledger.ts';
import { addNanos, formatMoney, nanos, ZERO, type Nanos } from './money.ts';
import type { RouteEntry } from './task.ts';
import type { Usage } from './usage.ts';

/** What one task cost, and which models might have answered it. */
export interface TaskSpend {
  /** The models of its route, and those that were allowed and had others before them. */
  readonly allowed: readonly Pick<RouteEntry, 'card' | 'label' | 'reason'>[];
  /** All its attempts together, failed ones too. */
  readonly costNanos: Nanos;
  /** The settled attempt whose answer was its result. Absent: it had none, or the person threw it away. */
  readonly answer?: { readonly usage: Usage; /** Milliseconds since the epoch: prices have dates. */ readonly at: number };
}

/** What was paid, beside what the same tokens would have cost elsewhere. Savings of parts add up. */
export interface Saving {
  /** What the answers would have cost on the alternative. */
  readonly alternativeNanos: Nanos;
  /** What all attempts of the counted tasks did cost. */
  readonly costNanos: Nanos;
  /** Tasks that were counted, and how many of them have an answer. */
  readonly tasks: number;
  readonly answers: number;
  /** Tasks that count neither way, since no paid model was allowed to answer them or none has a known price. */
  readonly leftOut: number;
  /** The models of the alternative, with how many answers each was taken for. */
  readonly against: readonly { readonly card: string; readonly label: string; readonly answers: number }[];
}

export const NO_SAVING: Saving = { alternativeNanos: ZERO, costNanos: ZERO, tasks: 0, answers: 0, leftOut: 0, against: [] };

export interface SavingQuestion {
  readonly cost: Prices['cost'];
  /** A model as `provider/model`. Absent: of each task, the dearest model that was allowed. */
  readonly against?: string;
}

/** A task counts if a paid model with a known price might have answered it; what failed counts as cost and saves nothing. */
export function savingOf(tasks: readonly TaskSpend[], question: SavingQuestion): Saving {
  return tasks.reduce((sum, task) => addSavings(sum, savingOfTask(task, question)), NO_SAVING);
}

export function addSavings(a: Saving, b: Saving): Saving {
  const cards = Map.groupBy([...a.against, ...b.against], ({ card }) => card);
  const against = [...cards].map(([card, some]) => ({
    card,
    label: some[0]?.label ?? card,
    answers: some.reduce((sum, { answers }) => sum + answers, 0),
  }));
  return {
    alternativeNanos: addNanos(a.alternativeNanos, b.alternativeNanos),
    costNanos: addNanos(a.costNanos, b.costNanos),
    tasks: a.tasks + b.tasks,
    answers: a.answers + b.answers,
    leftOut: a.leftOut + b.leftOut,
    against: against.toSorted((one, other) => other.answers - one.answers || (one.card < other.card ? -1 : 1)),
  };
}

const PROBE: Usage = {
  inputTokens: 1000,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 1000,
  reasoningTokens: 0,
};

function savingOfTask({ allowed, costNanos, answer }: TaskSpend, { cost, against }: SavingQuestion): Saving {
  const usage = answer?.usage ?? PROBE;
  const at = answer?.at ?? 0;
  const paid = allowed.flatMap((entry) => {
    const nanosOf = isFree(entry) ? undefined : knownCost(cost, entry.card, { usage, at });
    return nanosOf === undefined ? [] : [{ ...entry, nanos: nanosOf }];
  });
  if (paid.length === 0) return { ...NO_SAVING, leftOut: 1 };
  const counted = { ...NO_SAVING, costNanos, tasks: 1 };
  if (answer === undefined) return counted;
  const dearest = paid.reduce((most, one) => (one.nanos > most.nanos ? one : most));
  const named =
    against === undefined ? dearest : { card: against, label: modelOf(against).model, nanos: knownCost(cost, against, answer) ?? ZERO };
  return { ...counted, alternativeNanos: named.nanos, answers: 1, against: [{ card: named.card, label: named.label, answers: 1 }] };
}

/** A free model of a server that has a vendor's name: the route's reason ends with what it costs. */
function isFree({ reason }: Pick<RouteEntry, 'reason'>): boolean {
  return /\bfree$/.test(reason);
}

/** Undefined: the price is not known, or it is nothing. */
function knownCost(cost: Prices['cost'], card: string, { usage, at }: { readonly usage: Usage; readonly at: number }): Nanos | undefined {
  const { provider, model } = modelOf(card);
  const price = cost(provider, model, usage, at);
  return price.known && price.nanos > 0 ? price.nanos : undefined;
}

function modelOf(card: string): { readonly provider: string; readonly model: string } {
  const slash = card.indexOf('/');
  return { provider: card.slice(0, slash), model: card.slice(slash + 1) };
}

/** Whether a model has a price that answers can be held against. */
export function isPriced(cost: Prices['cost'], card: string, at: number): boolean {
  return card.includes('/') && knownCost(cost, card, { usage: PROBE, at }) !== undefined;
}

/** Below zero: it cost more than the alternative would have. Undefined: there was nothing to measure. */
export function savedNanos({ answers, alternativeNanos, costNanos }: Saving): number | undefined {
  return answers === 0 ? undefined : alternativeNanos - costNanos;
}

/** `all on claude-sonnet`, and how it was computed. */
export function savingWords(saving: Saving): { readonly against: string; readonly how: string } {
  const { against, alternativeNanos, costNanos, tasks, answers, leftOut } = saving;
  const names = against.map(({ label }) => label).join(', ');
  const alternative = against.length === 1 ? names : `the dearest model allowed for each (${names})`;
  const how = [
    `The tokens of ${counted(answers, 'answer')} at the list price of ${alternative} come to ${formatMoney(alternativeNanos)}.`,
    `Less what all attempts of ${counted(tasks, 'task')} cost, failed ones too: ${formatMoney(costNanos)}.`,
    ...(leftOut === 0
      ? []
      : [`${counted(leftOut, 'task')} without a paid model of known price ${leftOut === 1 ? 'counts' : 'count'} neither way.`]),
  ];
  return { against: `all on ${alternative}`, how: how.join(' ') };
}

/** `$3.10`, and `-$0.02` where it cost more. */
export function signedMoney(amount: number): string {
  return amount < 0 ? `-${formatMoney(nanos(-amount))}` : formatMoney(nanos(amount));
}
