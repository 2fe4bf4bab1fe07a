import type { ModelCard } from '../model-card.ts';
import { tokenEstimate } from '../tokens.ts';
import { question, RIGHT, wrongContent, wrongForm, type Probe } from './probe.ts';

/** The shares of a model's window that a fact is looked for in, the shorter first. */
export const RECALL_SHARES: readonly number[] = [0.25, 0.5];

/** Ours: a local model reads for free, but slowly; each token that a cloud reads is paid for. */
const MOST_TOKENS = { free: 12_000, paid: 4_000 } as const;

/** The longest prompt of a recall probe, in tokens as estimated, before it is known how fast the model reads. */
export function recallTokens(card: ModelCard, share: number): number {
  return Math.min(Math.floor(card.contextWindow * share), MOST_TOKENS[card.price === 'free' ? 'free' : 'paid']);
}

const FACT = 'The ship in the north harbour is called Cobalt Heron.';

/** A fact at two fifths of a text of about `tokens`, with the question after it. */
export function recallProbe(id: string, tokens: number): Probe {
  return {
    id,
    ability: 'recall',
    prompt: (card) =>
      question(card, {
        system: 'You answer from the text you are given, in one short sentence.',
        text: `${textAround(FACT, tokens)}\n\nWhat is the ship in the north harbour called?`,
        answerTokens: 64,
      }),
    score({ text, truncated }) {
      if (/cobalt\s+heron/i.test(text)) return RIGHT;
      return truncated ? wrongForm('The answer was cut at its length limit.') : wrongContent('The fact was not found in the text.');
    },
  };
}

/** Lines that differ only in their numbers, so that nothing but the fact stands out. */
function textAround(fact: string, tokens: number): string {
  const line = (index: number): string =>
    `Room ${index} of the store house holds ${(index * 37) % 101} boxes and ${(index * 53) % 89} crates.`;
  const count = Math.max(5, Math.floor(tokens / tokenEstimate(`${line(100)}\n`)));
  const lines = Array.from({ length: count }, (_, index) => line(index + 1));
  lines.splice(Math.floor(count * 0.4), 0, fact);
  return lines.join('\n');
}
