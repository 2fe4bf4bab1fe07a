/** Bytes of `text` in UTF-8, without a TextEncoder: `core` knows no platform. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 || isPaired(text, index, unit) ? 1 : 2;
  }
  return bytes;
}

/** Two halves of a surrogate pair are one character of four bytes, two for each; a lone one is sent as three. */
function isPaired(text: string, index: number, unit: number): boolean {
  if (unit < 0xd800 || unit > 0xdfff) return false;
  const other = text.charCodeAt(unit < 0xdc00 ? index + 1 : index - 1);
  return unit < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
}

/**
 * A bound no tokenizer of the supported vendors can pass: byte-level vocabularies never need more than one token for
 * a byte. Chat templates and tool preambles are allowed for. Used for reservations, where too little is a lie.
 */
export function tokenCeiling(texts: readonly string[], tools: number): number {
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  return ceilingOfBytes(bytes, { texts: texts.length, tools });
}

/** The same for texts that were counted before. */
export function ceilingOfBytes(bytes: number, parts: { readonly texts: number; readonly tools: number }): number {
  return bytes + 32 * (parts.texts + 1) + (parts.tools > 0 ? 1024 + 256 * parts.tools : 0);
}

/** What a text of code usually is, in tokens; for fitting windows and for estimates that are marked as such. */
export function tokenEstimate(text: string): number {
  return estimateOfBytes(utf8Length(text));
}

export function estimateOfBytes(bytes: number): number {
  return Math.ceil(bytes / 3);
}
