/** As Node writes it into NODE_V8_COVERAGE: of V8's Profiler domain, ranges nested within functions. */
export interface V8Function {
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

/** Whether each offset was run. The innermost range that holds it says so; outside every function nothing is known to have run. */
export function offsetsRun(functions: readonly V8Function[], length: number): Uint8Array {
  const run = new Uint8Array(length);
  const ranges = functions.flatMap((one) => one.ranges);
  // Outer before inner: a function's own ranges start no earlier and end no later than what they are in.
  const outerFirst = ranges.toSorted((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of outerFirst) run.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return run;
}

/** Run in any of the processes. */
export function union(runs: readonly Uint8Array[], length: number): Uint8Array {
  const any = new Uint8Array(length);
  for (const run of runs) for (let offset = 0; offset < length; offset++) if (run[offset] === 1) any[offset] = 1;
  return any;
}
