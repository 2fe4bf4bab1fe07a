import { caseless, charBit, others, charRange, digits, everyChar, lineEnds, spaces, without, wordChars } from './char-set.ts';
import type { CharSet } from './char-set.ts';
import { dialects } from './dialect.ts';
import type { Dialect, DialectName } from './dialect.ts';

/** A regular expression, as far as its language of strings goes. */
export type RegexNode =
  | { readonly type: 'chars'; readonly set: CharSet }
  | { readonly type: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly type: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly type: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number }
  /** `refused`: the characters that may not follow here. */
  | { readonly type: 'assertion'; readonly refused?: CharSet }
  | { readonly type: 'start' | 'end' | 'reference' };

interface Reader {
  readonly source: string;
  readonly dialect: Dialect;
  readonly anyCase: boolean;
  readonly dotAll: boolean;
  at: number;
  /** Recursion that is left. */
  depth: number;
}

class UnreadableError extends Error {}

const classes: Readonly<Record<string, CharSet>> = {
  d: digits,
  D: without(digits),
  w: wordChars,
  W: without(wordChars),
  s: spaces,
  S: without(spaces),
};
/** All characters beyond ASCII are one: where letters of any language are `\w`, they are so, and spaces are not. */
function classOf(reader: Reader, letter: string): CharSet | undefined {
  const set = classes[letter];
  if (set === undefined || !reader.dialect.unicodeClasses) return set;
  if (letter === 's') return set & ~others;
  return 'wWS'.includes(letter) ? set | others : set;
}

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, 0: 0 };

function hexEscape(reader: Reader): CharSet {
  const rest = reader.source.slice(reader.at);
  const match = /^(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]+)\})/iu.exec(rest);
  if (!match) {
    reader.at += 1;
    return charBit(rest.charCodeAt(0));
  }
  reader.at += match[0].length;
  return charBit(Number.parseInt(match[1] ?? match[2] ?? match[3] ?? '0', 16));
}

/** After a backslash. */
function escapedSet(reader: Reader): CharSet {
  const char = reader.source[reader.at] ?? '';
  if (char === '') throw new UnreadableError('ends with a backslash');
  const known = classOf(reader, char);
  const control = controls[char];
  if (char === 'p' || char === 'P') {
    reader.at += 1;
    const property = /^\{[^}]*\}/u.exec(reader.source.slice(reader.at));
    reader.at += property?.[0].length ?? 0;
    return property ? everyChar : charBit(char.charCodeAt(0));
  }
  if (char === 'x' || char === 'u') return hexEscape(reader);
  reader.at += 1;
  return known ?? charBit(control ?? char.charCodeAt(0));
}

function classAtom(reader: Reader): { readonly set: CharSet; readonly code?: number } {
  const char = reader.source[reader.at] ?? '';
  reader.at += 1;
  if (char !== '\\') return { set: charBit(char.charCodeAt(0)), code: char.charCodeAt(0) };
  const next = reader.source[reader.at] ?? '';
  if (next === 'b') {
    reader.at += 1;
    return { set: charBit(8) };
  }
  const set = escapedSet(reader);
  return /[dDwWsSpPxu]/u.test(next) ? { set } : { set, code: controls[next] ?? next.charCodeAt(0) };
}

function readClass(reader: Reader): CharSet {
  const negated = reader.source[reader.at] === '^';
  if (negated) reader.at += 1;
  let set = 0n;
  let isFirst = reader.dialect.bracketFirst;
  while (reader.at < reader.source.length && (isFirst || reader.source[reader.at] !== ']')) {
    isFirst = false;
    const from = classAtom(reader);
    set |= from.set;
    if (reader.source[reader.at] !== '-' || reader.source[reader.at + 1] === ']' || from.code === undefined) continue;
    reader.at += 1;
    const to = classAtom(reader);
    set |= to.set;
    if (to.code !== undefined) set |= charRange(from.code, to.code);
  }
  if (reader.source[reader.at] !== ']') throw new UnreadableError('a class is not closed');
  reader.at += 1;
  if (reader.anyCase) set = caseless(set);
  return negated ? without(set) : set;
}

function assertionOf(opening: string, inner: RegexNode): RegexNode {
  const isOneChar = inner.type === 'chars' || (inner.type === 'choice' && inner.options.every(({ type }) => type === 'chars'));
  return opening === '?!' && isOneChar ? { type: 'assertion', refused: charactersIn(inner) } : { type: 'assertion' };
}

function readGroup(reader: Reader): RegexNode {
  const rest = reader.source.slice(reader.at);
  const aside = reader.dialect.aside?.exec(rest)?.[0];
  if (aside !== undefined) {
    reader.at += aside.length;
    return { type: 'sequence', items: [] };
  }
  const opening = reader.dialect.opening.exec(rest)?.[0] ?? '';
  if (opening === '' && rest.startsWith('?')) throw new UnreadableError('an unknown kind of group');
  reader.at += opening.length;
  const inner = readChoice(reader);
  if (reader.source[reader.at] !== ')') throw new UnreadableError('a group is not closed');
  reader.at += 1;
  return /^\?<?[=!]/u.test(opening) ? assertionOf(opening, inner) : inner;
}

function readAtom(reader: Reader): RegexNode {
  const reference = reader.dialect.reference.exec(reader.source.slice(reader.at, reader.at + 60))?.[0];
  if (reference !== undefined) {
    reader.at += reference.length;
    return { type: 'reference' };
  }
  const char = reader.source[reader.at] ?? '';
  reader.at += 1;
  if (char === '^') return { type: 'start' };
  if (char === '$') return { type: 'end' };
  if (char === '(') return readGroup(reader);
  if (char === '[') return { type: 'chars', set: readClass(reader) };
  if (char === '.') return { type: 'chars', set: reader.dotAll ? everyChar : without(lineEnds) };
  if (char === '\\') return readEscape(reader);
  const set = charBit(char.charCodeAt(0));
  return { type: 'chars', set: reader.anyCase ? caseless(set) : set };
}

function readEscape(reader: Reader): RegexNode {
  const next = reader.source[reader.at] ?? '';
  if (next === 'b' || next === 'B') {
    reader.at += 1;
    return { type: 'assertion' };
  }
  const edge = reader.dialect.edges[next];
  if (edge !== undefined) {
    reader.at += 1;
    return { type: edge };
  }
  return { type: 'chars', set: escapedSet(reader) };
}

function readQuantifier(reader: Reader): { readonly min: number; readonly max: number } | undefined {
  const match = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/u.exec(reader.source.slice(reader.at, reader.at + 24));
  if (!match) return undefined;
  reader.at += match[0].length;
  if (reader.dialect.possessive && reader.source[reader.at] === '+') throw new UnreadableError('possessive');
  const [text, from, comma, to] = match;
  if (text.startsWith('*')) return { min: 0, max: Infinity };
  if (text.startsWith('+')) return { min: 1, max: Infinity };
  if (text.startsWith('?')) return { min: 0, max: 1 };
  const min = Number(from);
  return { min, max: comma === undefined ? min : to === '' || to === undefined ? Infinity : Number(to) };
}

function readSequence(reader: Reader): RegexNode {
  const items: RegexNode[] = [];
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] ?? '')) {
    const item = readAtom(reader);
    const times = readQuantifier(reader);
    items.push(times ? { type: 'repeat', item, ...times } : item);
  }
  const [only] = items;
  return items.length === 1 && only ? only : { type: 'sequence', items };
}

function readChoice(reader: Reader): RegexNode {
  reader.depth -= 1;
  if (reader.depth < 0) throw new UnreadableError('nested too deeply');
  const options = [readSequence(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at += 1;
    options.push(readSequence(reader));
  }
  reader.depth += 1;
  const [only] = options;
  return options.length === 1 && only ? only : { type: 'choice', options };
}

/** Reads a regular expression; `undefined` where it is none, or one beyond what this reads. */
export function readRegex(source: string, flags: string, dialect: DialectName = 'javascript'): RegexNode | undefined {
  if (source.length > 2000) return undefined;
  const key = `${dialect} ${flags} ${source}`;
  if (trees.has(key)) return trees.get(key);
  if (trees.size >= mostTrees) trees.clear();
  const tree = treeOf(source, flags, dialect);
  trees.set(key, tree);
  return tree;
}

/** A pattern is asked for at each run of the code it stands in. */
const trees = new Map<string, RegexNode | undefined>();
const mostTrees = 500;

function treeOf(source: string, flags: string, dialect: DialectName): RegexNode | undefined {
  const reader: Reader = {
    source,
    dialect: dialects[dialect],
    anyCase: flags.includes('i'),
    dotAll: flags.includes('s'),
    at: 0,
    depth: 40,
  };
  try {
    const tree = readChoice(reader);
    return reader.at === source.length ? tree : undefined;
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}

/** A loop without a bound that matters. */
export function isUnbounded(node: RegexNode): boolean {
  return node.type === 'repeat' && node.max > 20;
}

export function childrenOf(node: RegexNode): readonly RegexNode[] {
  if (node.type === 'sequence') return node.items;
  if (node.type === 'choice') return node.options;
  return node.type === 'repeat' ? [node.item] : [];
}

/** Whether a match can be nothing at all. */
function canBeEmpty(node: RegexNode): boolean {
  if (node.type === 'chars') return false;
  if (node.type === 'choice') return node.options.some(canBeEmpty);
  return (node.type === 'repeat' && node.min === 0) || childrenOf(node).every(canBeEmpty);
}

/** What follows can refuse a match, so that every way is tried. */
export function canRefuse(items: readonly RegexNode[]): boolean {
  return items.some((item) => item.type === 'end' || item.type === 'assertion' || item.type === 'reference' || !canBeEmpty(item));
}

/** Every character that can be in a match. */
export function charactersIn(node: RegexNode): CharSet {
  switch (node.type) {
    case 'chars':
      return node.set;
    case 'sequence':
      return node.items.reduce((set, item) => set | charactersIn(item), 0n);
    case 'choice':
      return node.options.reduce((set, option) => set | charactersIn(option), 0n);
    case 'repeat':
      return charactersIn(node.item);
    default:
      return 0n;
  }
}

/** Whether a match is always the whole text. */
export function isAnchored(node: RegexNode): boolean {
  if (node.type === 'choice') return node.options.every(isAnchored);
  return node.type === 'sequence' && node.items[0]?.type === 'start' && node.items.at(-1)?.type === 'end';
}
