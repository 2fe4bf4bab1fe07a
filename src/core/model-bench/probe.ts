import type { ModelCard } from '../model-card.ts';
import type { Prompt } from '../prompt.ts';
import type { Answered } from '../work.ts';
import type { Ability } from './measures.ts';

/** What an answer to a probe was worth. `right` implies `inForm`. */
export interface Score {
  readonly inForm: boolean;
  readonly right: boolean;
  /** What is wrong with it, in a sentence; absent: nothing. */
  readonly why?: string;
}

/** One fixed question with an answer that can be judged without a model. */
export interface Probe {
  readonly id: string;
  readonly ability: Ability;
  prompt(card: ModelCard): Prompt;
  score(answer: Answered): Score;
}

export const RIGHT: Score = { inForm: true, right: true };

export function wrongForm(why: string): Score {
  return { inForm: false, right: false, why };
}

export function wrongContent(why: string): Score {
  return { inForm: true, right: false, why };
}

/** Thinking counts as output. Shorter than for real work: the questions are. */
const THINKING_ROOM = 2048;

/** A short question with a short answer. */
export function question(
  card: ModelCard,
  { system, text, answerTokens }: { readonly system: string; readonly text: string; readonly answerTokens: number },
): Prompt {
  return {
    system,
    messages: [{ role: 'user', text }],
    maxOutputTokens: Math.min(answerTokens + (card.reasoning ? THINKING_ROOM : 0), card.maxOutputTokens),
    parts: [{ label: 'the question', text }],
    leftOut: [],
  };
}
