import { codeOnly, withoutComments } from './code-mask.ts';

/** A literal of a program, or a list of nothing but literals, as `[3,1,2]`. Offsets in UTF-16 units. */
export interface Literal {
  readonly value: string;
  readonly isText: boolean;
  readonly isList?: boolean;
  readonly start: number;
  readonly end: number;
}

/** A text of which comments and texts of documentation are blanked out, and the same without its literals. */
export interface Code {
  readonly text: string;
  readonly mask: string;
  readonly literals: readonly Literal[];
  readonly lists: readonly Literal[];
}

const LITERAL =
  /"""((?:\\[^]|[^\\])*?)"""|'''((?:\\[^]|[^\\])*?)'''|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\[^]|[^`\\$])*)`|(?<![\w.$])(-?\d[\d_]*(?:\.\d+)?)(?![\w.]|\s*:\s*(?:number|string|int|str)\b)/g;
const DOCUMENTATION = /(?<=[^\s(,=[{+\\]\s*\n[ \t]*|^\s*)[rRuU]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?''')/g;
const LIST = /(?<![\w)\]])[[({][^[\](){}]*[\])}]/g;

export const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** A text that is no number. */
export function isText({ value, isText: isQuoted }: Literal): boolean {
  return isQuoted && !NUMBER.test(value);
}

export function isWord({ value }: Literal): boolean {
  return /^[\p{L}_][\p{L}\d_-]*$/u.test(value);
}

/** No word and no single sign: those are keys of tables of every kind. */
export function isAsking(one: Literal): boolean {
  return isText(one) ? one.value.length > 1 && !isWord(one) : Math.abs(Number(one.value)) > 2;
}

export function codeOf(whole: string, isPython: boolean): Code {
  const plain = withoutComments(whole, isPython);
  const text = isPython ? plain.replace(DOCUMENTATION, (found) => found.replace(/[^\n]/g, ' ')) : plain;
  const literals = joined([...text.matchAll(LITERAL)].map(literalOf), text);
  return { text, mask: codeOnly(text, isPython), literals, lists: listsIn(text, literals) };
}

function literalOf({ index: start, 0: all, 1: one, 2: two, 3: three, 4: four, 5: five, 6: number }: RegExpExecArray): Literal {
  const text = one ?? two ?? three ?? four ?? five;
  return {
    value: text === undefined ? String(Number((number ?? '').replaceAll('_', ''))) : unescaped(text),
    isText: text !== undefined,
    start,
    end: start + all.length,
  };
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}|([^]))/gi,
    (_, ...[x, u, braced, sign]: readonly (string | undefined)[]) => {
      const code = x ?? u ?? braced;
      if (code !== undefined) return Number.parseInt(code, 16) > 0x10_ff_ff ? '' : String.fromCodePoint(Number.parseInt(code, 16));
      return { n: '\n', t: '\t', r: '\r' }[sign ?? ''] ?? sign ?? '';
    },
  );
}

/** Texts that are put together where they are written are one text. */
function joined(all: readonly Literal[], text: string): readonly Literal[] {
  const found: Literal[] = [];
  for (const one of all) {
    const last = found.at(-1);
    const isMore = last?.isText === true && one.isText && /^\s*\+\s*$|^[ \t]*$/.test(text.slice(last.end, one.start));
    if (isMore) found[found.length - 1] = { ...last, value: last.value + one.value, end: one.end };
    else found.push(one);
  }
  return found;
}

function listsIn(text: string, literals: readonly Literal[]): readonly Literal[] {
  return [...text.matchAll(LIST)].flatMap(({ index: start, 0: all }) => {
    const end = start + all.length;
    const own = within(literals, [start, end]);
    return own.length >= 2 && /^[[({][\s,]*[\])}]$/.test(besides(text, [start, end], own))
      ? [{ value: `[${own.map(({ value }) => value).join()}]`, isText: true, isList: true, start, end }]
      : [];
  });
}

/** What a part of a text is beside what is left out of it, in order. */
export function besides(
  text: string,
  [start, end]: readonly [start: number, end: number],
  left: readonly { readonly start: number; readonly end: number }[],
): string {
  const starts = [...left.map((one) => one.start), end];
  const ends = [start, ...left.map((one) => one.end)];
  return starts.map((next, index) => text.slice(ends[index], next)).join('');
}

/** Those of an ordered list that are in a part of the text. */
export function within(all: readonly Literal[], [start, end]: readonly [start: number, end: number]): readonly Literal[] {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.start ?? end) < start) low = middle + 1;
    else high = middle;
  }
  let last = low;
  while ((all[last]?.end ?? Number.POSITIVE_INFINITY) <= end) last += 1;
  return all.slice(low, last);
}

/** Where the bracket opens that a place is in, for each place asked for; -1 for none. */
export function enclosing(mask: string, places: readonly number[]): readonly number[] {
  const open: number[] = [];
  const found = new Map<number, number>();
  const wanted = new Set(places);
  for (let at = 0; at < mask.length; at++) {
    if (wanted.has(at)) found.set(at, open.at(-1) ?? -1);
    const sign = mask[at] ?? '';
    if ('([{'.includes(sign)) open.push(at);
    else if (')]}'.includes(sign)) open.pop();
  }
  return places.map((place) => found.get(place) ?? -1);
}
