import { relative } from 'node:path';
import * as v from 'valibot';

import { withIds, type TestOutcome } from './test-run.ts';
import { nameInRoot, oneLine, placeIn } from './words.ts';

/** What our own reporters say of a test. */
export const plainTests = v.object({
  file: v.optional(v.string()),
  name: v.string(),
  outcome: v.picklist(['passed', 'failed', 'skipped']),
  message: v.optional(v.string()),
  stack: v.optional(v.string()),
});
type Plain = v.InferOutput<typeof plainTests>;

/** The lines of the reporter for node:test. */
export function nodeTests(lines: string, root: string): readonly TestOutcome[] {
  return outcomes(
    lines.split('\n').flatMap((line) => {
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), plainTests), line);
      if (!parsed.success) return [];
      const { name, file, ...rest } = parsed.output;
      // A file that fails as a whole is reported as a test that is called as the file.
      const isFile = file !== undefined && (name === file || name === relative(root, file));
      return [{ ...rest, file, name: isFile ? nameInRoot(root, file) : name }];
    }),
    root,
  );
}

export function pythonTests(tests: readonly Plain[], root: string): readonly TestOutcome[] {
  return outcomes(tests, root);
}

const jestResults = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string()),
      assertionResults: v.array(
        v.object({
          ancestorTitles: v.array(v.string()),
          title: v.string(),
          status: v.string(),
          failureMessages: v.nullish(v.array(v.string())),
        }),
      ),
    }),
  ),
});

/** The JSON of jest, which vitest writes too. A file that could not be loaded is a test of its own. */
export function resultTests(report: unknown, root: string): readonly TestOutcome[] | undefined {
  const parsed = v.safeParse(jestResults, report);
  if (!parsed.success) return undefined;
  const tests = parsed.output.testResults.flatMap(({ name: file, status, message = '', assertionResults }): readonly Plain[] => {
    if (status === 'failed' && assertionResults.length === 0)
      return [{ file, name: nameInRoot(root, file), outcome: 'failed', message, stack: message }];
    return assertionResults.map((one) => ({
      file,
      name: [...one.ancestorTitles, one.title].join(' > '),
      ...outcomeOf(one.status, one.failureMessages?.[0]),
    }));
  });
  return outcomes(tests, root);
}

function outcomeOf(status: string, failure: string | undefined): Omit<Plain, 'name'> {
  if (status === 'passed') return { outcome: 'passed' };
  return status === 'failed' ? { outcome: 'failed', message: failure, stack: failure } : { outcome: 'skipped' };
}

const mochaTest = v.object({
  fullTitle: v.string(),
  file: v.optional(v.string()),
  err: v.optional(v.object({ message: v.optional(v.string()), stack: v.optional(v.string()) })),
});
const mochaReport = v.object({ passes: v.array(mochaTest), failures: v.array(mochaTest), pending: v.array(mochaTest) });

export function mochaTests(report: unknown, root: string): readonly TestOutcome[] | undefined {
  const parsed = v.safeParse(mochaReport, report);
  if (!parsed.success) return undefined;
  const { passes, failures, pending } = parsed.output;
  const as = (tests: typeof passes, outcome: Plain['outcome']): readonly Plain[] =>
    tests.map(({ fullTitle, file, err }) => ({
      file,
      name: fullTitle,
      outcome,
      ...(outcome === 'failed' ? { message: err?.message, stack: err?.stack } : {}),
    }));
  return outcomes([...as(passes, 'passed'), ...as(failures, 'failed'), ...as(pending, 'skipped')], root);
}

function outcomes(tests: readonly Plain[], root: string): readonly TestOutcome[] {
  return withIds(
    tests.map(({ file, name, outcome, message, stack }) => {
      const where = stack === undefined ? undefined : placeIn(stack, root);
      return {
        name,
        outcome,
        ...(file === undefined ? {} : { file: nameInRoot(root, file) }),
        ...(message === undefined ? {} : { message: oneLine(message) }),
        ...(where === undefined ? {} : { where }),
      };
    }),
  );
}
