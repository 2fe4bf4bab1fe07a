import { clause } from '../../core/sentence.ts';

const AGAIN = 'again: ';
const OF = ' · ';

/** `again: Write +0 · Handle an empty list` for a task called `sum.ts: Handle an empty list.`; of several wishes the last. */
export function revisedTitle(title: string, file: string, wish: string): string {
  const prefix = `${file}: `;
  const asked = title.startsWith(prefix) ? title.slice(prefix.length) : title;
  const first = asked.startsWith(AGAIN) ? asked.slice(asked.lastIndexOf(OF) + OF.length) : asked;
  return `${AGAIN}${clause(wish)}${OF}${clause(first)}`;
}

/** All that a model is told, of which the code in its prompt already is the first part: told as what was asked before. */
export function revisedInstruction(instruction: string, wish: string): string {
  return `${instruction}\nThe code is an answer to that. Change it like this: ${wish}`;
}
