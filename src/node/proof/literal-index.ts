import type { Literal } from './literals.ts';

/** Literals by what they say, so that to look for one takes no longer where there are many. */
export interface LiteralIndex {
  /** Those of exactly this value, in their order. */
  of(value: string): readonly Literal[];
  /** Whether there is one of this text, however its letters and spaces are written. */
  hasFolded(text: string): boolean;
}

export function indexOf(literals: readonly Literal[]): LiteralIndex {
  const byValue = Map.groupBy(literals, ({ value }) => value);
  const foldedOnes = new Set([...byValue.keys()].map(folded));
  return { of: (value) => byValue.get(value) ?? [], hasFolded: (text) => foldedOnes.has(folded(text)) };
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

const WORDS = /[\p{L}\p{N}]+/gu;

/** Finds the first text that has a value as a part. Only texts with the rarest of its words are looked through. */
export function textsWith(texts: readonly Literal[]): (value: string) => Literal | undefined {
  const byWord = new Map<string, Literal[]>();
  for (const text of texts) {
    for (const word of new Set(text.value.match(WORDS))) {
      const known = byWord.get(word);
      if (known === undefined) byWord.set(word, [text]);
      else known.push(text);
    }
  }
  return (value) => {
    const [first, ...others] = (value.match(WORDS) ?? []).map((word) => byWord.get(word) ?? []);
    const rarest = first === undefined ? texts : others.reduce((least, one) => (one.length < least.length ? one : least), first);
    return rarest.find((one) => isPartOf(value, one.value));
  };
}

/** Whether a value is within a text, with no letter or digit of it next to the value. */
export function isPartOf(value: string, text: string): boolean {
  const at = text.indexOf(value);
  const isOpen = (sign: string | undefined): boolean => sign === undefined || !/[\p{L}\p{N}]/u.test(sign);
  return at >= 0 && text.length > value.length && isOpen(text[at - 1]) && isOpen(text[at + value.length]);
}
