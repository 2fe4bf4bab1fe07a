import { isTool, type Strength, type TestFact, type Claim } from './test-facts.ts';

/** A part of a test: what it says and what it names. */
export interface Term {
  /** Values that are written out. */
  readonly literals: readonly string[];
  /** Names of the program's that may be given a value elsewhere in the file. */
  readonly names: readonly string[];
  /** Methods that are called. */
  readonly called: readonly string[];
  /** Of a list that is written out. */
  readonly items?: readonly Term[];
  /** Its values are worked out when it runs: `range(3)`. */
  readonly isOpen?: true;
}

/** Names that are given a value. */
export interface Bound {
  readonly names: readonly string[];
  readonly value: Term;
}

/** An assertion, or a call of a function of the file by its name. */
interface Step {
  /** Loops and tables around it: the names take one item of the value after the other. */
  readonly each: readonly Bound[];
  /** Whether every run of the test gets there, and fails the test where it does not hold. */
  readonly isSure: boolean;
}

export interface Said extends Step {
  readonly strength: Strength;
  readonly term: Term;
  /** The function of the file that may be what asserts. */
  readonly by?: string;
}

export interface Called extends Step {
  readonly name: string;
  /** `name`: of an argument that is given by name. */
  readonly values: readonly { readonly name?: string; readonly term: Term }[];
}

/** A test, or a function of the tests' own. */
export interface Body {
  readonly said: readonly Said[];
  readonly calls: readonly Called[];
  readonly bound: readonly Bound[];
  /** The names that each parameter binds. */
  readonly parameters: readonly (readonly string[])[];
  readonly helpers: ReadonlyMap<string, Body>;
}

/** All that is asserted in a file of tests, and where its names come from. */
export interface Bodies {
  readonly tests: ReadonlyMap<TestFact, Body>;
  readonly helpers: ReadonlyMap<string, Body>;
  readonly bound: readonly Bound[];
  /** Names that are imported. */
  readonly imported: ReadonlyMap<string, string>;
}

/** A term once the names in it are followed. */
interface Resolved {
  readonly own: string[];
  readonly around: Set<string>;
  readonly names: Set<string>;
  isOpen: boolean;
}

interface Scope {
  readonly file: Bodies;
  /** Where claims are put. */
  readonly claims: Claim[];
  readonly fact: TestFact;
  readonly bound: ReadonlyMap<string, readonly Bound[]>;
  readonly helpers: readonly ReadonlyMap<string, Body>[];
  /** What loops, tables and calls give to names. */
  readonly rows: ReadonlyMap<string, Resolved>;
  readonly isSure: boolean;
  /** Helpers that are called within each other. */
  readonly by: readonly string[];
}

/** More are not told apart. */
const MOST_CLAIMS = 5_000;
const DEEPEST_CALL = 3;

/** What the tests of a file claim, rows of tables, rounds of loops and calls of helpers each by itself. */
export function claimsOf(file: Bodies): readonly Claim[] {
  const claims: Claim[] = [];
  for (const [fact, body] of file.tests) {
    const isSure = fact.marks.length + fact.exits.length === 0;
    claimsIn(body, { file, fact, bound: byName(file.bound), helpers: [file.helpers], rows: new Map(), isSure, by: [], claims });
  }
  return claims;
}

function byName(all: readonly Bound[]): ReadonlyMap<string, readonly Bound[]> {
  return Map.groupBy(
    all.flatMap((one) => one.names.map((name) => ({ ...one, name }))),
    ({ name }) => name,
  );
}

function claimsIn(body: Body, around: Scope): void {
  const scope = { ...around, bound: new Map([...around.bound, ...byName(body.bound)]), helpers: [body.helpers, ...around.helpers] };
  const helper = (name: string | undefined): Body | undefined =>
    name === undefined ? undefined : scope.helpers.find((one) => one.has(name))?.get(name);
  for (const said of body.said) {
    if (helper(said.by) !== undefined) continue;
    inRounds(said.each, scope, (inner) => {
      scope.claims.push({
        fact: scope.fact,
        strength: said.strength,
        isSure: said.isSure && scope.isSure,
        by: scope.by,
        ...resolved(said.term, inner),
      });
    });
  }
  for (const call of scope.by.length < DEEPEST_CALL ? body.calls : []) {
    const called = helper(call.name);
    if (called === undefined || called === body) continue;
    inRounds(call.each, scope, (inner) => {
      const given = call.values.flatMap(({ name, term }, index) => {
        const value = resolved(term, inner);
        return (name === undefined ? (called.parameters[index] ?? []) : [name]).map((parameter) => [parameter, value] as const);
      });
      claimsIn(called, {
        ...inner,
        rows: new Map([...inner.rows, ...given]),
        isSure: scope.isSure && call.isSure,
        by: [...scope.by, call.name],
      });
    });
  }
}

function inRounds([first, ...others]: readonly Bound[], scope: Scope, then: (scope: Scope) => void): void {
  if (scope.claims.length >= MOST_CLAIMS) return;
  if (first === undefined) return then(scope);
  for (const row of rowsOf(first.value, scope)) {
    inRounds(others, { ...scope, rows: new Map([...scope.rows, ...first.names.map((name) => [name, row] as const)]) }, then);
  }
}

/** Each item of a list that is written out; of anything else all that it says at once. */
function rowsOf(value: Term, scope: Scope): readonly Resolved[] {
  const [name, ...more] = value.names;
  const isName = name !== undefined && more.length === 0 && value.literals.length + value.called.length === 0 && value.items === undefined;
  const own = isName ? scope.bound.get(name) : undefined;
  const items = own?.length === 1 ? own[0]?.value.items : value.items;
  return items === undefined ? [resolved(value, scope)] : items.map((item) => resolved(item, scope));
}

function resolved(term: Term, scope: Scope): Resolved {
  const found: Resolved = { own: [], around: new Set(), names: new Set(), isOpen: false };
  const seen = new Set<unknown>();
  const put = (values: readonly string[], isOwn: boolean): void => {
    if (isOwn) found.own.push(...values);
    else values.forEach((value) => found.around.add(value));
  };
  const row = (one: Resolved, isOwn: boolean): void => {
    if (seen.has(one)) return;
    seen.add(one);
    put(one.own, isOwn);
    for (const value of one.around) found.around.add(value);
    for (const name of one.names) found.names.add(name);
    found.isOpen ||= one.isOpen;
  };
  const collect = ({ literals, names, called, isOpen }: Term, isOwn: boolean): void => {
    put(literals, isOwn);
    for (const name of called) found.names.add(name);
    found.isOpen ||= isOpen === true;
    for (const name of names) {
      const given = scope.rows.get(name);
      if (given !== undefined) row(given, isOwn);
      else if (isSubject(name, scope)) found.names.add(name);
      else if (!seen.has(name)) {
        seen.add(name);
        for (const { value } of scope.bound.get(name) ?? []) collect(value, false);
      }
    }
  };
  collect(term, true);
  return found;
}

/** What is imported is tested, and so is a class. */
function isSubject(name: string, { file, bound }: Scope): boolean {
  return !isTool(name) && (file.imported.has(name) || (!bound.has(name) && /^[A-Z]/.test(name)));
}
