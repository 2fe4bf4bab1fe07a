/** Which literals of a language can hold line ends, as far as the indentation of what is in them goes. */
interface Lexicon {
  /** `` ` `` begins a text over several lines. */
  readonly backtick: boolean;
  /** `${…}` inside it is code. */
  readonly substitution: boolean;
  /** Three quotes begin one. */
  readonly triple: readonly ('"""' | "'''")[];
  readonly lineComment: '//' | '#';
  /** Between slashes, after what cannot end a value. */
  readonly regex: boolean;
}

const SCRIPT: Lexicon = { backtick: true, substitution: true, triple: [], lineComment: '//', regex: true };
const TEXT_BLOCKS: Lexicon = { backtick: false, substitution: false, triple: ['"""'], lineComment: '//', regex: false };

const LEXICONS: Readonly<Record<string, Lexicon>> = {
  javascript: SCRIPT,
  javascriptreact: SCRIPT,
  typescript: SCRIPT,
  typescriptreact: SCRIPT,
  python: { backtick: false, substitution: false, triple: ['"""', "'''"], lineComment: '#', regex: false },
  go: { backtick: true, substitution: false, triple: [], lineComment: '//', regex: false },
  java: TEXT_BLOCKS,
  kotlin: TEXT_BLOCKS,
  swift: TEXT_BLOCKS,
  csharp: TEXT_BLOCKS,
};

/** The lines of `code`, zero-based, that start inside a literal: their white space is part of a value, and nobody's to move. */
export function literalLines(code: string, languageId: string): ReadonlySet<number> {
  const lexicon = LEXICONS[languageId];
  return lexicon === undefined ? new Set() : new Scanner(code, lexicon).run();
}

/** What can stand before a regular expression, where a value cannot: a slash after anything else divides. */
const BEFORE_REGEX = /(?:^|[=(,:;[!&|?{}~+\-*%<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield))\s*$/;

/** Reads a text once from left to right. */
class Scanner {
  readonly #code: string;
  readonly #lexicon: Lexicon;
  readonly #inside = new Set<number>();
  #at = 0;
  #line = 0;
  /** For each `${` that is open, how many braces are open in it. */
  readonly #braces: number[] = [];

  constructor(code: string, lexicon: Lexicon) {
    this.#code = code;
    this.#lexicon = lexicon;
  }

  run(): ReadonlySet<number> {
    while (this.#at < this.#code.length) this.#step();
    return this.#inside;
  }

  #step(): void {
    const char = this.#code[this.#at] ?? '';
    const quote = this.#quote(char);
    if (quote !== undefined) return this.#literal(quote);
    if (char === '"' || char === "'") return this.#string(char);
    if (this.#skipsComment()) return;
    if (char === '/' && this.#lexicon.regex && this.#startsRegex()) return this.#regex();
    this.#forward(1);
    if (this.#closesSubstitution(char)) this.#rest('`');
  }

  /** What begins a literal over lines here. */
  #quote(char: string): string | undefined {
    if (char === '`' && this.#lexicon.backtick) return char;
    return this.#lexicon.triple.find((one) => this.#is(one));
  }

  /** Counts the braces inside a substitution; its text goes on after the one that closes it. */
  #closesSubstitution(char: string): boolean {
    const open = this.#braces.pop();
    if (open === undefined) return false;
    if (char === '}' && open === 0) return true;
    this.#braces.push(open + (char === '{' ? 1 : 0) - (char === '}' ? 1 : 0));
    return false;
  }

  #literal(quote: string): void {
    this.#forward(quote.length);
    this.#rest(quote);
  }

  /** From inside a literal to behind its end, or to the code of a substitution in it. */
  #rest(quote: string): void {
    while (this.#at < this.#code.length) {
      if (this.#is(quote)) return this.#forward(quote.length);
      if (quote === '`' && this.#lexicon.substitution && this.#is('${')) {
        this.#braces.push(0);
        return this.#forward(2);
      }
      if (this.#code[this.#at] === '\\' && (quote !== '`' || this.#lexicon.substitution)) this.#inner();
      this.#inner();
    }
  }

  /** A character of a literal: where it ends a line, the next line starts inside. */
  #inner(): void {
    const ends = this.#code[this.#at] === '\n';
    this.#forward(1);
    if (ends) this.#inside.add(this.#line);
  }

  /** A string ends with its line at the latest. */
  #string(quote: string): void {
    this.#forward(1);
    while (this.#at < this.#code.length && this.#code[this.#at] !== '\n') {
      const char = this.#code[this.#at];
      this.#forward(char === '\\' ? 2 : 1);
      if (char === quote) return;
    }
  }

  #skipsComment(): boolean {
    const { lineComment } = this.#lexicon;
    if (this.#is(lineComment)) {
      this.#to(this.#code.indexOf('\n', this.#at));
      return true;
    }
    if (lineComment !== '//' || !this.#is('/*')) return false;
    const end = this.#code.indexOf('*/', this.#at + 2);
    this.#to(end < 0 ? -1 : end + 2);
    return true;
  }

  #startsRegex(): boolean {
    const start = this.#code.lastIndexOf('\n', this.#at - 1) + 1;
    return BEFORE_REGEX.test(this.#code.slice(Math.max(start, this.#at - 40), this.#at));
  }

  #regex(): void {
    let inClass = false;
    this.#forward(1);
    while (this.#at < this.#code.length && this.#code[this.#at] !== '\n') {
      const char = this.#code[this.#at];
      this.#forward(char === '\\' ? 2 : 1);
      if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) return;
    }
  }

  #is(text: string): boolean {
    return this.#code.startsWith(text, this.#at);
  }

  #to(end: number): void {
    this.#forward((end < 0 ? this.#code.length : end) - this.#at);
  }

  #forward(by: number): void {
    const end = Math.min(this.#at + by, this.#code.length);
    for (; this.#at < end; this.#at += 1) if (this.#code[this.#at] === '\n') this.#line += 1;
  }
}
