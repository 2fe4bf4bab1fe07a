import type { CharSet } from './char-set.ts';
import type { RegexNode } from './regex-tree.ts';

/** What a match can be, as far as ambiguity goes. */
interface Language {
  /** Characters a match can begin and end with. */
  readonly first: CharSet;
  readonly last: CharSet;
  readonly empty: boolean;
}

const nothing: Language = { first: 0n, last: 0n, empty: true };

/** The characters a match can begin and end with. */
export function languageOf(node: RegexNode): Language {
  switch (node.type) {
    case 'chars':
      return { first: node.set, last: node.set, empty: false };
    case 'sequence':
      return sequenceLanguage(node.items);
    case 'choice': {
      const parts = node.options.map(languageOf);
      return {
        first: parts.reduce((set, part) => set | part.first, 0n),
        last: parts.reduce((set, part) => set | part.last, 0n),
        empty: parts.some((part) => part.empty),
      };
    }
    case 'repeat': {
      const inner = languageOf(node.item);
      return { ...inner, empty: inner.empty || node.min === 0 };
    }
    default:
      return nothing;
  }
}

function sequenceLanguage(items: readonly RegexNode[]): Language {
  let first = 0n;
  let last = 0n;
  let empty = true;
  for (const item of items) {
    const part = languageOf(item);
    if (empty) first |= part.first;
    last = part.empty ? last | part.last : part.last;
    empty &&= part.empty;
  }
  return { first, last, empty };
}
