/** A regular expression, as far as it matters how it can match. A set of characters is a test by code unit. */
export type Regex =
  | { readonly kind: 'set'; readonly has: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly of: Regex; readonly least: number; readonly most: number };

/** Latin characters one by one, and one place for all others. */
export type CharacterSet = bigint;

const size = 129n;
export const everyCharacter: CharacterSet = (1n << size) - 1n;
const others = 1n << 128n;

function single(code: number): CharacterSet {
  return code < 128 ? 1n << BigInt(code) : others;
}

function range(from: number, to: number): CharacterSet {
  let set = 0n;
  for (let code = from; code <= Math.min(to, 128); code += 1) set |= single(code);
  return set;
}

const digits = range(48, 57);
const wordCharacters = digits | range(65, 90) | range(97, 122) | single(95) | others;
const spaces = range(9, 13) | single(32);
const newline = single(10);

const classes: Readonly<Record<string, CharacterSet>> = {
  d: digits,
  w: wordCharacters,
  s: spaces,
  D: everyCharacter & ~digits,
  W: everyCharacter & ~wordCharacters | others,
  S: everyCharacter & ~spaces,
};

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7 };

/** The pattern has something that this does not model: a back reference, a condition. */
export class UnmodelledError extends Error {
  override readonly name = 'UnmodelledError';
}

class Reader {
  at = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get next(): string {
    return this.text[this.at] ?? '';
  }

  take(): string {
    this.at += 1;
    return this.text[this.at - 1] ?? '';
  }

  skip(wanted: string): boolean {
    if (!this.text.startsWith(wanted, this.at)) return false;
    this.at += wanted.length;
    return true;
  }
}

const empty: Regex = { kind: 'sequence', parts: [] };

function escapedSet(reader: Reader): CharacterSet | undefined {
  const letter = reader.take();
  const known = classes[letter];
  if (known !== undefined) return known;
  if (letter === 'x') return single(Number.parseInt(reader.take() + reader.take(), 16));
  if (/[bBAZz]/u.test(letter)) return undefined;
  if (/[1-9]/u.test(letter)) throw new UnmodelledError('back reference');
  return single(controls[letter] ?? letter.charCodeAt(0));
}

function bracket(reader: Reader): Regex {
  const negated = reader.skip('^');
  let set = 0n;
  let first = true;
  while (reader.next !== '' && (first || reader.next !== ']')) {
    first = false;
    const from = reader.take();
    if (from === '\\') set |= escapedSet(reader) ?? single(8);
    else if (reader.next === '-' && reader.text[reader.at + 1] !== ']') {
      reader.take();
      const to = reader.take();
      set |= range(from.charCodeAt(0), (to === '\\' ? reader.take() : to).charCodeAt(0));
    } else set |= single(from.charCodeAt(0));
  }
  reader.take();
  return { kind: 'set', has: negated ? (everyCharacter & ~set) | others : set };
}

function group(reader: Reader): Regex {
  const ahead = reader.skip('?=') || reader.skip('?!') || reader.skip('?<=') || reader.skip('?<!');
  const named = /^\?P<\w+>|^\?[aiLmsux-]*:|^\?>/u.exec(reader.text.slice(reader.at, reader.at + 60));
  if (named !== null) reader.at += named[0].length;
  else if (!ahead && reader.next === '?') {
    const flags = /^\?[aiLmsux]+\)/u.exec(reader.text.slice(reader.at, reader.at + 20));
    if (flags === null) throw new UnmodelledError('group');
    reader.at += flags[0].length;
    return empty;
  }
  const inner = choice(reader);
  reader.take();
  return ahead ? empty : inner;
}

function atom(reader: Reader): Regex {
  const letter = reader.take();
  switch (letter) {
    case '(':
      return group(reader);
    case '[':
      return bracket(reader);
    case '.':
      return { kind: 'set', has: everyCharacter & ~newline };
    case '^':
    case '$':
      return empty;
    case '\\': {
      const set = escapedSet(reader);
      return set === undefined ? empty : { kind: 'set', has: set };
    }
    default:
      return { kind: 'set', has: single(letter.charCodeAt(0)) };
  }
}

const counts: Readonly<Record<string, readonly [number, number]>> = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] };

/** Reads how often something may come; undefined if it says nothing of it. */
function countAt(reader: Reader): readonly [least: number, most: number] | undefined {
  const simple = counts[reader.next];
  if (simple !== undefined) {
    reader.take();
    return simple;
  }
  const braces = /^\{(?!\})(\d*)(?:(,)(\d*))?\}/u.exec(reader.text.slice(reader.at, reader.at + 20));
  if (braces === null) return undefined;
  reader.at += braces[0].length;
  const [, from = '', comma, to = ''] = braces;
  const least = Number(from);
  return [least, comma === undefined ? least : to === '' ? Infinity : Number(to)];
}

function repeated(reader: Reader, of: Regex): Regex {
  const count = countAt(reader);
  if (count === undefined) return of;
  if (reader.skip('+')) throw new UnmodelledError('possessive');
  reader.skip('?');
  const [least, most] = count;
  return repeated(reader, { kind: 'repeat', of, least, most });
}

function sequence(reader: Reader): Regex {
  const parts: Regex[] = [];
  while (reader.next !== '' && reader.next !== '|' && reader.next !== ')') parts.push(repeated(reader, atom(reader)));
  return { kind: 'sequence', parts };
}

function choice(reader: Reader): Regex {
  const options = [sequence(reader)];
  while (reader.skip('|')) options.push(sequence(reader));
  return options.length === 1 ? (options[0] ?? empty) : { kind: 'choice', options };
}

/** Parses Python's notation. Throws where it is not modelled. */
export function parseRegex(text: string): Regex {
  const reader = new Reader(text);
  const parsed = choice(reader);
  if (reader.at < text.length) throw new UnmodelledError('unbalanced');
  return parsed;
}
