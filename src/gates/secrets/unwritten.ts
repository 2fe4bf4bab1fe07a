/** A text with what hides a value undone: literals and lines put together, escapes, characters without width, one level of base64. */
export interface Unwritten {
  readonly text: string;
  /** Where a place of it is in the text it was made of: as much as all of its characters were written with. */
  place(start: number, end: number): { readonly start: number; readonly end: number };
}

/** One piece that reads otherwise than it is written. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** The same in what was made of it. */
  readonly madeStart: number;
  readonly madeEnd: number;
}

/** Every repetition is over one class that what follows it is not in, so a text is passed through once. */
const marks = new RegExp(
  [
    '(?<joined>["\'`]\\s{0,80}\\+\\s{0,80}["\'`])',
    // Python joins literals that stand side by side, also over lines with a comment.
    '(?<beside>["\'`](?:[ \\t]{1,8}|[ \\t]{0,8}(?:\\\\|#[^\\n\\r"\'`]{0,80})?\\r?\\n\\s{0,80})[bBfFrRuU]{0,2}["\'`])',
    '(?<listed>["\'`]\\s{0,80},\\s{0,80}["\'`])',
    '(?<thin>[\\u00ad\\u180e\\u200b-\\u200f\\u2060-\\u2064\\ufeff]+)',
    '\\\\(?:x(?<byte>[\\da-fA-F]{2})|u(?<unit>[\\da-fA-F]{4})|u\\{0{0,4}(?<point>[\\da-fA-F]{2,4})\\})',
    '%(?<percent>[2-7][\\da-fA-F])',
    // A literal inside a template.
    '[$#]?\\{\\s{0,8}["\'`](?<inner>[\\w.+/=~-]{1,200})["\'`]\\s{0,8}\\}',
    // A line that goes on in the next, in a shell and in quoted YAML.
    '(?<=[\\w.+/=~-])(?<continued>\\\\\\r?\\n[ \\t]{0,80})(?=[\\w.+/=~-])',
    // A block of YAML, each line one word.
    '(?<=:[ \\t]{1,4}[>|][+-]?\\d?[ \\t]{0,4})(?<block>(?:\\r?\\n[ \\t]{1,80}[\\w.+/=~-]{4,200}){2,40})',
    '(?<![\\w+/-])(?<base64>[\\w+/-]{20,}={0,2})(?![\\w+/=-])',
  ].join('|'),
  'gu',
);
const joinedList = /\.join\(\s{0,8}(?:''|""|``)\s{0,8}\)/u;
/** What the values of the rules are written with. */
const ofValue = /^[\w.+/=~-]$/u;
const readable = /^[\t\n\r\x20-\x7e]{12,}$/u;

/** Undefined: nothing in the text reads otherwise than it is written. */
export function unwritten(text: string): Unwritten | undefined {
  const isList = joinedList.test(text);
  const pieces: Piece[] = [];
  let made = '';
  let done = 0;
  for (const match of text.matchAll(marks)) {
    const reads = readingOf(match.groups ?? {}, isList);
    if (reads === undefined) continue;
    made += text.slice(done, match.index);
    done = match.index + match[0].length;
    pieces.push({ start: match.index, end: done, madeStart: made.length, madeEnd: made.length + reads.length });
    made += reads;
  }
  if (pieces.length === 0) return undefined;
  return { text: made + text.slice(done), place: (start, end) => ({ start: placeOf(pieces, start).start, end: placeOf(pieces, end - 1).end }) };
}

function readingOf(groups: Readonly<Record<string, string | undefined>>, isList: boolean): string | undefined {
  const { listed, byte, unit, point, percent, base64, inner, block } = groups;
  if (base64 !== undefined) return decoded(base64);
  if (inner !== undefined) return inner;
  if (block !== undefined) return blockText(block);
  if (isNothing(groups)) return '';
  if (listed !== undefined) return isList ? '' : undefined;
  const character = String.fromCharCode(Number.parseInt(byte ?? unit ?? point ?? percent ?? '0', 16));
  return ofValue.test(character) ? character : undefined;
}

function isNothing({ joined, beside, thin, continued }: Readonly<Record<string, string | undefined>>): boolean {
  return [joined, beside, thin, continued].some((one) => one !== undefined);
}

/** Apart from what stands before it. */
function blockText(block: string): string {
  const text = block.replace(/\s+/gu, '');
  return ` ${decoded(text) ?? text}`;
}

/** Most runs of these characters are no base64, and make bytes that are no text. */
function decoded(base64: string): string | undefined {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  return readable.test(text) ? text : undefined;
}

/** Of one character of what was made. */
function placeOf(pieces: readonly Piece[], made: number): { readonly start: number; readonly end: number } {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[middle]?.madeStart ?? 0) <= made) low = middle + 1;
    else high = middle;
  }
  const before = pieces[low - 1];
  if (before === undefined) return { start: made, end: made + 1 };
  if (made < before.madeEnd) return { start: before.start, end: before.end };
  const start = before.end + made - before.madeEnd;
  return { start, end: start + 1 };
}
