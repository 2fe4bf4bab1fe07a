/** Tells which of some lower-case words occur in a lower-case text, in one pass. Words have two characters or more. */
export function createKeywordSearch(words: readonly string[]): (lower: string) => ReadonlySet<string> {
  const short = words.filter((word) => word.length < BEGINNING);
  // Most places begin no word, and are passed over by a look into a table.
  const begins = new Uint8Array(TABLE);
  const bySlot = new Map<number, string[]>();
  for (const word of new Set(words)) {
    if (word.length < BEGINNING) continue;
    const slot = slotAt(word, 0);
    begins[slot] = 1;
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), word]);
  }
  return (lower) => {
    const found = new Set(short.filter((word) => lower.includes(word)));
    for (let index = 0; index <= lower.length - BEGINNING; index += 1) {
      const slot = slotAt(lower, index);
      if (begins[slot] === 0) continue;
      for (const word of bySlot.get(slot) ?? []) if (lower.startsWith(word, index)) found.add(word);
    }
    return found;
  };
}

/** Characters that choose a slot of the table, which has a power of two of them. Beginnings that share one cost a comparison. */
const BEGINNING = 3;
const TABLE = 1 << 14;

function slotAt(text: string, index: number): number {
  return (text.charCodeAt(index) * 961 + text.charCodeAt(index + 1) * 31 + text.charCodeAt(index + 2)) & (TABLE - 1);
}
