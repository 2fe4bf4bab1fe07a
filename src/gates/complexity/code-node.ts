/** A node of any language's syntax tree, as far as counting needs it. Comments are left out. */
export interface CodeNode {
  /** What the language's parser calls it. */
  readonly type: string;
  /** What it is of its parent, or empty: only `condition` and `alternative` are looked at. */
  readonly field: string;
  /** Of a function: its name. Of a call: what is called. Of a case: how it begins. */
  readonly name?: string;
  /** Of a binary expression. */
  readonly operator?: string;
  readonly children: readonly CodeNode[];
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

/** What the nodes of a language are, by type. */
export interface CodeLanguage {
  /** With a name of their own. */
  readonly functions: ReadonlySet<string>;
  /** Without one: lambdas, blocks, function expressions. */
  readonly lambdas: ReadonlySet<string>;
  readonly ifs: ReadonlySet<string>;
  /** `elif`: what hangs on an if, with a condition of its own. */
  readonly elseIfs: ReadonlySet<string>;
  /** A node that is only there for the word `else`. */
  readonly elses: ReadonlySet<string>;
  readonly loops: ReadonlySet<string>;
  readonly switches: ReadonlySet<string>;
  /** One way through a switch, without those for everything else. */
  readonly cases: ReadonlySet<string>;
  readonly tries: ReadonlySet<string>;
  readonly catches: ReadonlySet<string>;
  readonly ternaries: ReadonlySet<string>;
  readonly binaries: ReadonlySet<string>;
  readonly parentheses: ReadonlySet<string>;
  /** Jumps to a label that always have one. */
  readonly gotos: ReadonlySet<string>;
  /** Jumps that have one if a child is of one of `labels`. */
  readonly jumps: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  readonly calls: ReadonlySet<string>;
}

/** Operators that decide whether what follows is evaluated. */
export const logicalOperators: ReadonlySet<string> = new Set(['&&', '||', 'and', 'or', '??', 'xor']);
