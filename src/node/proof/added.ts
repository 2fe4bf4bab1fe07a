import { entriesIn, type Entry } from './literal-tables.ts';
import { codeOf, type Code, type Literal } from './literals.ts';

/** The text of a file before and after a change. */
export interface Changed {
  readonly base: string;
  readonly result: string;
  readonly isPython: boolean;
}

/** What a change adds. */
export interface Added {
  readonly code: Code;
  /** Of the whole text. */
  readonly all: readonly Entry[];
  readonly entries: readonly Entry[];
  readonly literals: readonly Literal[];
}

/** What `base` does not have. */
export function addedBy({ base, result, isPython }: Changed): Added {
  const [before, code] = [codeOf(base, isPython), codeOf(result, isPython)];
  const literals = new Set([...before.literals, ...before.lists].map(({ value }) => value));
  const entries = new Set(entriesIn(before).map(nameOf));
  const all = entriesIn(code);
  return {
    code,
    all,
    entries: all.filter((one) => !entries.has(nameOf(one))),
    literals: [...code.literals, ...code.lists].filter(({ value }) => !literals.has(value)),
  };
}

/** One for all that are alike. */
export function nameOf({ key, value }: Entry): string {
  return `${key.value}\0${value.value}`;
}
