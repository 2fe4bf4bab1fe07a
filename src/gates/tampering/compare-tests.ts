import type { Complaint } from '../complaint.ts';
import type { Lines } from '../lines.ts';
import { oneForOne } from '../one-for-one.ts';
import { fates } from './kept-claims.ts';
import { hasOpenRows, lost, NAME, withoutNames, type FileNames, type Mark, type TestFact, type TestFile } from './test-facts.ts';

interface Pairs {
  readonly pairs: readonly (readonly [base: TestFact, result: TestFact])[];
  readonly gone: readonly TestFact[];
  readonly fresh: readonly TestFact[];
}

/** By name, and what is left by what it does: a test that was renamed or moved is the same test. */
export function paired(base: readonly TestFact[], result: readonly TestFact[]): Pairs {
  const pairs: [TestFact, TestFact][] = [];
  const match = (before: readonly TestFact[], after: readonly TestFact[], key: (fact: TestFact) => string): Omit<Pairs, 'pairs'> => {
    const left = Map.groupBy(after, key);
    const gone = before.filter((fact) => {
      const other = key(fact) === '' ? undefined : left.get(key(fact))?.shift();
      if (other !== undefined) pairs.push([fact, other]);
      return other === undefined;
    });
    const taken = new Set(pairs.map(([, fact]) => fact));
    return { gone, fresh: after.filter((fact) => !taken.has(fact)) };
  };
  const keys: readonly ((fact: TestFact) => string)[] = [
    ({ kind, name }) => `${kind}\0${name}`,
    ({ body }) => body,
    // A suite is often called as the function it is about, and renamed with it.
    ({ kind, name }) => `${kind}\0${name.split(' > ').at(-1) ?? ''}`,
    ({ body }) => withoutNames(body),
  ];
  let left: Omit<Pairs, 'pairs'> = { gone: base, fresh: result };
  for (const key of keys) left = match(left.gone, left.fresh, key);
  return { pairs, ...left };
}

/** Marks of the result beyond as many of the same in the base. */
export function added(base: readonly Mark[], result: readonly Mark[]): readonly Mark[] {
  const keyOf = ({ word, as = word }: Mark): string => as;
  return oneForOne(base.map(keyOf), result, keyOf).fresh;
}

function didJudge({ kind, body, marks }: TestFact): boolean {
  return kind === 'test' && body !== '' && marks.length === 0;
}

/** What else is known of a file of tests. */
interface Around {
  readonly lines: Lines;
  /** Whether another file of the change has got the test. */
  isElsewhere(fact: TestFact): boolean;
}

/** What a change took from the tests that were there. New tests and more assertions are none of it. */
export function testComplaints(base: TestFile, result: TestFile, { lines, isElsewhere }: Around): Complaint[] {
  const { pairs, gone, fresh } = paired(base.facts, result.facts);
  const found: Complaint[] = [];
  const add: Add = (rule, message, { start, end, doubt }) => {
    const range = lines.range(start, end);
    // What is around several tests is met once with each of them.
    const isShared = rule === 'centuria/skipped-test' || doubt !== undefined;
    if (
      isShared &&
      found.some((one) => one.rule === rule && one.range.startLine === range.startLine && one.range.startColumn === range.startColumn)
    )
      return;
    found.push({
      rule,
      message,
      range,
      anchor: message,
      ...(doubt === undefined ? { severity: 'error', blocks: true } : { severity: 'warning', blocks: false, doubt }),
    });
  };
  const fateOf = fatesIn(base, result);
  for (const [before, after] of pairs) {
    for (const mark of added(before.marks, after.marks))
      add('centuria/skipped-test', `the change keeps the test "${after.name}" from counting: ${mark.word}`, mark);
    for (const exit of added(before.exits, after.exits))
      add('centuria/skipped-test', `the test "${after.name}" can now end before it has asserted everything: ${exit.word}`, exit);
    for (const mark of added(before.doubts ?? [], after.doubts ?? [])) {
      const message = `the test "${after.name}" may say less than before: ${mark.word}`;
      add('centuria/weakened-assertion', message, { ...mark, doubt: `${message}; only a person can tell` });
    }
    weakened([before, after], fateOf, add);
  }
  // A file without tests may be a program that they start.
  const ofAll = base.facts.some(({ kind }) => kind === 'test')
    ? [
        ...added(base.names.marks, result.names.marks),
        ...replaced(base, result.names),
        ...mocked(base, result.names),
        ...unstrict(base.names, result.names),
      ]
    : [];
  for (const mark of ofAll) add('centuria/weakened-assertion', `the tests of this file no longer judge what they did: ${mark.word}`, mark);
  const missed = gone.filter((fact) => didJudge(fact) && !isElsewhere(fact));
  for (const fact of missed)
    told({ rule: 'centuria/deleted-test', message: `the test "${fact.name}" is gone`, place: { start: 0, end: 0 } }, fateOf(fact), add);
  for (const { name, marks } of fresh) {
    for (const mark of marks.filter(({ word }) => isAlone(word)))
      add('centuria/skipped-test', `only the new test "${name}" would run: ${mark.word}`, mark);
  }
  return found;
}

/** Many call the cases of a table by these names. */
const REGISTER = new Set(['test', 'it', 'describe', 'suite']);
const STRICT = /^(?:node:)?assert\/strict$/u;
const TOOLS = new Set(['assert', 'expect', ...REGISTER]);

/** Names that the base had from elsewhere and that the file now gives a meaning of its own. */
export function replaced({ facts, names: base }: TestFile, result: FileNames): readonly Mark[] {
  const isUsed = (name: string): boolean => REGISTER.has(name) || facts.some(({ body }) => body.split('\0').includes(`${NAME}${name}`));
  const known = new Set(base.declared.map(({ word }) => word));
  const own = result.declared.filter(({ word, isTop, from = '' }) => {
    const module = base.imported.get(word);
    if (known.has(word) || (module !== undefined && result.imported.get(from) === module)) return false;
    return isTop ? module !== undefined || (TOOLS.has(word) && isUsed(word)) : module !== undefined && !REGISTER.has(word);
  });
  const near = [...result.imported].filter(
    ([name, module]) => TOOLS.has(name) && isUsed(name) && isOwn(module) && !known.has(name) && !isOwn(base.imported.get(name) ?? ''),
  );
  return [
    ...own.map((one) => ({ ...one, word: `it has a ${one.word} of its own` })),
    ...near.map(([name, module]) => ({ word: `${name} is now from ${module}`, start: 0, end: 0 })),
  ];
}

/** Stand-ins that the base had not, of what its tests ask. */
function mocked({ names, claims }: TestFile, { mocks = [] }: FileNames): readonly Mark[] {
  const fresh = new Set(added(names.mocks ?? [], mocks));
  const asked = fresh.size === 0 ? new Set<string>() : new Set(claims().flatMap((claim) => [...claim.names]));
  const isAsked = (name: string, by: string): boolean => asked.has(name) && (by === '' || by.split(/[^\w$]+/u).includes(name));
  return mocks.filter(
    (one) => fresh.has(one) && [...names.imported].some(([name, module]) => module === one.module && isAsked(name, one.by)),
  );
}

/** Loose equalities by a name that was strict. */
function unstrict(base: FileNames, { imported, loose = [] }: FileNames): readonly Mark[] {
  const isLoosened = (name: string): boolean =>
    STRICT.test(base.imported.get(name) ?? '') && /^(?:node:)?assert$/u.test(imported.get(name) ?? '');
  return loose.filter(({ of }) => isLoosened(of)).slice(0, 1);
}

function isOwn(module: string): boolean {
  return module.startsWith('.');
}

/** A mark on one test that keeps all others from running. */
function isAlone(word: string): boolean {
  return /^(?:[\w.]*\.only(?:\(\))?|the option only|f(?:it|describe))$/.test(word);
}

type Add = (rule: string, message: string, place: { readonly start: number; readonly end: number; readonly doubt?: string }) => void;

type FateOf = ReturnType<typeof fates>;

/** What became of the claims of tests, worked out only where a test is gone or asserts less by its count. */
function fatesIn(base: TestFile, result: TestFile): FateOf {
  let known: FateOf | undefined;
  return (fact) => (known ??= fates(base.claims(), result.claims()))(fact);
}

/** What may be asserted in a loop whose values are not written out, nobody can tell by reading. */
function doubtOf(message: string): string {
  return `${message}; whether a loop asserts it instead cannot be told by reading`;
}

function weakened([before, after]: readonly [TestFact, TestFact], fateOf: FateOf, add: Add): void {
  const what = after.kind === 'test' ? 'test' : 'helper';
  const rule = 'centuria/weakened-assertion';
  const less = lost(before, after);
  if (less !== undefined)
    told({ rule, message: `the ${what} "${after.name}" asserts less than before: ${less}`, place: after }, fateOf(before), add);
  else if (hasOpenRows(before, after) && fateOf(before) !== undefined) {
    const message = `the ${what} "${after.name}" may run fewer rows than before`;
    add(rule, message, { start: after.start, end: after.end, doubt: `${message}: they are worked out when it runs` });
  }
  for (const one of added(before.empty, after.empty))
    add(rule, `an assertion that always holds was added to the ${what} "${after.name}": ${one.word}`, one);
}

interface Told {
  readonly rule: string;
  readonly message: string;
  readonly place: { readonly start: number; readonly end: number };
}

/** Nothing is told of what is claimed elsewhere in the file. */
function told({ rule, message, place }: Told, fate: ReturnType<FateOf>, add: Add): void {
  if (fate !== undefined)
    add(rule, message, { start: place.start, end: place.end, ...(fate === 'open' ? { doubt: doubtOf(message) } : {}) });
}
