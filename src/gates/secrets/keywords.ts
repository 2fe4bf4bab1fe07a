import { bytesOf } from './text-bytes.ts';

/** Tells which of some lower-case words of ASCII characters occur in a lower-case text, in one pass. Words have two characters or more. */
export function createKeywordSearch(words: readonly string[]): (lower: string) => ReadonlySet<string> {
  const short = words.filter((word) => word.length < BEGINNING);
  const bySlot = new Map<number, Word[]>();
  // Most places begin no word, and are passed over by a look into a table.
  const begins = new Uint8Array(TABLE);
  for (const text of new Set(words)) {
    if (text.length < BEGINNING) continue;
    const bytes = encoder.encode(text);
    const [first = 0, second = 0, third = 0] = bytes;
    const slot = slotOf(first, second, third);
    begins[slot] = 1;
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), { text, bytes }]);
  }
  return (lower) => {
    const found = new Set(short.filter((word) => lower.includes(word)));
    const bytes = bytesOf(lower);
    let [first = 0, second = 0] = bytes;
    for (let index = 0; index <= bytes.length - BEGINNING; index += 1) {
      const third = bytes[index + 2] ?? 0;
      const slot = slotOf(first, second, third);
      first = second;
      second = third;
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

function slotOf(first: number, second: number, third: number): number {
  return (first * 961 + second * 31 + third) & (TABLE - 1);
}

function stands(word: Uint8Array, bytes: Uint8Array, index: number): boolean {
  for (let at = 0; at < word.length; at += 1) if (bytes[index + at] !== word[at]) return false;
  return true;
}
