import type { CommentRange } from './suppression.ts';

/** The literal part of an f-string, its format specification, or the code in its braces. */
type Frame =
  { readonly kind: 'literal' | 'specification'; readonly quote: string } | { readonly kind: 'code'; readonly quote: string; depth: number };

/**
 * Finds comments by the lexical rules of Python (https://docs.python.org/3/reference/lexical_analysis.html): strings of
 * all kinds, line joining inside them, and code nested in f-strings to any depth. A broken string ends with its line.
 */
class CommentScanner {
  readonly #text: string;
  readonly #frames: Frame[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  *comments(): Generator<CommentRange> {
    while (this.#at < this.#text.length) {
      const frame = this.#frames.at(-1);
      if (frame && frame.kind !== 'code') this.#literal(frame);
      else if (this.#text.charAt(this.#at) === '#') yield this.#comment();
      else this.#code(frame);
    }
  }

  #comment(): CommentRange {
    const start = this.#at;
    while (this.#at < this.#text.length && !this.#isLineEnd()) this.#at += 1;
    return { start, end: this.#at };
  }

  #code(frame: Frame | undefined): void {
    const character = this.#text.charAt(this.#at);
    if (character === '"' || character === "'") this.#open(character);
    else {
      if (frame?.kind === 'code') this.#inBraces(frame, character);
      this.#at += 1;
    }
  }

  #inBraces(frame: Frame & { kind: 'code' }, character: string): void {
    if ('([{'.includes(character)) frame.depth += 1;
    else if (character === '}' && frame.depth === 0) this.#frames.pop();
    else if (')]}'.includes(character)) frame.depth -= 1;
    else if (character === ':' && frame.depth === 0) this.#frames.push({ kind: 'specification', quote: frame.quote });
  }

  #open(character: string): void {
    const prefix = /(?<![\w])[a-z]{1,2}$/iu.exec(this.#text.slice(Math.max(0, this.#at - 3), this.#at))?.[0] ?? '';
    const quote = this.#text.startsWith(character.repeat(3), this.#at) ? character.repeat(3) : character;
    this.#at += quote.length;
    if (/[ft]/iu.test(prefix)) this.#frames.push({ kind: 'literal', quote });
    else this.#skipString(quote);
  }

  #skipString(quote: string): void {
    while (this.#at < this.#text.length && !this.#ends(quote)) this.#skipOne();
  }

  /** Whether the string ends here; then its end is skipped. */
  #ends(quote: string): boolean {
    if (this.#text.startsWith(quote, this.#at)) {
      this.#at += quote.length;
      return true;
    }
    return quote.length === 1 && this.#isLineEnd();
  }

  /** A character, or a backslash with what it escapes, which may be a line end of two characters. */
  #skipOne(): void {
    if (this.#text.charAt(this.#at) === '\\') this.#at += this.#text.startsWith('\r\n', this.#at + 1) ? 3 : 2;
    else this.#at += 1;
  }

  #literal({ kind, quote }: Frame): void {
    const text = this.#text;
    if (this.#ends(quote)) this.#leaveString();
    else if (kind === 'literal' && (text.startsWith('{{', this.#at) || text.startsWith('}}', this.#at))) this.#at += 2;
    // A backslash escapes no brace.
    else if (/^\\[{}]/u.test(text.slice(this.#at, this.#at + 2))) this.#at += 1;
    else if (text.charAt(this.#at) === '{') this.#enterBraces(quote);
    else if (kind === 'specification' && text.charAt(this.#at) === '}') this.#leaveBraces();
    else this.#skipOne();
  }

  #enterBraces(quote: string): void {
    this.#frames.push({ kind: 'code', quote, depth: 0 });
    this.#at += 1;
  }

  #leaveBraces(): void {
    this.#frames.splice(-2);
    this.#at += 1;
  }

  #leaveString(): void {
    for (let frame = this.#frames.pop(); frame && frame.kind !== 'literal'; frame = this.#frames.pop());
  }

  #isLineEnd(): boolean {
    const character = this.#text.charAt(this.#at);
    return character === '\n' || character === '\r';
  }
}

/** Comments of Python: a `#` outside every string. */
export function pythonComments(text: string): CommentRange[] {
  return [...new CommentScanner(text).comments()];
}

/**
 * The text with what could make ruff silent overwritten after every `#`, also inside strings, where it changes nothing
 * that ruff judges: so nothing depends on telling comments from strings as ruff does.
 */
export function withoutNoqa(text: string): string {
  return text.replace(/#[^\r\n]*/gu, (rest) => rest.replace(/noqa|(?:ruff|flake8|isort)(?=\s*:)/giu, (key) => '_'.repeat(key.length)));
}
