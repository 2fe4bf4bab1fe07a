/*
 * What every mark of `unwritten.ts` has, so that a text without reads as it is written. It is looked for in bytes, a byte at a
 * time, in a fraction of what the marks' own pattern takes.
 */

import { bytesOf } from './text-bytes.ts';

const encoder = new TextEncoder();

const [NOTHING, SIGN, HEX, WORD, DIGIT] = [0, 1, 2, 3, 4] as const;

/** What a byte is. Those above 127 that are signs begin a character without width. */
const kinds = new Uint8Array(256).fill(NOTHING);
const set = (characters: string, kind: number): void => {
  for (const byte of encoder.encode(characters)) kinds[byte] = kind;
};
set('GHIJKLMNOPQRSTUVWXYZghijklmnopqrstuvwxyz_+/', WORD);
set('ABCDEFabcdef', HEX);
set('0123456789', DIGIT);
set('"\'`\\%&{>|', SIGN);
for (const byte of [0xc2, 0xe1, 0xe2, 0xef]) kinds[byte] = SIGN;

/** The shortest run of characters that is read as base64, and of digits, hex digits and what parts them as codes. */
const RUN = 20;

/** False: the text reads as it is written. True: it may not. */
export function mayReadOtherwise(text: string): boolean {
  const bytes = bytesOf(text);
  let [word, codes] = [0, 0];
  for (const byte of bytes) {
    const kind = kinds[byte];
    if (kind === SIGN) return true;
    word = kind === NOTHING && byte !== HYPHEN ? 0 : word + 1;
    codes = kind === DIGIT || kind === HEX || isBetweenCodes(byte) ? codes + 1 : 0;
    if (word === RUN || codes === RUN) return true;
  }
  return /\bchr\(|fromCharCode/u.test(text);
}

const HYPHEN = 0x2d;

/** Space, tab, line ends, comma, colon, hyphen and the `x` of `0x41`. */
function isBetweenCodes(byte: number): boolean {
  return byte === 0x20 || byte === 0x2c || byte === 0x3a || byte === HYPHEN || byte === 0x78 || (byte >= 0x09 && byte <= 0x0d);
}
