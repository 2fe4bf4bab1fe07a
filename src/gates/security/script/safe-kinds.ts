import { kindSet } from './kinds.ts';
import type { DangerKind, KindSet } from './kinds.ts';
import { charsOf, listChars, without, wordChars } from '../regex/char-set.ts';
import type { CharSet } from '../regex/char-set.ts';
import { charactersIn, isAnchored, readRegex } from '../regex/regex-tree.ts';
import type { RegexNode } from '../regex/regex-tree.ts';
import { languageOf } from '../regex/language.ts';

/** Without any of these characters, data cannot do harm of that kind. */
const needed: readonly (readonly [DangerKind, string])[] = [
  ['command', ';|&$`<>()"\'\\\n\r{}'],
  ['code', '()[]`"\'\\=;{}+,'],
  ['path', '/\\'],
  ['html', '<"\''],
  ['sql', '\'"`;\\()= \t\n\r'],
  ['script-url', ':'],
  ['header', '\r\n'],
  ['log', '\r\n'],
  ['redirect', '/\\:'],
  ['ssrf', '/\\:@.'],
  ['xpath', '\'"()[]|/'],
  ['ldap', '()*\\'],
  ['prototype', '_'],
  ['regex-source', '.*+?^${}()|[]\\'],
  ['template', '{}%<$#'],
  ['deserialise', '{}[]:!<"'],
  ['xml', '<'],
];

const harmless = wordChars | charsOf('-');
const markOf = new Map(needed.map(([kind, chars]) => [kind, { bit: kindSet(kind), chars: charsOf(chars) }]));

/** What a text of these characters only is safe for. */
export function safeKinds(chars: CharSet): KindSet {
  let kinds = 0;
  for (const { bit, chars: dangerous } of markOf.values()) if ((chars & dangerous) === 0n) kinds |= bit;
  // An object or array as a string has commas, brackets or spaces.
  if ((chars & ~harmless) === 0n) kinds |= kindSet('nosql', 'mass-assignment');
  if ((chars & charsOf('.')) === 0n) kinds |= kindSet('no-dots');
  return kinds;
}

/** What a text from which these characters were taken is safe for. An attribute's quotes are judged at its place. */
export function safeWithout(removed: string): KindSet {
  const kinds = safeKinds(without(charsOf(removed)));
  return removed.includes('<') ? kinds | kindSet('html') : kinds;
}

interface Pattern {
  readonly source: string;
  readonly flags: string;
}

const fixedStart = /^(?:[a-z][a-z+.-]*:)?\/\/[^/?#\\]+[/?#]/iu;

function literalStart(node: RegexNode): string {
  if (node.type !== 'sequence' || node.items[0]?.type !== 'start') return '';
  let text = '';
  for (const item of node.items.slice(1)) {
    const chars = item.type === 'chars' ? listChars(item.set) : '';
    if (chars.length !== 1) break;
    text += chars;
  }
  return text;
}

/** What may follow the slash that a text begins with; `undefined`: it begins otherwise, or all may be matched again that was before. */
function afterSlash(node: RegexNode): CharSet | undefined {
  if (node.type !== 'sequence') return undefined;
  const [, slash, ...rest] = node.items;
  if (slash?.type !== 'chars' || slash.set !== charsOf('/') || rest.some(({ type }) => type === 'reference')) return undefined;
  const refused = rest[0]?.type === 'assertion' ? (rest[0].refused ?? 0n) : 0n;
  return languageOf({ type: 'sequence', items: rest }).first & ~refused;
}

/** One slash and no second one: a path of this site. */
function isOwnPath(node: RegexNode): boolean {
  const next = afterSlash(node);
  return next !== undefined && (next & charsOf('/\\')) === 0n;
}

/** `/^\/(?!\/)/`: what it says of a text that may go on with anything. */
function startKinds(node: RegexNode): KindSet {
  if (node.type !== 'sequence' || node.items[0]?.type !== 'start') return 0;
  const [, slash, next] = node.items;
  const refused = slash?.type === 'chars' && slash.set === charsOf('/') ? refusedBy(next) : 0n;
  if ((refused & charsOf('/')) === 0n) return 0;
  const kinds = kindSet('leading-slash', 'no-double-slash');
  return (refused & charsOf('\\')) === 0n ? kinds : kinds | kindSet('redirect');
}

/** The characters that cannot be where this part of a pattern stands. */
function refusedBy(node: RegexNode | undefined): CharSet {
  if (node?.type === 'chars') return without(node.set);
  return node?.type === 'assertion' ? (node.refused ?? 0n) : 0n;
}

function startsWithDash(node: RegexNode): boolean {
  const { first, empty } = languageOf(
    node.type === 'sequence' ? { type: 'sequence', items: node.items.filter(({ type }) => type !== 'start') } : node,
  );
  return empty || (first & charsOf('-')) !== 0n;
}

/** The characters of a pattern that is one character, or some of them. */
function singleChars(tree: RegexNode): CharSet | undefined {
  const inner = tree.type === 'repeat' && tree.min <= 1 ? tree.item : tree;
  const options = inner.type === 'choice' ? inner.options : [inner];
  return options.every((option) => option.type === 'chars') ? charactersIn(inner) : undefined;
}

/** What a text that matches is safe for, and one that does not. */
export function patternKinds(pattern: Pattern, matches: boolean): KindSet {
  const tree = readRegex(pattern.source, pattern.flags);
  if (!tree) return 0;
  if (matches && pattern.flags.includes('m')) return 0;
  if (matches) {
    if (isAnchored(tree))
      return safeKinds(charactersIn(tree)) | (isOwnPath(tree) ? kindSet('redirect') : 0) | (startsWithDash(tree) ? 0 : kindSet('option'));
    const start = literalStart(tree);
    if (fixedStart.test(start)) return kindSet('ssrf', 'redirect', 'script-url');
    return startKinds(tree) | (/^(?:https?|\/)/u.test(start) ? kindSet('script-url') : 0);
  }
  const chars = singleChars(tree);
  if (chars !== undefined) return safeKinds(without(chars));
  return /^\(?(?:\\\.\\\.|\\\.\{2\})/u.test(pattern.source) ? kindSet('no-dots') : 0;
}

/** What a match, or a part of one, is safe for. */
export function matchKinds(pattern: Pattern): KindSet {
  const tree = readRegex(pattern.source, pattern.flags);
  return tree ? safeKinds(charactersIn(tree)) : 0;
}

/** The characters that replacing every match takes out. */
export function removedChars(pattern: Pattern): string {
  if (!pattern.flags.includes('g')) return '';
  const tree = readRegex(pattern.source, pattern.flags);
  if (!tree) return '';
  return listChars(singleChars(tree) ?? 0n);
}
