import { SourceMap, type SourceMapPayload } from 'node:module';

import { withoutComments } from './code-mask.ts';
import { offsetsRun, type V8Function } from './v8-coverage.ts';
import type { Coverage } from './test-run.ts';

/** A process that ran the file transpiled. `column`: what was put before the first line of what the map is of. */
interface Transpiled {
  readonly scripts: readonly (readonly V8Function[])[];
  readonly generated?: { readonly lineLengths: readonly number[]; readonly column: number; readonly map: unknown } | undefined;
}

/** What was run of the original text, by the source maps of what was run in its place. */
export function generatedCode(processes: readonly Transpiled[], text: string): Coverage {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  const ran = new Map<number, boolean>();
  for (const { scripts, generated } of processes) {
    const map = generated === undefined ? undefined : readMap(generated.map);
    if (generated === undefined || map === undefined)
      return { by: 'nothing', why: 'changed lines not measured: the tests run them transpiled' };
    const length = generated.lineLengths.reduce((sum, one) => sum + one + 1, 0);
    const runs = scripts.map((functions) => offsetsRun(functions, length));
    for (const { offset, line, column } of segmentsOf(map, generated)) {
      const original = (starts[line] ?? text.length) + column;
      ran.set(original, ran.get(original) === true || runs.some((run) => run[offset] === 1));
    }
  }
  return byNearest(ran, text, starts);
}

function readMap(value: unknown): SourceMap | undefined {
  if (!isPayload(value)) return undefined;
  return new SourceMap(value);
}

function isPayload(value: unknown): value is SourceMapPayload {
  return (
    typeof value === 'object' &&
    value !== null &&
    'mappings' in value &&
    'sources' in value &&
    Array.isArray(value.sources) &&
    value.sources.length === 1
  );
}

/** Each place of the generated text for which the map names one of the original. */
function segmentsOf(map: SourceMap, { lineLengths, column: ahead }: { readonly lineLengths: readonly number[]; readonly column: number }) {
  const segments: { offset: number; line: number; column: number }[] = [];
  let lineStart = 0;
  lineLengths.forEach((length, line) => {
    const before = line === 0 ? ahead : 0;
    for (let column = 0; column + before < length; column++) {
      const entry = map.findEntry(line, column);
      if (!('originalLine' in entry) || entry.generatedLine !== line || entry.generatedColumn !== column) continue;
      segments.push({ offset: lineStart + before + column, line: entry.originalLine, column: entry.originalColumn });
    }
    lineStart += length + 1;
  });
  return segments;
}

/** Every character counts as the place before it in its line that the map knows; what comes before the first is no code. */
function byNearest(ran: ReadonlyMap<number, boolean>, text: string, starts: readonly number[]): Coverage {
  const plain = withoutComments(text);
  const run = new Uint8Array(text.length);
  const code = new Uint8Array(text.length);
  starts.forEach((start, index) => {
    let known: boolean | undefined;
    for (let offset = start; offset < (starts[index + 1] ?? text.length); offset++) {
      known = ran.get(offset) ?? known;
      code[offset] = known === undefined ? 0 : 1;
      run[offset] = known === true ? 1 : 0;
    }
  });
  const known = plain.replace(/[^\r\n]/g, (sign, offset: number) => (code[offset] === 1 ? sign : ' '));
  return { by: 'offset', code: known, wasRun: (offset) => run[offset] === 1 };
}
