import { clause } from '../../core/sentence.ts';

const REVISED = ' · revised: ';

/** `Handle an empty list · revised: Write +0.` for a task called `sum.ts: Handle an empty list.`; of several wishes the last. */
export function revisedTitle(title: string, file: string, wish: string): string {
  const prefix = `${file}: `;
  const asked = title.startsWith(prefix) ? title.slice(prefix.length) : title;
  return `${clause(asked.split(REVISED, 1)[0] ?? '')}${REVISED}${wish}`;
}
