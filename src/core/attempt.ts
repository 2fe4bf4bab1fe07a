import type { Failure } from './failure.ts';
import type { ModelCard } from './model-card.ts';
import type { Prompt } from './prompt.ts';
import { promptTexts } from './prompt.ts';
import type { Finish, ModelRequest, Provider, ProviderFailure } from './provider.ts';
import { tokenEstimate } from './tokens.ts';
import { NO_USAGE, totalTokens, type Usage, type UsageSource } from './usage.ts';

/** What one call came to. */
export interface AttemptResult {
  readonly end: Finish | ProviderFailure;
  /** All text up to the end, the answer's given prefix included. */
  readonly text: string;
  readonly usage: Usage;
  readonly usageSource: UsageSource;
  /** Nothing is owed: the request never reached a model, or the vendor turned it away unread. */
  readonly owesNothing: boolean;
}

export interface AttemptListener {
  onLoading(): void;
  /** Everything written so far. */
  onText(text: string): void;
}

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

/** Makes one call and follows it to its end. Never rejects. Leaving the stream early closes the socket. */
export async function callModel(
  provider: Provider,
  card: ModelCard,
  prompt: Prompt,
  options: { readonly signal: AbortSignal; readonly listener: AttemptListener },
): Promise<AttemptResult> {
  let text = '';
  let reasoning = '';
  let reported: Usage | undefined;
  let end: Finish | ProviderFailure | undefined;
  const most = prompt.maxOutputTokens * MOST_CHARACTERS_PER_TOKEN + 4096;
  for await (const event of provider.stream(requestOf(card, prompt), options.signal)) {
    if (event.type === 'text-delta') options.listener.onText((text += event.text));
    else if (event.type === 'reasoning-delta') reasoning += event.text;
    else if (event.type === 'usage') reported = event.usage;
    else if (event.type === 'loading') options.listener.onLoading();
    else if (event.type === 'finish' || event.type === 'failure') end = event;
    if (text.length + reasoning.length > most) {
      end = endlessAnswer(provider, reported);
      break;
    }
  }
  const last = end ?? brokenContract(provider);
  return { end: last, text, ...settlementUsage(last, reported, { prompt, written: text + reasoning }) };
}

function requestOf(card: ModelCard, prompt: Prompt): ModelRequest {
  return {
    model: card.model,
    system: prompt.system,
    messages: prompt.messages,
    tools: [],
    maxOutputTokens: prompt.maxOutputTokens,
    ...(prompt.answerPrefix === undefined ? {} : { answerPrefix: prompt.answerPrefix }),
    ...(prompt.stop === undefined ? {} : { stop: prompt.stop }),
  };
}

/** The provider's own count; where it gave none or was cut, its last word or an estimate that is never less than what was seen to be written. */
function settlementUsage(
  end: Finish | ProviderFailure,
  reported: Usage | undefined,
  seen: { readonly prompt: Prompt; readonly written: string },
): Pick<AttemptResult, 'usage' | 'usageSource' | 'owesNothing'> {
  if (end.type === 'finish' && totalTokens(end.usage) > 0) return { usage: end.usage, usageSource: 'reported', owesNothing: false };
  if (end.type === 'finish') return { ...estimated(undefined, seen), owesNothing: false };
  const last = end.usage ?? reported;
  const turnedAway = TURNED_AWAY.has(end.failure.kind) || (end.failure.kind === 'server' && end.failure.status !== undefined);
  if (last === undefined && seen.written === '' && (!end.sent || turnedAway)) {
    return { usage: NO_USAGE, usageSource: 'reported', owesNothing: true };
  }
  return { ...estimated(last, seen), owesNothing: false };
}

function estimated(last: Usage | undefined, seen: { readonly prompt: Prompt; readonly written: string }): { usage: Usage; usageSource: UsageSource } {
  const base = last ?? { ...NO_USAGE, inputTokens: tokenEstimate(promptTexts(seen.prompt).join('')) };
  return { usage: { ...base, outputTokens: Math.max(base.outputTokens, tokenEstimate(seen.written)) }, usageSource: 'estimated' };
}

function endlessAnswer(provider: Provider, usage: Usage | undefined): ProviderFailure {
  const failure: Failure = {
    kind: 'malformed',
    message: `${provider.label} went on writing far past the length it was allowed, and was stopped.`,
    nextStep: 'Retry with another model.',
  };
  return { type: 'failure', failure, sent: true, ...(usage === undefined ? {} : { usage }) };
}

function brokenContract(provider: Provider): ProviderFailure {
  const failure: Failure = {
    kind: 'cut',
    message: `${provider.label}'s answer stopped without an end.`,
    nextStep: 'Retry, or retry with another model.',
  };
  return { type: 'failure', failure, sent: true };
}

