import { changedSpans, CODE, linesOfSpans, type Span } from './changed-code.ts';
import type { Coverage } from './test-run.ts';

/** One-based numbers of the changed lines that hold code, by whether passing tests ran what was changed of them. */
export interface ChangedLines {
  readonly run: readonly number[];
  readonly partly: readonly number[];
  readonly never: readonly number[];
}

/** A change of a text, and what was run of its result. */
interface Ran {
  readonly base: string;
  readonly result: string;
  /** Of a base that could not be parsed nothing ever ran: all of the result is new. */
  readonly isAllNew: boolean;
}

/** What passing tests ran of a change. */
export function changedLines({ base, result, isAllNew }: Ran, coverage: Exclude<Coverage, { by: 'nothing' }>): ChangedLines {
  const spans = isAllNew ? [{ start: 0, end: result.length }] : changedSpans(base, result);
  const states = new Map<number, keyof ChangedLines>();
  for (const span of spans) {
    const own = coverage.by === 'line' ? byLine(result, span, coverage) : byOffset(span, coverage);
    // Beside what was taken away one line that runs shows what its absence does.
    const isEnough = span.isGap === true && [...own.values()].includes('run');
    for (const [line, state] of own) if (!isEnough || state === 'run') states.set(line, worse(states.get(line), state));
  }
  const of = (state: keyof ChangedLines): readonly number[] =>
    [...states].flatMap(([line, is]) => (is === state ? [line] : [])).toSorted((a, b) => a - b);
  return { run: of('run'), partly: of('partly'), never: of('never') };
}

function worse(one: keyof ChangedLines | undefined, other: keyof ChangedLines): keyof ChangedLines {
  return one === undefined || one === other ? other : 'partly';
}

function byLine(
  result: string,
  span: Span,
  { executable, run, partly }: Extract<Coverage, { by: 'line' }>,
): ReadonlyMap<number, keyof ChangedLines> {
  const texts = result.split(/\r\n|\r|\n/);
  const lines = linesOfSpans(result, [span]).filter((line) => executable.has(line) && CODE.test(texts[line - 1] ?? ''));
  return new Map(lines.map((line) => [line, partly?.has(line) === true ? 'partly' : run.has(line) ? 'run' : 'never']));
}

/** To define a function is not to run it. */
const EXPORTED_FUNCTION = /\bexport\s+(?:default\s+)?(?=(?:async\s+)?function\b)/g;

function byOffset(
  { start, end }: Span,
  { code: whole, wasRun }: Extract<Coverage, { by: 'offset' }>,
): ReadonlyMap<number, keyof ChangedLines> {
  const states = new Map<number, keyof ChangedLines>();
  const code = whole.replace(EXPORTED_FUNCTION, (words) => words.replace(/\w/g, ' '));
  let line = 1;
  for (let offset = 0; offset < end; offset++) {
    const sign = code.charAt(offset);
    if (offset >= start && CODE.test(sign)) states.set(line, worse(states.get(line), wasRun(offset) ? 'run' : 'never'));
    if (sign === '\n') line++;
  }
  return states;
}

/** Why that is not enough: `3 of 4 changed lines were never run: lines 5, 7–8`; undefined if all were run. */
export function unrunWords({ run, partly, never }: ChangedLines): string | undefined {
  const of = run.length + partly.length + never.length;
  if (of > 0 && never.length === of) return 'no test runs the changed lines';
  const told = (lines: readonly number[], what: string): readonly string[] =>
    lines.length === 0 ? [] : [`${countWords(lines.length, of)} ${what}: ${lineWords(lines)}`];
  const words = [...told(never, 'never run'), ...told(partly, 'run only in part')];
  return words.length === 0 ? undefined : words.join('; ');
}

function countWords(count: number, of: number): string {
  return of === 1 ? 'the changed line was' : `${count} of ${of} changed lines ${count === 1 ? 'was' : 'were'}`;
}

const MOST_TOLD = 12;

/** `line 5`, `lines 5, 7–8`. */
function lineWords(lines: readonly number[]): string {
  const starts = lines.filter((line) => !lines.includes(line - 1));
  const pieces = starts.map((start) => {
    let end = start;
    while (lines.includes(end + 1)) end++;
    return end === start ? `${start}` : `${start}–${end}`;
  });
  const told = pieces.slice(0, MOST_TOLD).join(', ');
  return `${lines.length === 1 ? 'line' : 'lines'} ${told}${pieces.length > MOST_TOLD ? ' and more' : ''}`;
}
