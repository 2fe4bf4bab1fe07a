import type { ModelCard } from './model-card.ts';
import type { Prompt } from './prompt.ts';
import { promptTexts } from './prompt.ts';
import type { Message, ToolSpec } from './provider.ts';
import { ceilingOfBytes, estimateOfBytes, utf8Length } from './tokens.ts';

/** What a program says to a model: a whole conversation, whichever model answers it. */
export interface Conversation {
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** The longest answer the caller wants. Absent: `USUAL_ANSWER_TOKENS`, or what the model can. */
  readonly maxOutputTokens?: number;
  readonly stop?: string;
}

/** A conversation counted once, for every model of a route. */
export interface CountedConversation {
  readonly conversation: Conversation;
  /** Everything in it that is sent. */
  readonly texts: readonly string[];
  /** What it usually is, in tokens. */
  readonly estimate: number;
  /** What it cannot pass, in tokens. */
  readonly ceiling: number;
}

/** Ours: an agent's turn is seldom longer, and the whole of a window would reserve dollars for a word. */
export const USUAL_ANSWER_TOKENS = 4096;

/** An answer may be made shorter than the caller wants, to fit a window or a budget, but not shorter than this. */
export const LEAST_ANSWER_TOKENS = 256;

/**
 * `widest`: the widest window of those who may answer. A conversation that cannot fit even if every character were one
 * byte is taken as just so long: to count megabytes that nobody will be sent would hold up all others.
 */
export function countConversation(conversation: Conversation, widest = Infinity): CountedConversation {
  const texts = promptTexts(promptOf(conversation, 0));
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const bytes = estimateOfBytes(characters) > widest ? characters : texts.reduce((sum, text) => sum + utf8Length(text), 0);
  return {
    conversation,
    texts,
    estimate: estimateOfBytes(bytes),
    ceiling: ceilingOfBytes(bytes, { texts: texts.length, tools: conversation.tools.length }),
  };
}

/** The prompt of one attempt. */
export function promptOf({ system, messages, tools, stop }: Conversation, maxOutputTokens: number): Prompt {
  const resent = goesOn({ messages, tools }) ? messages.at(-1)?.text.length : undefined;
  return {
    system,
    messages,
    tools,
    maxOutputTokens,
    ...(stop === undefined ? {} : { stop }),
    ...(resent === undefined ? {} : { resent }),
    parts: [],
    leftOut: [],
  };
}

/** Whether a next turn, which repeats all of this one, is likely: an agent with tools, or a talk that has begun. */
function goesOn({ messages, tools }: Pick<Conversation, 'messages' | 'tools'>): boolean {
  return tools.length > 0 || messages.some(({ role }) => role === 'assistant');
}

/** How long an answer of this model may be: what was asked for, no more than it can, shorter where the window is almost full. */
export function answerTokens({ conversation, estimate }: CountedConversation, card: ModelCard): number {
  const wanted = Math.min(conversation.maxOutputTokens ?? USUAL_ANSWER_TOKENS, card.maxOutputTokens);
  return Math.max(Math.min(wanted, LEAST_ANSWER_TOKENS), Math.min(wanted, card.contextWindow - estimate));
}

/**
 * The longest answer below `most` whose price fits into `room`, no shorter than `LEAST_ANSWER_TOKENS`; undefined if
 * there is none. `price` never falls as answers get longer.
 */
export function longestAffordable(room: number, most: number, price: (tokens: number) => number): number | undefined {
  let low = LEAST_ANSWER_TOKENS;
  let high = most - 1;
  if (low > high || price(low) > room) return undefined;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (price(middle) <= room) low = middle;
    else high = middle - 1;
  }
  return low;
}
