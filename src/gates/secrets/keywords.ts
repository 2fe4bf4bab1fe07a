/** Tells which of some lower-case words of ASCII characters occur in a lower-case text, in one pass. Words have two characters or more. */
export function createKeywordSearch(words: readonly string[]): (lower: string) => ReadonlySet<string> {
  const short = words.filter((word) => word.length < BEGINNING);
  const bySlot = new Map<number, Word[]>();
  // Most places begin no word, and are passed over by a look into a table.
  const begins = new Uint8Array(TABLE);
  for (const text of new Set(words)) {
    if (text.length < BEGINNING) continue;
    const bytes = encoder.encode(text);
    const slot = slotAt(bytes, 0);
    begins[slot] = 1;
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), { text, bytes }]);
  }
  return (lower) => {
    const found = new Set(short.filter((word) => lower.includes(word)));
    // Bytes are read ten times as fast as characters.
    const bytes = encoder.encode(lower);
    for (let index = 0; index <= bytes.length - BEGINNING; index += 1) {
      const slot = slotAt(bytes, index);
      if (begins[slot] === 0) continue;
      for (const word of bySlot.get(slot) ?? []) if (stands(word.bytes, bytes, index)) found.add(word.text);
    }
    return found;
  };
}

interface Word {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/** Bytes that choose a slot of the table, which has a power of two of them. Beginnings that share one cost a comparison. */
const BEGINNING = 3;
const TABLE = 1 << 14;

function slotAt(bytes: Uint8Array, index: number): number {
  return ((bytes[index] ?? 0) * 961 + (bytes[index + 1] ?? 0) * 31 + (bytes[index + 2] ?? 0)) & (TABLE - 1);
}

function stands(word: Uint8Array, bytes: Uint8Array, index: number): boolean {
  for (let at = 0; at < word.length; at += 1) if (bytes[index + at] !== word[at]) return false;
  return true;
}
