import { join } from 'node:path';
import * as v from 'valibot';

import type { Coverage, TestOutcome, Measured } from './test-run.ts';

const place = v.object({ line: v.nullish(v.number()) });
const range = v.object({ start: place, end: place });
const fileCoverage = v.object({
  statementMap: v.record(v.string(), range),
  s: v.record(v.string(), v.number()),
  fnMap: v.record(v.string(), v.object({ decl: range })),
  f: v.record(v.string(), v.number()),
  branchMap: v.optional(v.record(v.string(), v.object({ type: v.string(), locations: v.array(range) })), {}),
  b: v.optional(v.record(v.string(), v.array(v.number())), {}),
  inputSourceMap: v.optional(v.unknown()),
});
const report = v.object({ coverageMap: v.record(v.string(), v.unknown()) });

/** What jest's own report says was run, of all tests together; undefined if it is not jest's. */
export function coverageOfMap(written: unknown, { root, file }: Measured, tests: readonly TestOutcome[]): Coverage | undefined {
  const parsed = v.safeParse(report, written);
  if (!parsed.success) return undefined;
  if (tests.some(({ outcome }) => outcome === 'failed')) {
    return {
      by: 'nothing',
      why: 'changed lines not measured: other tests fail without the change too, and jest does not tell what each has run',
    };
  }
  const found = v.safeParse(fileCoverage, parsed.output.coverageMap[join(root, file)]);
  if (!found.success) return { by: 'nothing', why: 'no test runs the changed lines' };
  if (found.output.inputSourceMap !== undefined) return { by: 'nothing', why: 'changed lines not measured: the tests run them transpiled' };
  return { by: 'line', ...linesOf(found.output) };
}

type FileCoverage = v.InferOutput<typeof fileCoverage>;

/** The sides of `?:`, `&&`, `||` and `??`, which are no statements of their own. */
function sidesOf({ branchMap, b }: FileCoverage): readonly (readonly [number, number])[] {
  const chosen = Object.entries(branchMap).filter(([, { type }]) => type === 'cond-expr' || type === 'binary-expr');
  return chosen.flatMap(([id, { locations }]) => locations.map(({ start }, side) => [start.line ?? 0, b[id]?.[side] ?? 0] as const));
}

/** A line belongs to the smallest statement around it; all that begin and end in it, and a function or a side that begins in it, must have run. */
function linesOf(found: FileCoverage): { readonly executable: ReadonlySet<number>; readonly run: ReadonlySet<number> } {
  const { statementMap, s, fnMap, f } = found;
  const counts = new Map<number, number>();
  const statements = Object.entries(statementMap).map(([id, { start, end }]) => ({
    from: start.line ?? 0,
    to: end.line ?? start.line ?? 0,
    count: s[id] ?? 0,
  }));
  const largeFirst = statements.filter(({ from, to }) => from < to).toSorted((a, b) => b.to - b.from - (a.to - a.from));
  for (const { from, to, count } of largeFirst) for (let line = from; line <= to; line++) counts.set(line, count);
  const inOneLine = [
    ...statements.filter(({ from, to }) => from === to).map(({ from, count }) => [from, count] as const),
    ...Object.entries(fnMap).map(([id, { decl }]) => [decl.start.line ?? 0, f[id] ?? 0] as const),
    ...sidesOf(found),
  ];
  for (const [line] of inOneLine) counts.delete(line);
  for (const [line, count] of inOneLine) counts.set(line, Math.min(count, counts.get(line) ?? count));
  return { executable: new Set(counts.keys()), run: new Set([...counts].filter(([, count]) => count > 0).map(([line]) => line)) };
}
