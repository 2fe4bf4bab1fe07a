/** Where the notations of two languages, or what their engines do, differ. */
export interface Dialect {
  /** What begins a group: its kind, name or flags. */
  readonly opening: RegExp;
  /** A group that matches nothing: flags, a comment. */
  readonly aside: RegExp | undefined;
  /** A reference to a group that has matched. */
  readonly reference: RegExp;
  /** Escapes of the beginning and the end of the text. */
  readonly edges: Readonly<Record<string, 'start' | 'end'>>;
  /** `]` is itself where a class begins with it. */
  readonly bracketFirst: boolean;
  /** `\w` and `\d` are more than ASCII. */
  readonly unicodeClasses: boolean;
  /** `a++` does not give back what it took. */
  readonly possessive: boolean;
  /** A match can be refused at its end, whatever the pattern says: by `fullmatch`. */
  readonly refusedAtEnd: boolean;
  /** Loops side by side, which take the square of the time, count too. */
  readonly countsSquares: boolean;
}

/** https://tc39.es/ecma262/#sec-patterns and https://docs.python.org/3/library/re.html#regular-expression-syntax. */
export const dialects = {
  javascript: {
    opening: /^(?:\?:|\?<?[=!]|\?<[^>]*>|\?[a-z-]+:)/u,
    aside: undefined,
    reference: /^\\(?:[1-9]\d*|k<[^>]*>)/u,
    edges: {},
    bracketFirst: false,
    unicodeClasses: false,
    possessive: false,
    refusedAtEnd: false,
    countsSquares: true,
  },
  python: {
    opening: /^(?:\?P<\w+>|\?<?[=!]|\?>|\?[aiLmsux-]*:)/u,
    aside: /^\?(?:[aiLmsux]+|#[^)]*)\)/u,
    reference: /^(?:\\[1-9]\d?|\(\?P=\w+\))/u,
    edges: { A: 'start', Z: 'end', z: 'end' },
    bracketFirst: true,
    unicodeClasses: true,
    possessive: true,
    refusedAtEnd: true,
    countsSquares: false,
  },
} as const satisfies Readonly<Record<string, Dialect>>;

export type DialectName = keyof typeof dialects;
