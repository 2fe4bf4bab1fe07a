import { literalLines } from './literal-lines.ts';

/** A text as lines, with what of each is indentation: none where the line starts inside a literal, or is blank outside one. */
class Lines {
  readonly #lines: readonly string[];
  readonly #literal: ReadonlySet<number>;

  constructor(text: string, languageId: string) {
    this.#lines = text.split('\n');
    this.#literal = literalLines(text, languageId);
  }

  /** The text with each line of code changed; a blank one is empty, and what is inside a literal stays as it is. */
  map(change: (line: string) => string): string {
    return this.#lines.map((line, index) => (this.#literal.has(index) ? line : line.trim() === '' ? '' : change(line))).join('\n');
  }

  code(): readonly string[] {
    return this.#lines.filter((line, index) => !this.#literal.has(index) && line.trim() !== '');
  }
}

/** The white space that every line of code in `text` starts with. */
export function commonIndent(text: string, languageId: string): string {
  const indents = new Lines(text, languageId).code().map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  return indents.reduce((common, indent) => sharedStart(common, indent), indents[0] ?? '');
}

function sharedStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

/** `text` moved to the left margin. Lines end in `\n`. */
export function dedent(text: string, languageId: string): string {
  const { length } = commonIndent(text, languageId);
  return new Lines(text, languageId).map((line) => line.slice(length));
}

/** `text` moved to where `indent` starts. */
export function reindent(text: string, indent: string, languageId: string): string {
  return new Lines(dedent(text, languageId), languageId).map((line) => indent + line);
}

/** Tabs for a text that is indented by tabs, where the answer came with spaces: at the left margin, then. */
export function withUnitOf(answer: string, original: string, languageId: string): string {
  const usesTabs = /^\t/m.test(original) && !/^ {2,}\S/m.test(original);
  if (!usesTabs || !/^ {2,}/m.test(answer)) return answer;
  const lines = new Lines(dedent(answer, languageId), languageId);
  // The narrowest indent is one step: the stars of a comment stand a space beside one.
  const steps = lines
    .code()
    .map((line) => /^ */.exec(line)?.[0].length ?? 0)
    .filter((length) => length >= 2);
  const unit = Math.min(8, ...steps);
  return lines.map((line) => line.replace(/^ +/, (run) => '\t'.repeat(Math.floor(run.length / unit)) + ' '.repeat(run.length % unit)));
}
