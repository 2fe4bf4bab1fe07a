import { decoded, ofCodes, ofHexPairs } from './decoders.ts';
import { mayReadOtherwise } from './signs.ts';

/**
 * A text with what hides a value undone: constants in place of their names, literals and lines put together, escapes, characters
 * without width, lists of character codes, what is written backwards, hex, base32 and base64.
 */
export interface Unwritten {
  readonly text: string;
  /**
   * Where a place of it is in the text it was made of: as much as all of its characters were written with. Undefined: all of
   * it is the value of one constant, and stands where that is declared.
   */
  place(start: number, end: number): Place | undefined;
  /** Where the constants that it is put together of are declared. */
  declared(start: number, end: number): readonly Place[];
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** One piece that reads otherwise than it is written. */
interface Piece extends Place {
  /** The same in what was made of it. */
  readonly madeStart: number;
  readonly madeEnd: number;
  readonly declared: Place | undefined;
}

/** Behind a literal. */
const TURNED = '\\s?\\[::-1\\]|(?:\\.split\\(\\s?["\'`]{2}\\s?\\)|\\s?\\])?\\s{0,80}\\.reverse\\b';

/** Every repetition is over one class that what follows it is not in, so a text is passed through once. */
export const marks = new RegExp(
  [
    '(?<joined>["\'`]\\s{0,80}\\+\\s{0,80}["\'`])',
    // Python joins literals that stand side by side, also over lines with a comment.
    '(?<beside>["\'`](?:[ \\t]{1,8}|[ \\t]{0,8}(?:\\\\|#[^\\n\\r"\'`]{0,80})?\\r?\\n\\s{0,80})[bBfFrRuU]{0,2}["\'`])',
    '(?<listed>["\'`]\\s{0,80},\\s{0,80}["\'`])',
    '(?<thin>[\\u00ad\\u180e\\u200b-\\u200f\\u2060-\\u2064\\ufeff]+)',
    // Backwards, and turned round again when it runs.
    `["'\`](?<backwards>[\\w.+/=~-]{8,300})["'\`](?=${TURNED})`,
    '(?:["\'`]\\s{0,8}\\+\\s{0,8})?\\b(?:String\\s?\\.\\s?fromCharCode|chr)\\(\\s{0,8}(?<code>0x[\\da-fA-F]{2}|\\d{2,3})\\s{0,8}\\)(?:\\s{0,8}[+.,]\\s{0,80}(?:["\'`]|(?=(?:String|chr)\\b)))?',
    '(?<![\\w.])(?<codes>(?:(?:0x[\\da-fA-F]{2}|\\d{2,3})\\s{0,8},\\s{0,80}){11,}(?:0x[\\da-fA-F]{2}|\\d{2,3}))(?![\\w.])',
    '(?<![\\w:-])(?<pairs>[\\da-fA-F]{2}(?:[ :-][\\da-fA-F]{2}){11,})(?![\\w:-])',
    '&#(?:[xX]0{0,4}(?<entity>[\\da-fA-F]{2})|0{0,4}(?<decimal>\\d{2,3}));',
    '\\\\(?<octal>[01][0-7]{2})',
    '\\\\(?:x(?<byte>[\\da-fA-F]{2})|u(?<unit>[\\da-fA-F]{4})|U0000(?<long>[\\da-fA-F]{4})|u\\{0{0,4}(?<point>[\\da-fA-F]{2,4})\\})',
    '%(?<percent>[2-7][\\da-fA-F])',
    // A literal inside a template.
    '[$#]?\\{\\s{0,8}["\'`](?<inner>[\\w.+/=~-]{1,200})["\'`]\\s{0,8}\\}',
    // A line that goes on in the next, in a shell and in quoted YAML.
    '(?<=[\\w.+/=~-])(?<continued>\\\\\\r?\\n[ \\t]{0,80})(?=[\\w.+/=~-])',
    // A block of YAML, each line one word.
    '(?<=:[ \\t]{1,4}[>|][+-]?\\d?[ \\t]{0,4})(?<block>(?:\\r?\\n[ \\t]{1,80}[\\w.+/=~-]{4,200}){2,40})',
    '(?<![\\w+/-])(?<base64>[\\w+/-]{20,}={0,6})(?![\\w+/=-])',
  ].join('|'),
  'gu',
);
const joinedList = /\.join\(\s{0,8}(?:''|""|``)\s{0,8}\)/u;
/** What the values of the rules are written with. */
const ofValue = /^[\w.+/=~-]$/u;
const NAME = '[A-Za-z_$][\\w$]{0,60}';
/** A literal that is given to a name. Every one of these begins with a sign, so that words are passed over. */
const declared = new RegExp(
  `(?<=(?<![\\w$.])(?<name>${NAME})(?:\\s?:\\s?(?:string|str|String))?\\s{0,8}:?)=\\s{0,8}(?<quote>["'\`])(?<value>[\\w.+/=~-]{1,300})\\k<quote>`,
  'gu',
);
/** Where names are put together with something: beside a `+`, or in a template. */
const putTogether = new RegExp(
  [
    `\\{\\s{0,8}(?<inner>${NAME})(?<close>\\s{0,8}\\})`,
    '\\$(?<shell>[A-Za-z_]\\w{0,60})',
    `(?<=(?<![\\w$.])(?<first>${NAME})(?<gap>\\s{0,8}))\\+(?![+=])(?:\\s{0,8}(?<second>${NAME})(?![\\w$.(\\[]))?`,
    `(?<=["'\`)\\]]\\s{0,8})\\+\\s{0,8}(?<next>${NAME})(?![\\w$.(\\[])`,
  ].join('|'),
  'gu',
);
/** More than this is not put in for names: the same one could be named again and again. UTF-16 units. */
const mostPutIn = 200_000;
/** So often what was made is read again: base64 of joined literals, hex of base64. */
const mostDepth = 3;

/** What a text reads as, undone once, twice, …; none: it reads as it is written. */
export function readingsOf(text: string): readonly Unwritten[] {
  const readings: Unwritten[] = [];
  const add = (made: Unwritten | undefined): boolean => {
    const last = readings.at(-1);
    if (made !== undefined) readings.push(last === undefined ? made : after(last, made));
    return made !== undefined;
  };
  add(withConstants(text));
  for (let depth = 0; depth < mostDepth; depth++) if (!add(undone(readings.at(-1)?.text ?? text))) break;
  return readings;
}

function after(before: Unwritten, { text, place }: Unwritten): Unwritten {
  const within = <T>(start: number, end: number, read: (start: number, end: number) => T): T | undefined => {
    const found = place(start, end);
    return found && read(found.start, found.end);
  };
  return {
    text,
    place: (start, end) => within(start, end, before.place),
    declared: (start, end) => within(start, end, before.declared) ?? [],
  };
}

/** Each name that is put together with something, as the literal that the last assignment above it gives it. */
function withConstants(text: string): Unwritten | undefined {
  if (!text.includes('=')) return undefined;
  const values = [...text.matchAll(declared)].map(({ index, 0: { length }, groups: { name = '', value = '' } = {} }): Value => {
    const end = index + length - 1;
    return { index, name, value, start: end - value.length, end };
  });
  if (values.length === 0) return undefined;
  const made = rewritten(text, puttingIn(values, usesIn(text)));
  if (made === undefined) return undefined;
  const isOfOne = (start: number, end: number): boolean => {
    let [first, last] = [start, end];
    // The signs of a template around a name are a part of it.
    while (first < last && !ofValue.test(made.text.charAt(first))) first += 1;
    while (first < last && !ofValue.test(made.text.charAt(last - 1))) last -= 1;
    return last <= (pieceBefore(made.pieces, first)?.madeEnd ?? 0);
  };
  return { ...made, place: (start, end) => (isOfOne(start, end) ? undefined : made.place(start, end)) };
}

/** Its place is that of the literal, without its quotes. */
interface Value extends Place {
  readonly index: number;
  readonly name: string;
  readonly value: string;
}

interface Use extends Place {
  readonly name: string;
  readonly isShell: boolean;
}

/** In the order of the text, each once. */
function usesIn(text: string): readonly Use[] {
  const uses = new Map<number, Use>();
  const add = (name: string | undefined, end: number, isShell = false): void => {
    if (name !== undefined) uses.set(end, { name, start: end - name.length, end, isShell });
  };
  for (const { index, 0: all, groups = {} } of text.matchAll(putTogether)) {
    const { inner, close = '', shell, first, gap = '', second, next } = groups;
    const end = index + all.length;
    add(inner, end - close.length);
    add(shell, end, true);
    add(first, index - gap.length);
    add(second ?? next, end);
  }
  return [...uses.values()];
}

function puttingIn(values: readonly Value[], uses: readonly Use[]): readonly Edit[] {
  const known = new Map<string, Value>();
  let [at, left] = [0, mostPutIn];
  return uses.flatMap(({ name, start, end, isShell }) => {
    for (let next = values[at]; next !== undefined && next.index < start; next = values[(at += 1)]) known.set(next.name, next);
    const of = known.get(name);
    if (of === undefined || (left -= of.value.length) < 0) return [];
    return [{ start, end, reads: isShell ? `{"${of.value}"}` : `"${of.value}"`, declared: of }];
  });
}

function undone(text: string): Unwritten | undefined {
  if (!mayReadOtherwise(text)) return undefined;
  const isList = joinedList.test(text);
  const edits = [...text.matchAll(marks)].flatMap(({ index: start, 0: { length }, groups = {} }) => {
    const reads = readingOf(groups, isList);
    return reads === undefined ? [] : [{ start, end: start + length, reads }];
  });
  return rewritten(text, edits);
}

interface Edit extends Place {
  readonly reads: string;
  /** The literal of a constant that this is the name of. */
  readonly declared?: Place;
}

interface Rewritten extends Unwritten {
  readonly pieces: readonly Piece[];
  place(start: number, end: number): Place;
}

/** Undefined: nothing in the text reads otherwise. */
function rewritten(text: string, edits: readonly Edit[]): Rewritten | undefined {
  if (edits.length === 0) return undefined;
  const pieces: Piece[] = [];
  let made = '';
  let done = 0;
  for (const { start, end, reads, declared: literal } of edits) {
    made += text.slice(done, start);
    done = end;
    pieces.push({ start, end, madeStart: made.length, madeEnd: made.length + reads.length, declared: literal });
    made += reads;
  }
  return {
    text: made + text.slice(done),
    pieces,
    place: (start, end) => ({ start: placeOf(pieces, start).start, end: placeOf(pieces, end - 1).end }),
    declared: (start, end) => declaredIn(pieces, start, end),
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

function readingOf(groups: Groups, isList: boolean): string | undefined {
  const { listed, base64, inner, block } = groups;
  if (base64 !== undefined) return decoded(base64);
  if (inner !== undefined) return inner;
  if (block !== undefined) return blockText(block);
  if (isNothing(groups)) return '';
  if (listed !== undefined) return isList ? '' : undefined;
  return readingOfMany(groups) ?? readingOfOne(groups);
}

function readingOfMany({ backwards, codes, pairs }: Groups): string | undefined {
  if (backwards !== undefined) return `"${[...backwards].reverse().join('')}"`;
  if (codes !== undefined) return ofCodes(codes);
  return pairs === undefined ? undefined : ofHexPairs(pairs);
}

/** A character by its number. */
function readingOfOne({ byte, unit, long, point, percent, entity, decimal, octal, code }: Groups): string | undefined {
  const hex = byte ?? unit ?? long ?? point ?? percent ?? entity;
  const number =
    hex === undefined ? (octal === undefined ? Number(code ?? decimal ?? 0) : Number.parseInt(octal, 8)) : Number.parseInt(hex, 16);
  const character = String.fromCharCode(number);
  return ofValue.test(character) ? character : undefined;
}

function isNothing({ joined, beside, thin, continued }: Groups): boolean {
  return [joined, beside, thin, continued].some((one) => one !== undefined);
}

/** Apart from what stands before it. */
function blockText(block: string): string {
  const text = block.replace(/\s+/gu, '');
  return ` ${decoded(text) ?? text}`;
}

function declaredIn(pieces: readonly Piece[], start: number, end: number): readonly Place[] {
  const found: Place[] = [];
  for (let at = Math.max(0, countTo(pieces, start) - 1); (pieces[at]?.madeStart ?? end) < end; at += 1) {
    const { madeEnd = 0, declared: literal } = pieces[at] ?? {};
    if (literal !== undefined && madeEnd > start) found.push(literal);
  }
  return found;
}

/** The last piece that begins no later than this in what was made. */
function pieceBefore(pieces: readonly Piece[], made: number): Piece | undefined {
  return pieces[countTo(pieces, made) - 1];
}

/** How many begin no later. */
function countTo(pieces: readonly Piece[], made: number): number {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[middle]?.madeStart ?? 0) <= made) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of one character of what was made. */
function placeOf(pieces: readonly Piece[], made: number): Place {
  const before = pieceBefore(pieces, made);
  if (before === undefined) return { start: made, end: made + 1 };
  if (made < before.madeEnd) return { start: before.start, end: before.end };
  const start = before.end + made - before.madeEnd;
  return { start, end: start + 1 };
}
