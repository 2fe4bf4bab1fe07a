import type { Failure } from './failure.ts';
import type { ModelCard } from './model-card.ts';
import { paceOf } from './pace.ts';
import type { Prompt } from './prompt.ts';
import { promptTexts } from './prompt.ts';
import type { Finish, ModelRequest, Provider, ProviderEvent, ProviderFailure, ToolCall } from './provider.ts';
import { tokenCeiling, tokenEstimate } from './tokens.ts';
import { NO_USAGE, totalTokens, type Usage, type UsageSource } from './usage.ts';

/** What one call came to. */
export interface AttemptResult {
  readonly end: Finish | ProviderFailure;
  /** All text up to the end, the answer's given prefix included. */
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: Usage;
  readonly usageSource: UsageSource;
  /** Nothing is owed: the request never reached a model, or the vendor turned it away unread. */
  readonly owesNothing: boolean;
  /** What is booked is neither reported nor seen. `why`: in words; `dearest`: at the prices of the reservation. */
  readonly assumed?: { readonly why: string; readonly dearest: boolean };
}

export interface AttemptListener {
  onLoading(): void;
  /** It thinks before it answers. */
  onThinking(): void;
  /** Everything written so far. */
  onText(text: string): void;
  /** Each piece of the answer as it comes. A promise holds the next one back: a slow reader slows the provider. */
  onPiece?(piece: Piece): Promise<void> | undefined;
}

/** A part of an answer. */
export type Piece = Extract<ProviderEvent, { readonly type: 'text-delta' | 'reasoning-delta' | 'tool-call' }>;

/** A model that writes this many characters for each token it was allowed is not keeping to the protocol. */
const MOST_CHARACTERS_PER_TOKEN = 24;

/** Vendors bill no request that they turn away with one of these before a first token. */
const TURNED_AWAY = new Set<Failure['kind']>([
  'auth',
  'rate-limit',
  'quota',
  'context-length',
  'bad-request',
  'tools-unsupported',
  'model-missing',
  'unreachable',
  'damaged-model',
]);

/** What is asked of whom. */
export interface Call {
  readonly card: ModelCard;
  readonly prompt: Prompt;
}

/**
 * Makes one call and follows it to its end: the first terminal event. Never rejects, also where a provider breaks its
 * contract. Leaving the stream early closes the socket.
 */
export async function callModel(
  provider: Provider,
  call: Call,
  options: { readonly signal: AbortSignal; readonly listener: AttemptListener },
): Promise<AttemptResult> {
  const heard: Heard = { text: '', reasoning: '', toolCalls: [], reported: undefined, isOutdated: false, end: undefined, size: 0 };
  let end: Finish | ProviderFailure;
  try {
    end = await follow(provider.stream(requestOf(call), options.signal), { provider, call, heard, listener: options.listener });
  } catch (error) {
    end = heard.end ?? (options.signal.aborted ? abortedCall(provider) : brokenOff(provider, error));
  }
  return { end, text: heard.text, toolCalls: heard.toolCalls, ...settlementUsage(end, heard, call) };
}

interface Heard {
  text: string;
  reasoning: string;
  readonly toolCalls: ToolCall[];
  reported: Usage | undefined;
  /** Text came after that report. */
  isOutdated: boolean;
  /** Kept, so that an adapter that fails while it tidies up after its last event takes nothing back. */
  end: Finish | ProviderFailure | undefined;
  /** Characters, an event without any counted as one: the measure of what has no end. */
  size: number;
}

interface Following {
  readonly provider: Provider;
  readonly call: Call;
  readonly heard: Heard;
  readonly listener: AttemptListener;
}

async function follow(
  events: AsyncIterable<ProviderEvent>,
  { provider, call, heard, listener }: Following,
): Promise<Finish | ProviderFailure> {
  const most = call.prompt.maxOutputTokens * MOST_CHARACTERS_PER_TOKEN + 4096;
  for await (const event of events) {
    if (event.type === 'finish' || event.type === 'failure') return (heard.end = event);
    if (event.type === 'loading') {
      listener.onLoading();
      continue;
    }
    heard.size += Math.max(1, 'text' in event ? event.text.length : 0);
    hear(event, heard, listener);
    if (heard.size > most) return endlessAnswer(provider);
    const held = event.type === 'usage' ? undefined : listener.onPiece?.(event);
    if (held !== undefined) await held;
  }
  return brokenContract(provider);
}

function hear(event: Piece | Extract<ProviderEvent, { readonly type: 'usage' }>, heard: Heard, listener: AttemptListener): void {
  // A tool call is told when it is whole, which may be after the report that counts it.
  if (event.type !== 'tool-call') heard.isOutdated = event.type !== 'usage';
  if (event.type === 'text-delta') listener.onText((heard.text += event.text));
  else if (event.type === 'tool-call') heard.toolCalls.push(event.call);
  else if (event.type === 'usage') heard.reported = event.usage;
  else {
    heard.reasoning += event.text;
    listener.onThinking();
  }
}

function requestOf({ card, prompt }: Call): ModelRequest {
  return {
    model: card.model,
    system: prompt.system,
    messages: prompt.messages,
    tools: prompt.tools ?? [],
    maxOutputTokens: prompt.maxOutputTokens,
    ...(prompt.answerPrefix === undefined ? {} : { answerPrefix: prompt.answerPrefix }),
    ...(prompt.stop === undefined ? {} : { stop: prompt.stop }),
    ...(prompt.resent === undefined ? {} : { resent: prompt.resent }),
    ...paced({ card, prompt }),
  };
}

function paced({ card: { measured }, prompt }: Call): Pick<ModelRequest, 'pace'> {
  if (measured === undefined) return {};
  const pace = paceOf(measured, { prompt: tokenEstimate(promptTexts(prompt).join('')), answer: prompt.maxOutputTokens });
  return pace === undefined ? {} : { pace };
}

/**
 * The provider's own count; where it gave none, none of what was written, or was cut, its last word or an estimate of
 * what was seen to be written, no longer than the longest answer that was asked for: no vendor bills more than that, and
 * no more is reserved.
 */
function settlementUsage(end: Finish | ProviderFailure, heard: Heard, call: Call): Owed {
  const last = said(end.usage) ?? said(heard.reported);
  if (last !== undefined && !isCount(last)) return worstOwed(call);
  if (last !== undefined && isFinal(last, end, heard)) return { usage: last, usageSource: 'reported', owesNothing: false };
  const nothingCame = last === undefined && written(heard) === '';
  if (end.type === 'failure' && nothingCame && (!end.sent || isTurnedAway(end.failure))) {
    return { usage: NO_USAGE, usageSource: 'reported', owesNothing: true };
  }
  return estimatedOwed(last, heard, call);
}

/** A report that counts nothing written, beside an answer, was made before it, and so was one that text came after. */
function isFinal(usage: Usage, end: Finish | ProviderFailure, heard: Heard): boolean {
  if (heard.isOutdated && usage === heard.reported) return false;
  return end.type === 'finish' && usage === end.usage && (usage.outputTokens > 0 || written(heard) === '');
}

function estimatedOwed(last: Usage | undefined, heard: Heard, { card, prompt }: Call): Owed {
  const base = last ?? { ...NO_USAGE, inputTokens: tokenEstimate(promptTexts(prompt).join('')) };
  const estimated = { usageSource: 'estimated', owesNothing: false } as const;
  if (last === undefined && card.thinksUnseen === true) {
    return { usage: { ...base, outputTokens: prompt.maxOutputTokens }, ...estimated, assumed: { why: THOUGHT_UNSEEN, dearest: false } };
  }
  const seen = Math.min(tokenEstimate(written(heard)), prompt.maxOutputTokens);
  return { usage: { ...base, outputTokens: Math.max(base.outputTokens, seen) }, ...estimated };
}

type Owed = Pick<AttemptResult, 'usage' | 'usageSource' | 'owesNothing' | 'assumed'>;

const THOUGHT_UNSEEN = 'it told no usage and may have thought unseen, so the longest answer is booked';
const UNREADABLE = 'the usage it told is none, so the worst case is booked';

/** What was reserved. */
function worstOwed({ prompt }: Call): Owed {
  const usage = {
    ...NO_USAGE,
    inputTokens: tokenCeiling(promptTexts(prompt), prompt.tools?.length ?? 0),
    outputTokens: prompt.maxOutputTokens,
  };
  return { usage, usageSource: 'estimated', owesNothing: false, assumed: { why: UNREADABLE, dearest: true } };
}

function written({ text, reasoning, toolCalls }: Heard): string {
  return text + reasoning + toolCalls.map((call) => call.name + call.arguments).join('');
}

/** A request that was answered with an HTTP error of the vendor's own (5xx) is billed by none of them, whether or not a model read it. */
function isTurnedAway({ kind, status }: Failure): boolean {
  return TURNED_AWAY.has(kind) || (kind === 'server' && status !== undefined);
}

/** A usage that says something; all zeros say nothing. */
function said(usage: Usage | undefined): Usage | undefined {
  return usage === undefined || Object.values(usage).every((tokens) => tokens === 0) ? undefined : usage;
}

/** More than any vendor reads and writes for one call, and at any listed price less than `MOST` of money. */
const MOST_TOKENS = 1e9;

/** Whole numbers are the truth, also beyond what was reserved; anything else, and a number no call can have, is no count. */
function isCount(usage: Usage): boolean {
  return totalTokens(usage) <= MOST_TOKENS && Object.values(usage).every((tokens) => Number.isSafeInteger(tokens) && tokens >= 0);
}

function endlessAnswer({ label }: Provider): ProviderFailure {
  const message = `${label} went on writing far past the length it was allowed, and was stopped.`;
  return { type: 'failure', failure: { kind: 'malformed', message, nextStep: 'Retry with another model.' }, sent: true };
}

function brokenContract({ label }: Provider): ProviderFailure {
  const nextStep = 'Retry, or retry with another model.';
  return { type: 'failure', failure: { kind: 'cut', message: `${label}'s answer stopped without an end.`, nextStep }, sent: true };
}

function abortedCall({ label }: Provider): ProviderFailure {
  return {
    type: 'failure',
    failure: { kind: 'aborted', message: `The call to ${label} was cancelled.`, nextStep: 'Retry when you like.' },
    sent: true,
  };
}

/** It may have been sent, so it is owed. */
function brokenOff({ label }: Provider, error: unknown): ProviderFailure {
  const message = `The call to ${label} broke off with an error of our own: ${error instanceof Error ? error.message : String(error)}.`;
  const nextStep = 'Retry with another model. If it happens again, see "Centuria: Show Log".';
  return { type: 'failure', failure: { kind: 'malformed', message, nextStep }, sent: true };
}
