import * as v from 'valibot';

import { coverageOfMap } from './istanbul.ts';
import { generatedCode } from './source-map.ts';
import { mochaTests, nodeTests, plainTests, pythonTests, resultTests } from './read-tests.ts';
import type { Measured, Coverage, TestOutcome } from './test-run.ts';
import { offsetsRun, union } from './v8-coverage.ts';
import { withoutComments } from './code-mask.ts';
import { nameInRoot } from './words.ts';

const numbers = v.array(v.number());
const functions = v.array(v.object({ ranges: v.array(v.object({ startOffset: v.number(), endOffset: v.number(), count: v.number() })) }));
const report = v.object({
  node: v.optional(v.string()),
  other: v.optional(v.string()),
  python: v.optional(
    v.object({ tests: v.array(plainTests), executable: numbers, run: numbers, partly: numbers, covering: v.array(v.string()) }),
  ),
  code: v.optional(v.string()),
  isBroken: v.optional(v.boolean()),
  processes: v.array(
    v.object({
      scripts: v.array(functions),
      generated: v.optional(v.object({ lineLengths: numbers, column: v.number(), map: v.unknown() })),
      files: v.array(v.string()),
    }),
  ),
});
type Report = v.InferOutput<typeof report>;
type MeasuredProcess = Report['processes'][number];

export interface ReadReport {
  readonly tests: readonly TestOutcome[];
  readonly coverage: Coverage;
  readonly isBroken: boolean;
  readonly covering?: readonly string[];
}

/** What the collector printed; undefined if the tests left no report. */
export function readReport(printed: string, measured: Measured): ReadReport | undefined {
  const parsed = v.safeParse(report, parseJson(printed));
  if (!parsed.success) return undefined;
  const { node, other, python, isBroken = false, ...rest } = parsed.output;
  const { root } = measured;
  if (python !== undefined) {
    const coverage = {
      by: 'line',
      executable: new Set(python.executable),
      run: new Set(python.run),
      partly: new Set(python.partly),
    } as const;
    return { tests: pythonTests(python.tests, root), coverage, isBroken, covering: python.covering.map((file) => nameInRoot(root, file)) };
  }
  const written = other === undefined ? undefined : parseJson(other);
  const tests = node === undefined ? (resultTests(written, root) ?? mochaTests(written, root)) : nodeTests(node, root);
  if (tests === undefined) return undefined;
  const covering = coveringTests(rest.processes, root, tests);
  const coverage = coverageOfMap(written, measured, tests) ?? coverageOf(rest, measured, tests);
  return { tests, coverage, isBroken, ...(covering.length === 0 ? {} : { covering }) };
}

function coveringTests(processes: Report['processes'], root: string, tests: readonly TestOutcome[]): readonly string[] {
  const known = new Set(tests.map(({ file }) => file));
  const files = processes.filter(({ scripts }) => scripts.length > 0).flatMap((one) => one.files.map((file) => nameInRoot(root, file)));
  return [...new Set(files.filter((file) => known.has(file)))];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of the processes in which no test failed: what only a failing test runs is not proved by it. */
function coverageOf(
  { processes, code }: Pick<Report, 'processes' | 'code'>,
  { root, text }: Measured,
  tests: readonly TestOutcome[],
): Coverage {
  const failing = tests.filter(({ outcome }) => outcome === 'failed');
  const known = new Set(tests.map(({ file }) => file));
  const testsOf = ({ files }: MeasuredProcess): readonly string[] =>
    files.map((file) => nameInRoot(root, file)).filter((file) => known.has(file));
  if (tests.some(({ file }) => file !== undefined) && !processes.some((one) => testsOf(one).length > 0)) {
    return { by: 'nothing', why: 'changed lines not measured: the runner keeps no record of them' };
  }
  const loaded = processes.filter(({ scripts }) => scripts.length > 0);
  const counted = loaded.filter((one) => {
    const own = testsOf(one);
    return own.length === 0 ? failing.length === 0 : !failing.some(({ file }) => file === undefined || own.includes(file));
  });
  if (counted.length === 0 && loaded.length > 0)
    return { by: 'nothing', why: 'the changed lines are run only beside tests that fail without the change too' };
  const transpiled = counted.flatMap(({ generated }) => (generated === undefined ? [] : [generated]));
  if (transpiled.length > 0) return generatedCode(counted, text);
  const run = union(
    counted.flatMap(({ scripts }) => scripts.map((script) => offsetsRun(script, text.length))),
    text.length,
  );
  // Where types cannot be blanked out they count as code, which can only ask for more to be run.
  const plain = code?.length === text.length ? code : text;
  return { by: 'offset', code: withoutComments(plain), wasRun: (offset) => run[offset] === 1 };
}
