/** A text with what hides a value undone: literals put together, escapes, characters without width, one level of base64. */
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
    '(?<=["\'`])(?<base64>[\\w+/-]{20,}={0,2})(?=["\'`])',
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

function readingOf({ joined, beside, listed, thin, byte, unit, point, percent, base64 }: Readonly<Record<string, string | undefined>>, isList: boolean): string | undefined {
  if (base64 !== undefined) return decoded(base64);
  if (joined !== undefined || beside !== undefined || thin !== undefined) return '';
  if (listed !== undefined) return isList ? '' : undefined;
  const character = String.fromCharCode(Number.parseInt(byte ?? unit ?? point ?? percent ?? '0', 16));
  return ofValue.test(character) ? character : undefined;
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
