import { createKeywordSearch } from './keywords.ts';
import { secretRules } from './rules.ts';
import type { SecretRule } from './secret-rule.ts';

const keywordsIn = createKeywordSearch(secretRules.flatMap((rule) => rule.keywords));

const rulesOf = new Map<string, readonly SecretRule[]>();
for (const rule of secretRules) for (const word of rule.keywords) rulesOf.set(word, [...(rulesOf.get(word) ?? []), rule]);

/** The rules of which a keyword occurs in a text: no other one can match. In the order of the list. */
export function likelyRules(text: string): readonly SecretRule[] {
  const found = keywordsIn(text.toLowerCase());
  if (found.size === 0) return [];
  const likely = new Set([...found].flatMap((word) => rulesOf.get(word) ?? []));
  return found.size === 1 ? [...likely] : secretRules.filter((rule) => likely.has(rule));
}
