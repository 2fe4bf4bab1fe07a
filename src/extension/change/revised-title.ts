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
