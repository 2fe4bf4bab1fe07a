/** Zero-based lines, the end exclusive. */
export interface LineSpan {
  readonly start: number;
  readonly end: number;
}

/** The lines between what two texts begin with and what they end with alike: in each of them. */
export function changedLines(base: readonly string[], result: readonly string[]): { readonly base: LineSpan; readonly result: LineSpan } {
  const most = Math.min(base.length, result.length);
  let start = 0;
  while (start < most && base[start] === result[start]) start += 1;
  let same = 0;
  while (same < most - start && base[base.length - 1 - same] === result[result.length - 1 - same]) same += 1;
  return { base: { start, end: base.length - same }, result: { start, end: result.length - same } };
}

/** Whether two spans touch. One without lines, where some were taken out, touches the lines on both its sides. */
export function touches(one: LineSpan, other: LineSpan): boolean {
  const wide = ({ start, end }: LineSpan): LineSpan => (end > start ? { start, end } : { start: start - 1, end: end + 1 });
  const [a, b] = [wide(one), wide(other)];
  return a.start < b.end && b.start < a.end;
}
