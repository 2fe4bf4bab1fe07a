/** Most runs of such characters are none of these, and make bytes that are no text. */
const readable = /^[\t\n\r\x20-\x7e]{12,}$/u;
const hex = /^(?:0[xX])?((?:[\da-fA-F]{2}){12,})$/u;
const base32 = /^[A-Z2-7]{20,}={0,6}$/u;
const base32Signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The text that a run of characters is the hex, base64 or base32 of. */
export function decoded(run: string): string | undefined {
  const digits = hex.exec(run)?.[1];
  return (
    (digits === undefined ? undefined : ofBytes(Buffer.from(digits, 'hex'))) ??
    ofBytes(Buffer.from(run, 'base64')) ??
    (base32.test(run) ? ofBytes(fromBase32(run)) : undefined)
  );
}

/** The text of a list of character codes: `103, 0x68`. */
export function ofCodes(list: string): string | undefined {
  const codes = list.split(',').map((one) => Number(one.trim()));
  return codes.every((code) => code < 256) ? ofBytes(Buffer.from(codes)) : undefined;
}

/** The text of bytes in hex with a sign between them: `67 68`. */
export function ofHexPairs(pairs: string): string | undefined {
  return ofBytes(Buffer.from(pairs.replace(/[ :-]/gu, ''), 'hex'));
}

function ofBytes(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1');
  return readable.test(text) ? text : undefined;
}

/** RFC 4648, section 6: five bits for each sign. */
function fromBase32(run: string): Buffer {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const sign of run.replace(/=/gu, '')) {
    bits = ((bits << 5) | base32Signs.indexOf(sign)) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >>> held) & 0xff);
  }
  return Buffer.from(bytes);
}
