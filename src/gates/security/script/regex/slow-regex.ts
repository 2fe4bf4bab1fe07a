import { charactersIn, readRegex } from './regex-tree.ts';
import type { RegexNode } from './regex-tree.ts';
import type { CharSet } from './char-set.ts';

/** What a match can be, as far as ambiguity goes. */
export interface Language {
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

function isUnbounded(node: RegexNode): boolean {
  return node.type === 'repeat' && node.max > 25;
}

function childrenOf(node: RegexNode): readonly RegexNode[] {
  if (node.type === 'sequence') return node.items;
  if (node.type === 'choice') return node.options;
  return node.type === 'repeat' ? [node.item] : [];
}

function fixedLength(node: RegexNode): number | undefined {
  switch (node.type) {
    case 'chars':
      return 1;
    case 'sequence':
    case 'choice': {
      const lengths = childrenOf(node).map(fixedLength);
      if (lengths.includes(undefined)) return undefined;
      const known = lengths.filter((length) => length !== undefined);
      if (node.type === 'sequence') return known.reduce((sum, length) => sum + length, 0);
      return known.every((length) => length === known[0]) ? known[0] : undefined;
    }
    case 'repeat': {
      const inner = fixedLength(node.item);
      return inner !== undefined && node.min === node.max ? inner * node.min : undefined;
    }
    case 'reference':
      return undefined;
    default:
      return 0;
  }
}

/** Options that can match the same text: one repeated choice between them doubles the ways each time. */
function hasOverlap(options: readonly RegexNode[]): boolean {
  return options.some((option, index) => {
    const own = languageOf(option);
    return options.slice(index + 1).some((other) => {
      if ((languageOf(other).first & own.first) === 0n) return false;
      const [a, b] = [fixedLength(option), fixedLength(other)];
      if (a === undefined || b === undefined) return (charactersIn(other) & charactersIn(option)) !== 0n && canMeet(option, other);
      return a === b ? canEqual(option, other) : canRepeatEqual(option, other);
    });
  });
}

/** Whether one string of single characters may match both. */
function canEqual(a: RegexNode, b: RegexNode): boolean {
  const [left, right] = [flat(a), flat(b)];
  if (left.length !== right.length) return true;
  return left.every((set, index) => (set & (right[index] ?? 0n)) !== 0n);
}

/** `a|aa`: several of the one may be one of the other. */
function canRepeatEqual(a: RegexNode, b: RegexNode): boolean {
  const all = charactersIn(a) & charactersIn(b);
  return flat(a).every((set) => (set & all) !== 0n) && flat(b).every((set) => (set & all) !== 0n);
}

function canMeet(a: RegexNode, b: RegexNode): boolean {
  return (languageOf(a).last & (languageOf(b).last | charactersIn(b))) !== 0n;
}

function flat(node: RegexNode): readonly CharSet[] {
  if (node.type === 'chars') return [node.set];
  return childrenOf(node).flatMap(flat);
}

/** A loop in a loop whose turns can be split in more than one way: `(a+)+`, `(a*b*)*`, `(\w+\s?)*`. */
function isAmbiguousLoop(loop: RegexNode): boolean {
  if (loop.type !== 'repeat') return false;
  const { item } = loop;
  if (item.type === 'choice' && hasOverlap(item.options)) return true;
  const options = item.type === 'choice' ? item.options : [item];
  return options.some((option) => splitsTwoWays(option.type === 'sequence' ? option.items : [option]));
}

/** A turn that can end inside an inner loop, and begin again with what that loop takes. */
function splitsTwoWays(items: readonly RegexNode[]): boolean {
  return items.some((inner, index) => {
    if (inner.type === 'choice') return hasInnerLoop(inner) && surroundedByEmpty(items, index) && overlapsItself(inner);
    if (!isUnbounded(inner) || inner.type !== 'repeat') return false;
    if (!surroundedByEmpty(items, index) && !swallowsOthers(items, index)) return false;
    return overlapsItself(inner.item);
  });
}

function hasInnerLoop(node: RegexNode): boolean {
  return isUnbounded(node) || childrenOf(node).some(hasInnerLoop);
}

function surroundedByEmpty(items: readonly RegexNode[], index: number): boolean {
  return items.every((item, at) => at === index || languageOf(item).empty);
}

/** A loop that can take what stands between its turns: `(.*,)*`. */
function swallowsOthers(items: readonly RegexNode[], index: number): boolean {
  const loop = items[index];
  const own = loop ? charactersIn(loop) : 0n;
  return items.every((item, at) => at === index || flat(item).every((set) => (set & own) !== 0n));
}

function overlapsItself(node: RegexNode): boolean {
  const { first, last } = languageOf(node);
  return (first & (last | charactersIn(node))) !== 0n;
}

/** Two loops side by side that take the same, at the start of a text without an anchor or in a row: `\s*\s*$`, `.*.*=`. */
function hasAdjacentLoops(items: readonly RegexNode[]): boolean {
  let before: CharSet = 0n;
  for (const item of items) {
    const { first, empty } = languageOf(item);
    if (isUnbounded(item) && item.type === 'repeat' && flat(item).length === 1) {
      if ((before & first) !== 0n) return true;
      before = empty ? before | charactersIn(item) : charactersIn(item);
    } else if (!empty || isUnbounded(item)) before = 0n;
  }
  return false;
}

/** What follows can refuse a match, so that every way is tried. */
function canRefuse(items: readonly RegexNode[]): boolean {
  return items.some((item) => item.type === 'end' || item.type === 'assertion' || item.type === 'reference' || !languageOf(item).empty);
}

function isSlowAt(node: RegexNode, refusedAfter: boolean): boolean {
  if (refusedAfter && isUnbounded(node) && isAmbiguousLoop(node)) return true;
  if (node.type !== 'sequence') return childrenOf(node).some((child) => isSlowAt(child, refusedAfter));
  if (hasAdjacentLoops(node.items) && (refusedAfter || node.items.at(-1)?.type !== 'repeat')) return true;
  return node.items.some((child, index) => isSlowAt(child, refusedAfter || canRefuse(node.items.slice(index + 1))));
}

const judged = new Map<string, boolean>();

/** Whether matching can take far more time than the text is long. */
export function isSlow(pattern: { readonly source: string; readonly flags: string }): boolean {
  const key = `${pattern.flags}/${pattern.source}`;
  const known = judged.get(key);
  if (known !== undefined) return known;
  const tree = readRegex(pattern.source, pattern.flags);
  const slow = tree !== undefined && isSlowAt(tree, false);
  if (judged.size > 1000) judged.clear();
  judged.set(key, slow);
  return slow;
}
