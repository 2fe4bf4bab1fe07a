import type { NextPrice } from './cached-prefix.ts';
import { destinationOf } from './destination.ts';
import type { Difficulty } from './difficulty.ts';
import type { Cause } from './exclusion.ts';
import type { Nanos } from './money.ts';
import { formatMoney } from './money.ts';
import type { ModelCard, ProviderFamily, TaskKind } from './model-card.ts';
import { proofWords, standing, usualMs, whyNoTools, whyNotServing } from './proved-ability.ts';
import type { IllHealth } from './traffic/traffic.ts';

export interface RouteNeed {
  readonly task: TaskKind;
  /** Absent: nothing is known of it. */
  readonly difficulty?: Difficulty;
  /** Tokens the prompt needs at this model: prompts differ by model. */
  promptTokens(card: ModelCard): number;
  answerTokens(card: ModelCard): number;
  /** How long an answer usually is. Absent: not known. */
  readonly usualTokens?: number;
  readonly tools: boolean;
  /** Why the prompt may not leave the machine; undefined if it may. */
  readonly localOnly: string | undefined;
}

export interface RoutePolicy {
  readonly neverPay: boolean;
  /** Card keys in the person's own order; empty: local first, then the cheapest, then the one that ends the route. */
  readonly order: readonly string[];
  /** Ask this one first, whatever the order: "Retry with…". */
  readonly first?: string;
  /** Why that one is first, in words. Absent: the person chose it. */
  readonly firstBecause?: string;
  readonly trusted: boolean;
  /** The destinations (`destinationOf`) the person lets code be sent to. Absent: they are asked before anything is sent. */
  readonly allowed?: readonly string[];
}

export interface Candidate {
  readonly card: ModelCard;
  readonly reason: string;
  /** The most one attempt can cost. */
  readonly worstNanos: Nanos;
  readonly priceKnown: boolean;
  /** What it will cost where a cache counts. Absent: `worstNanos` orders it. */
  readonly next?: NextPrice;
  /** How long its answer usually takes, in milliseconds. Absent: not measured. */
  readonly usualMs?: number;
}

export interface Excluded {
  readonly card: ModelCard;
  readonly reason: string;
  readonly because: Cause;
}

type Bar = Omit<Excluded, 'card'>;

/** The ordered list of models that may answer a request, each with the reason, and those that may not. */
export interface Route {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Excluded[];
}

type Price = (card: ModelCard) => { readonly nanos: Nanos; readonly known: boolean };

export interface RouteQuestion {
  readonly need: RouteNeed;
  readonly policy: RoutePolicy;
  /** The most one attempt at a model can cost. */
  readonly price: Price;
  /** Why a model is better not asked just now; undefined if it may be. */
  health(card: ModelCard): IllHealth | undefined;
  /** How many calls are before this one, at the model or at its server. Absent: not known. */
  ahead?(card: ModelCard): number;
  /** The price of the next call in a conversation of which a model has the beginning cached. Absent: none has. */
  readonly next?: ((card: ModelCard) => NextPrice) | undefined;
}

/** How many local models one route asks at most: each is free, but none is quick. */
const MOST_LOCAL = 3;

/** The family whose dearest capable model ends a route. */
const ENDS_WITH: Readonly<Partial<Record<TaskKind, ProviderFamily>>> = {
  edit: 'anthropic',
  analyse: 'gemini',
  automate: 'anthropic',
  ask: 'anthropic',
};

export function makeRoute(cards: readonly ModelCard[], question: RouteQuestion): Route {
  const { need, policy, health, next } = question;
  const excluded: Excluded[] = [];
  const able: Candidate[] = [];
  const ill = new Map<string, string>();
  for (const card of cards) {
    const allowed = whyNot(card, need, policy) ?? whyNotAllowed(card, policy);
    // What the person chose is tried, whatever was learned of it.
    const state = allowed === undefined && card.key !== policy.first ? health(card) : undefined;
    const bar = allowed ?? (state?.lasting === true ? ({ reason: state.reason, because: 'unwell' } as const) : undefined);
    if (bar === undefined) able.push(withNext(asCandidate(card, question), next?.(card)));
    else excluded.push({ card, ...bar });
    if (state !== undefined) ill.set(card.key, state.reason);
  }
  const ordered = illLast(able, ill, (some) => (policy.order.length > 0 ? byOrder(some, policy.order) : byDefault(some, need)));
  const candidates = firstToFront(ordered, able, policy);
  const left = able.filter((one) => !candidates.some((other) => other.card.key === one.card.key));
  const why = (card: ModelCard): string => {
    if (policy.order.length > 0) return 'not in the order you set';
    return card.local ? `${MOST_LOCAL} more capable local models are asked` : 'a cheaper model of the same provider is asked';
  };
  return { candidates, excluded: [...excluded, ...left.map(({ card }) => ({ card, reason: why(card), because: 'others' }) as const)] };
}

function whyNot(card: ModelCard, need: RouteNeed, policy: RoutePolicy): Bar | undefined {
  const below = whyNotServing(card, need.task, need.difficulty);
  if (below !== undefined) return { reason: below, because: 'floor' };
  const elsewhere = whyNotElsewhere(card, need, policy);
  if (elsewhere !== undefined) return { ...elsewhere, reason: `${elsewhere.reason}${notLocal(card)}` };
  const noTools = need.tools ? whyNoTools(card) : undefined;
  if (noTools !== undefined) return { reason: noTools, because: 'tools' };
  const prompt = need.promptTokens(card);
  const answer = need.answerTokens(card);
  if (prompt + answer > card.contextWindow) {
    return { reason: `its window holds ${card.contextWindow} tokens, this needs about ${prompt + answer}`, because: 'window' };
  }
  return undefined;
}

function whyNotElsewhere(card: ModelCard, need: RouteNeed, policy: RoutePolicy): Bar | undefined {
  if (!card.local && !policy.trusted) return { reason: 'this workspace is not trusted: nothing is sent to a cloud', because: 'untrusted' };
  if (!card.local && need.localOnly !== undefined) return { reason: need.localOnly, because: 'local-only' };
  return card.price !== 'free' && policy.neverPay ? { reason: 'never pay is on', because: 'never-pay' } : undefined;
}

function notLocal({ whyNotLocal }: ModelCard): string {
  return whyNotLocal === undefined ? '' : ` (${whyNotLocal})`;
}

/** After all other reasons: it is only asked of those that could answer. */
function whyNotAllowed(card: ModelCard, { allowed }: RoutePolicy): Bar | undefined {
  if (card.local || allowed === undefined || allowed.includes(destinationOf(card))) return undefined;
  return { reason: 'you have not allowed code to be sent there', because: 'not-allowed' };
}

function asCandidate(card: ModelCard, { need, price, ahead }: RouteQuestion): Candidate {
  const { nanos, known } = price(card);
  const { task, difficulty, usualTokens } = need;
  const tokens = usualTokens === undefined ? {} : { tokens: { prompt: need.promptTokens(card), answer: usualTokens } };
  const proof = proofWords(card, { task, ...tokens, ...(difficulty === undefined ? {} : { difficulty }) });
  const waiting = ahead?.(card) ?? 0;
  const queue = waiting === 0 ? [] : [waiting === 1 ? '1 call is before it' : `${waiting} calls are before it`];
  const reason = [...(proof === undefined ? [] : [proof]), describeCost(card, nanos, known), ...privacyWords(card, need), ...queue].join(
    '; ',
  );
  const usual = usualMs(card, tokens.tokens);
  return { card, worstNanos: nanos, priceKnown: known, reason, ...(usual === undefined ? {} : { usualMs: usual }) };
}

function withNext(candidate: Candidate, next: NextPrice | undefined): Candidate {
  if (next === undefined) return candidate;
  return { ...candidate, next, reason: next.words === undefined ? candidate.reason : `${candidate.reason}; ${next.words}` };
}

function describeCost(card: ModelCard, worst: Nanos, known: boolean): string {
  if (card.price === 'free') return card.local ? 'local and free' : 'free';
  return known ? `at most ${formatMoney(worst)}` : `price unknown, reserved at ${formatMoney(worst)}${notLocal(card)}`;
}

/** Said only where it decides: no other kind of model may see the prompt. */
function privacyWords({ local }: ModelCard, { localOnly }: RouteNeed): readonly string[] {
  return local && localOnly !== undefined ? ['this stays on this machine'] : [];
}

function byOrder(able: readonly Candidate[], order: readonly string[]): readonly Candidate[] {
  return [...new Set(order)].flatMap((key) => able.filter(({ card }) => card.key === key));
}

/** Those that are well in their order, so that a provider is spoken for by its cheapest that is; then the others, which may be well by then. */
function illLast(
  able: readonly Candidate[],
  ill: ReadonlyMap<string, string>,
  inOrder: (some: readonly Candidate[]) => readonly Candidate[],
): readonly Candidate[] {
  const isIll = ({ card }: Candidate): boolean => ill.has(card.key);
  const last = inOrder(able).filter(isIll);
  return [
    ...inOrder(able.filter((one) => !isIll(one))),
    ...last.map((one) => ({ ...one, reason: `${ill.get(one.card.key) ?? ''}; ${one.reason}` })),
  ];
}

/** Local ones first, those leading that are proved for it, then the most capable; then the cheapest of each provider; then the family that ends it. */
function byDefault(able: readonly Candidate[], { task, difficulty }: RouteNeed): readonly Candidate[] {
  const rank = ({ card }: Candidate): number => standing(card, task, difficulty);
  const local = able
    .filter(({ card }) => card.local)
    .sort((a, b) => rank(b) - rank(a) || b.card.serves.length - a.card.serves.length || b.card.contextWindow - a.card.contextWindow)
    .slice(0, MOST_LOCAL);
  const paid = able.filter(({ card }) => !card.local).sort((a, b) => (a.next?.nanos ?? a.worstNanos) - (b.next?.nanos ?? b.worstNanos));
  const cheapest = paid.filter((one, index) => index === paid.findIndex(({ card }) => card.provider === one.card.provider));
  const last = paid.filter(({ card }) => card.family === ENDS_WITH[task]).at(-1);
  // Who has the conversation cached takes the place that its price gives it.
  const ends = last?.next?.words !== undefined && cheapest.includes(last) ? undefined : last;
  const middle = cheapest.filter((one) => one !== ends).map((one) => named(one, 'the cheapest of its provider'));
  return [...local, ...middle, ...(ends === undefined ? [] : [named(ends, 'ends the route')])];
}

function named(candidate: Candidate, why: string): Candidate {
  return { ...candidate, reason: `${why}, ${candidate.reason}` };
}

function firstToFront(
  ordered: readonly Candidate[],
  able: readonly Candidate[],
  { first, firstBecause = 'you chose it' }: RoutePolicy,
): readonly Candidate[] {
  const chosen = able.find(({ card }) => card.key === first);
  if (chosen === undefined) return ordered;
  return [named(chosen, firstBecause), ...ordered.filter(({ card }) => card.key !== first)];
}

/** `smollm2 here, free → then gemini-flash, at most $0.004`: what will happen, before it happens. */
export function describeRoute(route: Route): string {
  return route.candidates
    .map(({ card, worstNanos, priceKnown }, index) => {
      const where = card.local ? ' here' : '';
      const cost = card.price === 'free' ? 'free' : `${priceKnown ? 'at most' : 'price ?, at most'} ${formatMoney(worstNanos)}`;
      return `${index === 0 ? '' : 'then '}${card.label}${where}, ${cost}`;
    })
    .join(' → ');
}

/** `smollm2 here, then gemini-flash, then claude-haiku`: who would be asked, before there is anything to ask. */
export function describeOrder({ candidates }: Route): string {
  return candidates.map(({ card }) => `${card.label}${card.local ? ' here' : ''}`).join(', then ');
}
