/** A function's documentation, whatever the language. */
export interface DocumentedFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Parameters that its documentation names, with their places. */
  readonly documented: readonly NamedPlace[];
}

export interface Parameter {
  /** Absent: it is taken apart at once, and has none. */
  readonly name?: string;
  /** It need not be documented: `self`, `_unused`, `**options`. */
  readonly optional?: true;
  /** It takes whatever is passed by name. */
  readonly open?: true;
}

export interface NamedPlace {
  readonly name: string;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

/** Something that others can use, at its name. */
export interface PublicSymbol extends NamedPlace {
  readonly isDocumented: boolean;
}

/** What a text documents. */
export interface Documentation {
  readonly functions: readonly DocumentedFunction[];
  readonly symbols: readonly PublicSymbol[];
}

/** A mistake in documentation. */
export interface DocumentationMistake extends NamedPlace {
  readonly rule: 'undocumented' | 'unknown-parameter' | 'undocumented-parameter';
  readonly message: string;
}

/** Fewer than these say nothing of what a file's way is. */
const fewest = 2;

/** What is wrong or left out, where the text is one that documents: a file without documentation is left alone. */
export function mistakesOf({ functions, symbols }: Documentation): readonly DocumentationMistake[] {
  return [...functions.flatMap(parameterMistakes), ...missing(symbols)].toSorted((a, b) => a.start - b.start);
}

function missing(symbols: readonly PublicSymbol[]): DocumentationMistake[] {
  const without = symbols.filter(({ isDocumented }) => !isDocumented);
  const count = symbols.length - without.length;
  if (count < fewest || count <= without.length) return [];
  return without.map(({ name, start, end }) => ({
    rule: 'undocumented',
    message: `\`${name}\` has no documentation, as the others of this file have`,
    name,
    start,
    end,
  }));
}

function parameterMistakes({ name, parameters, documented }: DocumentedFunction): DocumentationMistake[] {
  if (documented.length === 0) return [];
  const names = new Set(parameters.flatMap((one) => one.name ?? []));
  const isOpen = parameters.some((one) => one.open || one.name === undefined);
  const unknown = documented.filter((one) => !names.has(one.name) && !isOpen);
  const mentioned = new Set(documented.map((one) => one.name));
  const [first] = documented;
  const left =
    isOpen || unknown.length > 0 ? [] : parameters.filter((one) => !one.optional && one.name !== undefined && !mentioned.has(one.name));
  return [
    ...unknown.map((one): DocumentationMistake => ({
      rule: 'unknown-parameter',
      message: `\`${name}\` has no parameter \`${one.name}\``,
      ...one,
    })),
    ...left.map((one): DocumentationMistake => ({
      rule: 'undocumented-parameter',
      message: `the parameter \`${one.name ?? ''}\` of \`${name}\` is not documented, as its others are`,
      name: one.name ?? '',
      start: first?.start ?? 0,
      end: first?.end ?? 0,
    })),
  ];
}
