import { isAmbiguous } from './ambiguity.ts';
import type { CharSet } from './char-set.ts';
import { dialects } from './dialect.ts';
import type { DialectName } from './dialect.ts';
import { languageOf } from './language.ts';
import { childrenOf, canRefuse, charactersIn, isUnbounded, readRegex } from './regex-tree.ts';
import type { RegexNode } from './regex-tree.ts';

function isSingle(node: RegexNode): boolean {
  return node.type === 'chars' || (childrenOf(node).length === 1 && childrenOf(node).every(isSingle));
}

/** Two loops side by side that take the same, at the start of a text without an anchor or in a row: `\s*\s*$`, `.*.*=`. */
function hasAdjacentLoops(items: readonly RegexNode[]): boolean {
  let before: CharSet = 0n;
  for (const item of items) {
    const { first, empty } = languageOf(item);
    if (isUnbounded(item) && item.type === 'repeat' && isSingle(item)) {
      if ((before & first) !== 0n) return true;
      before = empty ? before | charactersIn(item) : charactersIn(item);
    } else if (!empty || isUnbounded(item)) before = 0n;
  }
  return false;
}

function takesSquares(node: RegexNode, refusedAfter: boolean): boolean {
  if (node.type !== 'sequence') return childrenOf(node).some((child) => takesSquares(child, refusedAfter));
  if (hasAdjacentLoops(node.items) && (refusedAfter || node.items.at(-1)?.type !== 'repeat')) return true;
  return node.items.some((child, index) => takesSquares(child, refusedAfter || canRefuse(node.items.slice(index + 1))));
}

const judged = new Map<string, boolean>();

/** Whether matching can take far more time than the text is long (CWE-1333). What cannot be read is taken for harmless. */
export function isSlow(pattern: { readonly source: string; readonly flags: string }, dialect: DialectName): boolean {
  const key = `${dialect}/${pattern.flags}/${pattern.source}`;
  const known = judged.get(key);
  if (known !== undefined) return known;
  const tree = /[+*}]/u.test(pattern.source) ? readRegex(pattern.source, pattern.flags, dialect) : undefined;
  const { refusedAtEnd, countsSquares } = dialects[dialect];
  const slow = tree !== undefined && (isAmbiguous(tree, refusedAtEnd) || (countsSquares && takesSquares(tree, refusedAtEnd)));
  if (judged.size > 1000) judged.clear();
  judged.set(key, slow);
  return slow;
}
