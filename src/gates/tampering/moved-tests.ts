import { added, paired, replaced } from './compare-tests.ts';
import { lost, type TestFact, type TestFile } from './test-facts.ts';

/** A file of tests before and after the change; one that was not there, or is no more, has no tests then. */
export interface ComparedFile {
  readonly base: TestFile;
  readonly result: TestFile;
}

/** Whether a file lets its tests judge as they did where they came from. */
function judgesAsBefore(from: TestFile, { base, result }: ComparedFile): boolean {
  return added(base.names.marks, result.names.marks).length === 0 && replaced(from, result.names).length === 0;
}

function isSame(before: TestFact, after: TestFact): boolean {
  if (before.body !== '' && before.body === after.body) return true;
  return before.name === after.name && lost(before, after) === undefined;
}

/**
 * Tells which tests that are gone from one file another changed file has got. There must be one for each that is gone
 * anywhere in the change, and nothing may keep it from running or from failing.
 */
export function movedTests(from: ComparedFile, others: readonly ComparedFile[]): (fact: TestFact) => boolean {
  const goneElsewhere = others.flatMap(({ base, result }) => paired(base.facts, result.facts).gone);
  const fresh = others
    .filter((other) => judgesAsBefore(from.base, other))
    .flatMap(({ base, result }) => paired(base.facts, result.facts).fresh);
  const got = fresh.filter(({ kind, marks, exits, empty }) => kind === 'test' && marks.length + exits.length + empty.length === 0);
  const gone = [...paired(from.base.facts, from.result.facts).gone, ...goneElsewhere].filter(({ kind }) => kind === 'test');
  return (fact) => {
    const fitting = got.filter((one) => isSame(fact, one));
    const claims = gone.filter((one) => fitting.some((other) => isSame(one, other)));
    return fitting.length > 0 && fitting.length >= claims.length;
  };
}
