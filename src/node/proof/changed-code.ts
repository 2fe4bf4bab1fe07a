/** A part of the result that the base had not. Offsets in UTF-16 units, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Something was only taken away here: these lines are the ones around it, unchanged. */
  readonly isGap?: boolean;
}

/** A sign of code that a coverage tells of. V8 leaves open whether a bracket belongs to what is before it or after. */
export const CODE = /[^\s{}()[\];,]/;

/** Above this product of lines, what lies between the first and the last difference counts as changed altogether. */
const MOST_CELLS = 4_000_000;

/**
 * What a change changed. Where something was only taken away, what stands around the gap: whether a removed check was
 * needed shows in what runs there now.
 */
export function changedSpans(base: string, result: string): readonly Span[] {
  const [before, after] = [linesWithEnds(base), linesWithEnds(result)];
  const starts = startsOf(after);
  return hunks(before, after).map(({ from, to, baseFrom, baseTo }) => {
    const span = { start: starts[from] ?? result.length, end: starts[to] ?? result.length };
    if (from === to) return { ...around(result, span.start, '\n'), isGap: true };
    return narrowed(before.slice(baseFrom, baseTo).join(''), result, span);
  });
}

/** One-based numbers of the lines that the spans touch. */
export function linesOfSpans(text: string, spans: readonly Span[]): readonly number[] {
  const starts = startsOf(linesWithEnds(text));
  const lines = starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length, line: index + 1 }));
  return lines.filter(({ start, end }) => spans.some((span) => span.start < end && span.end > start)).map(({ line }) => line);
}

/** Whether a change only adds lines; those that import may change. */
export function isAddition(base: string, result: string): boolean {
  const after = result.split(/\r\n|\r|\n/);
  let at = 0;
  for (const line of base.split(/\r\n|\r|\n/)) {
    if (/^\s*(?:import\b|from\b|const\b.*\brequire\()|^\s*$/.test(line)) continue;
    const found = after.indexOf(line, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

function linesWithEnds(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function startsOf(lines: readonly string[]): readonly number[] {
  let offset = 0;
  return lines.map((line) => (offset += line.length) - line.length);
}

interface Hunk {
  readonly baseFrom: number;
  readonly baseTo: number;
  readonly from: number;
  readonly to: number;
}

function hunks(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [old, fresh] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  if (old.length === 0 && fresh.length === 0) return [];
  const whole = [{ baseFrom: 0, baseTo: old.length, from: 0, to: fresh.length }];
  const found = old.length * fresh.length > MOST_CELLS ? whole : differences(old, fresh);
  return found.map((one) => ({ baseFrom: one.baseFrom + head, baseTo: one.baseTo + head, from: one.from + head, to: one.to + head }));
}

/** By the longest common subsequence of lines. */
function differences(old: readonly string[], fresh: readonly string[]): readonly Hunk[] {
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--)
      common[i * width + j] = old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const found: Hunk[] = [];
  let [i, j, baseFrom, from] = [0, 0, 0, 0];
  const close = (): void => {
    if (i > baseFrom || j > from) found.push({ baseFrom, baseTo: i, from, to: j });
  };
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      close();
      [i, j] = [i + 1, j + 1];
      [baseFrom, from] = [i, j];
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  [i, j] = [old.length, fresh.length];
  close();
  return found;
}

/** Without what is the same at both ends of a changed piece; but whole words and signs, so that there is something left. */
function narrowed(old: string, result: string, { start, end }: Span): Span {
  const most = Math.min(old.length, end - start);
  let head = 0;
  while (head < most && old[head] === result[start + head]) head++;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === result[end - 1 - tail]) tail++;
  const [from, to] = [start + head, end - tail];
  // A bracket alone has no coverage of its own: what it is about has.
  if (!CODE.test(result.slice(from, to))) return { start: around(result, from, '').start, end: around(result, to, '').end };
  return { start: from, end: to };
}

/** The nearest code on both sides of a gap: `unit` `\n` takes whole lines, else one sign each. */
function around(result: string, gap: number, unit: string): Span {
  const before = result.slice(0, gap).trimEnd();
  const after = result.length - result.slice(gap).trimStart().length;
  const lineEnd = result.indexOf('\n', after);
  if (unit === '') return { start: Math.max(0, before.length - 1), end: Math.min(result.length, after + 1) };
  return { start: before.lastIndexOf('\n') + 1, end: lineEnd < 0 ? result.length : lineEnd };
}
