/** What keeps a test from running or from failing, with its place. */
export interface Mark {
  /** As it is written: `.skip`, `@pytest.mark.skipif`. */
  readonly word: string;
  /** What it is compared by, if that is not the word. */
  readonly as?: string;
  readonly start: number;
  readonly end: number;
}

/** How much an assertion says: `strong` which value there is, `loose` one of several, `weak` that there is something, `empty` nothing at all. */
export type Strength = 'strong' | 'loose' | 'weak' | 'empty';

const ORDER: readonly Strength[] = ['empty', 'weak', 'loose', 'strong'];

export function isAtLeast(one: Strength, other: Strength): boolean {
  return ORDER.indexOf(one) >= ORDER.indexOf(other);
}

export function weakest(all: readonly Strength[]): Strength {
  return ORDER.find((one) => all.includes(one)) ?? 'strong';
}

export function strongest(all: readonly Strength[]): Strength {
  return ORDER.findLast((one) => all.includes(one)) ?? 'weak';
}

const CLOSE = 0.01;

/**
 * Of an equality that may be off by so much, as it is written; of `value` if that is known and not relative. What is no
 * number may be any. One that may be off by all of the value says little more than that there is one.
 */
export function ofTolerance(tolerance: string | undefined, value: number | undefined): Strength {
  if (tolerance === undefined || tolerance === 'None') return 'strong';
  const size = value === undefined || Number.isNaN(value) ? 1 : Math.max(1, Math.abs(value));
  const part = Number(tolerance.replaceAll('_', '')) / size;
  if (part <= CLOSE) return 'strong';
  return part > 1 ? 'weak' : 'loose';
}

/** How many assertions there are. */
export interface Counts {
  readonly strong: number;
  readonly loose: number;
  readonly weak: number;
  /** Of all of them, those that are always met and can fail the test. */
  readonly certain: number;
}

/** One test of a text, or a helper of the tests that asserts something. Offsets in UTF-16 units. */
export interface TestFact extends Counts {
  readonly kind: 'test' | 'helper';
  /** The names of the suites it is in and its own. */
  readonly name: string;
  /** The same for the same code, however it is laid out; empty if there is none. */
  readonly body: string;
  /** The same with each row of a table and each round of a loop; undefined if it is not written how many there are. */
  readonly repeated: Counts | undefined;
  /** Assertions that hold whatever the code does. */
  readonly empty: readonly Mark[];
  /** On it, on a suite it is in, or in its body. */
  readonly marks: readonly Mark[];
  /** Ways out of the test before an assertion. */
  readonly exits: readonly Mark[];
  /** What around it may make the same words say less. */
  readonly doubts?: readonly Mark[];
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
  /** Equalities of a module that compares loosely unless it is asked to be strict. `of`: the module's name in the file. */
  readonly loose?: readonly (Mark & { readonly of: string })[];
  /** Modules that stand in for others in the whole file. `by`: what is put in place, empty if all of it. */
  readonly mocks?: readonly (Mark & { readonly module: string; readonly by: string })[];
}

/** A file of tests. */
export interface TestFile {
  readonly facts: readonly TestFact[];
  readonly names: FileNames;
  /** What the tests claim, one by one; worked out when it is asked for. */
  claims(): readonly Claim[];
}

/** Begins the part of a body that is a name of the program's. */
export const NAME = 'name:';

const TOOL =
  /^(?:assert\w*|expect|pytest|unittest|mock|vi|jest|self|cls|to[A-Z]\w*|to|be|have|not|\w*[eE]quals?|eql|same|is|ok|throws?\w*|raises|warns|rejects|resolves|match|like|includes?|contains?|approx|param|map|forEach|join|push|append|toString|keys|values|entries|items)$/;

/** Whether a name says how something is tested, and not what. */
export function isTool(name: string): boolean {
  return TOOL.test(name);
}

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
  readonly assertions: { readonly strength: Strength; readonly place: Mark; readonly rounds: Rounds }[] = [];
  readonly exits: Mark[] = [];
  readonly marks: Mark[] = [];

  /** Assertions that are always met and can fail the test. */
  certain = 0;
  repeatedCertain = 0;

  /** `rows`: of the test's own table. */
  facts(rows: Rounds): Counts & Pick<TestFact, 'repeated' | 'empty' | 'exits'> {
    const of = (wanted: Strength): BodyCount['assertions'] => this.assertions.filter(({ strength }) => strength === wanted);
    const last = Math.max(-1, ...this.assertions.map(({ place }) => place.start));
    const times = (wanted: Strength): number => of(wanted).reduce((sum, { rounds }) => sum + (rounds ?? 1), 0) * (rows ?? 1);
    const isKnown = rows !== undefined && this.assertions.every(({ rounds }) => rounds !== undefined);
    const repeated = { strong: times('strong'), loose: times('loose'), weak: times('weak'), certain: this.repeatedCertain * (rows ?? 1) };
    return {
      strong: of('strong').length,
      loose: of('loose').length,
      weak: of('weak').length,
      certain: this.certain,
      repeated: isKnown ? repeated : undefined,
      empty: of('empty').map(({ place }) => place),
      // A way out after the last assertion leaves none of them out.
      exits: this.exits.filter(({ start }) => start < last || last < 0),
    };
  }
}

/** How often something is run; undefined if it is not written. At least once. */
export type Rounds = number | undefined;

export function timesOf(one: Rounds, other: Rounds): Rounds {
  return one === undefined || other === undefined ? undefined : one * other;
}

function allOf({ strong, loose, weak }: Counts): number {
  return strong + loose + weak;
}

/** Whether how often a test asserts something was written and is not any more, nor as often as it was. */
export function hasOpenRows({ repeated }: TestFact, after: TestFact): boolean {
  return repeated !== undefined && after.repeated === undefined && allOf(after) < allOf(repeated);
}

/** What a test or a helper no longer asserts that it did, in words. */
export function lost(before: TestFact, after: TestFact): string | undefined {
  const [was, is] = before.repeated !== undefined && after.repeated !== undefined ? [before.repeated, after.repeated] : [before, after];
  const isLooser = is.strong < was.strong || is.strong + is.loose < was.strong + was.loose;
  if (allOf(is) < allOf(was)) return `${allOf(was)} assertions became ${allOf(is)}`;
  if (isLooser && (allOf(is) === allOf(was) || is.strong === 0)) return 'an exact assertion became a loose one';
  return is.certain < was.certain ? `${was.certain - is.certain} of its assertions can no longer fail it` : undefined;
}

/** One thing that a test says of what it tests. */
export interface Claim {
  readonly fact: TestFact;
  readonly strength: Strength;
  readonly isSure: boolean;
  /** Written in the assertion, in the row of its table or in the call of its helper. */
  readonly own: readonly string[];
  /** Behind names that the assertion uses. */
  readonly around: ReadonlySet<string>;
  /** What is called or built. */
  readonly names: ReadonlySet<string>;
  readonly isOpen: boolean;
  /** The helpers by which it is asserted. */
  readonly by: readonly string[];
}
