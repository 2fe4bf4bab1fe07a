const mostCharacters = 1_000_000;
const longLine = 5_000;

/** Why a text is not analysed, if it is not. `programOnly`: secrets are still looked for. */
export interface Unreadable {
  readonly why: string;
  readonly programOnly: boolean;
}

/** A text that no analyser is given: binary, over 1 MB, or minified (then only the program's analysers are spared). */
export function unreadable(text: string): Unreadable | undefined {
  if (text.length > mostCharacters) {
    const size = (text.length / 1_000_000).toFixed(1);
    return { why: `the text is too large to analyse (${size} million characters, the limit is 1 million)`, programOnly: false };
  }
  if (text.includes('\0')) return { why: 'the text is binary (it holds a NUL character)', programOnly: false };
  if (hasLongLine(text)) {
    return { why: `the text is minified or generated (a line is over ${longLine} characters long)`, programOnly: true };
  }
  return undefined;
}

function hasLongLine(text: string): boolean {
  let start = 0;
  while (text.length - start > longLine) {
    const end = text.indexOf('\n', start);
    if (end === -1 || end - start > longLine) return true;
    start = end + 1;
  }
  return false;
}
