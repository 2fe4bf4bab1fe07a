/** Finds `quote` in `text`, its lines' indentation and line ends aside. Offsets, the end exclusive; undefined if it is not there. */
export function locateQuote(text: string, quote: string): { readonly start: number; readonly end: number } | undefined {
  const wanted = quote.trim();
  if (wanted === '') return undefined;
  const exact = text.indexOf(wanted);
  if (exact >= 0) return { start: exact, end: exact + wanted.length };
  const lines = wanted.split(/\r?\n/).map((line) => line.trim());
  const pattern = lines
    .filter((line) => line !== '')
    .map((line) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[ \\t]*\\r?\\n\\s*');
  const match = new RegExp(pattern).exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}
