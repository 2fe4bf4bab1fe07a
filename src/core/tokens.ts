/** Bytes of `text` in UTF-8, without a TextEncoder: `core` knows no platform. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * A bound no tokenizer of the supported vendors can pass: byte-level vocabularies never need more than one token for
 * a byte. Chat templates and tool preambles are allowed for. Used for reservations, where too little is a lie.
 */
export function tokenCeiling(texts: readonly string[], tools: number): number {
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  return bytes + 32 * (texts.length + 1) + (tools > 0 ? 1024 + 256 * tools : 0);
}

/** What a text of code usually is, in tokens; for fitting windows and for estimates that are marked as such. */
export function tokenEstimate(text: string): number {
  return Math.ceil(utf8Length(text) / 3);
}
