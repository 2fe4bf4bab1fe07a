import { createKeywordSearch } from './keywords.ts';
import { secretRules } from './rules.ts';
import type { SecretRule } from './secret-rule.ts';

const keywordsIn = createKeywordSearch(secretRules.flatMap((rule) => rule.keywords));

/** The rules of which a keyword occurs in a text: no other one can match. In the order of the list. */
export function likelyRules(text: string): readonly SecretRule[] {
  const found = keywordsIn(text.toLowerCase());
  return found.size === 0 ? [] : secretRules.filter((rule) => rule.keywords.some((word) => found.has(word)));
}
