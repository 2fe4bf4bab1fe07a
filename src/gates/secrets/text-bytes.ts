const encoder = new TextEncoder();

/** For the texts that are looked through most: to make an array for each takes longer than to fill it. */
const kept = new Uint8Array(32 * 1024);

/** A text in UTF-8, which is read ten times as fast as its characters. What was given before may be overwritten. */
export function bytesOf(text: string): Uint8Array {
  // A UTF-16 unit takes three bytes at most.
  if (text.length * 3 > kept.length) return encoder.encode(text);
  return kept.subarray(0, encoder.encodeInto(text, kept).written);
}
