/** A set of characters: the ASCII ones each, all others together. */
export type CharSet = bigint;

export const others = 1n << 128n;
export const everyChar: CharSet = (1n << 129n) - 1n;

export function charBit(code: number): CharSet {
  return code < 128 ? 1n << BigInt(code) : others;
}

export function charsOf(text: string): CharSet {
  let set = 0n;
  for (const char of text) set |= charBit(char.codePointAt(0) ?? 128);
  return set;
}

export function charRange(from: number, to: number): CharSet {
  let set = to > 127 ? others : 0n;
  for (let code = from; code <= Math.min(to, 127); code += 1) set |= charBit(code);
  return set;
}

export function without(set: CharSet): CharSet {
  return everyChar & ~set;
}

export const digits = charRange(48, 57);
export const wordChars = digits | charRange(65, 90) | charRange(97, 122) | charsOf('_');
export const spaces = charsOf(' \t\n\r\v\f') | others;
export const lineEnds = charsOf('\n\r');

/** With the other case of each letter too. */
export function caseless(set: CharSet): CharSet {
  const upper = charRange(65, 90);
  const lower = charRange(97, 122);
  return set | ((set & upper) << 32n) | ((set & lower) >> 32n);
}

/** The ASCII characters of a set, in order. */
export function listChars(set: CharSet): string {
  let text = '';
  for (let code = 0; code < 128; code += 1) if ((set & charBit(code)) !== 0n) text += String.fromCharCode(code);
  return text;
}
