/** Tells which of some lower-case words occur in a lower-case text, in one pass. Words have two characters or more. */
export function createKeywordSearch(words: readonly string[]): (lower: string) => ReadonlySet<string> {
  const unique = [...new Set(words)];
  const byStart = new Map<string, string[]>();
  for (const word of unique) byStart.set(word.slice(0, 2), [...(byStart.get(word.slice(0, 2)) ?? []), word]);
  const quoted = unique.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'));
  // It takes no character, so words inside and across others are found too.
  const anyWord = new RegExp(`(?=(?:${quoted.join('|')}))`, 'g');
  return (lower) => {
    const found = new Set<string>();
    // `matchAll` would make the whole pattern anew for each text.
    for (anyWord.lastIndex = 0; anyWord.test(lower); anyWord.lastIndex += 1) {
      const index = anyWord.lastIndex;
      for (const word of byStart.get(lower.slice(index, index + 2)) ?? []) if (lower.startsWith(word, index)) found.add(word);
    }
    return found;
  };
}
