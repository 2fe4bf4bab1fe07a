/** What keeps a test from running or from failing, with its place. */
export interface Mark {
  /** As it is written: `.skip`, `@pytest.mark.skipif`. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** How much an assertion says: `weak` that there is something, `empty` nothing at all. */
export type Strength = 'strong' | 'weak' | 'empty';

/** One test of a text, or a helper of the tests that asserts something. Offsets in UTF-16 units. */
export interface TestFact {
  readonly kind: 'test' | 'helper';
  /** The names of the suites it is in and its own. */
  readonly name: string;
  /** The same for the same code, however it is laid out; empty if there is none. */
  readonly body: string;
  readonly strong: number;
  readonly weak: number;
  /** How many assertions are always met and can fail it. */
  readonly certain: number;
  /** Assertions that hold whatever the code does. */
  readonly empty: readonly Mark[];
  /** On it, on a suite it is in, or in its body. */
  readonly marks: readonly Mark[];
  /** Ways out of the test before an assertion. */
  readonly exits: readonly Mark[];
  readonly start: number;
  readonly end: number;
}

/** What the names of a file of tests mean, and what it does to all of its tests. */
export interface FileNames {
  /** Each imported name with its module. */
  readonly imported: ReadonlyMap<string, string>;
  /** Declarations of its own; the word is the name. `from`: the name that made the value. */
  readonly declared: readonly (Mark & { readonly isTop: boolean; readonly from?: string })[];
  readonly marks: readonly Mark[];
}

/** A file of tests. */
export interface TestFile {
  readonly facts: readonly TestFact[];
  readonly names: FileNames;
}

/** Begins the part of a body that is a name of the program's. */
export const NAME = 'name:';

/** The same for bodies that differ by nothing but names, each changed for one other wherever it is. */
export function withoutNames(body: string): string {
  const known = new Map<string, number>();
  const parts = body.split('\0').map((part) => {
    if (!part.startsWith(NAME)) return part;
    const number = known.get(part) ?? known.size;
    known.set(part, number);
    return `${NAME}${number}`;
  });
  return parts.join('\0');
}

/** Text and place of each assertion and of each way out, as they are met. */
export class BodyCount {
  readonly assertions: { readonly strength: Strength; readonly place: Mark }[] = [];
  readonly exits: Mark[] = [];
  readonly marks: Mark[] = [];

  /** Assertions that are always met and can fail the test. */
  certain = 0;

  facts(): Pick<TestFact, 'strong' | 'weak' | 'certain' | 'empty' | 'exits'> {
    const of = (wanted: Strength): readonly Mark[] => this.assertions.filter(({ strength }) => strength === wanted).map(({ place }) => place);
    const last = Math.max(-1, ...this.assertions.map(({ place }) => place.start));
    // A way out after the last assertion leaves none of them out.
    return { strong: of('strong').length, weak: of('weak').length, certain: this.certain, empty: of('empty'), exits: this.exits.filter(({ start }) => start < last || last < 0) };
  }
}
