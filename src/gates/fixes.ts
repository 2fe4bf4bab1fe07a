import type { Finding, Fix, TextEdit, TextRange } from '../core/gate.ts';

function isBefore(one: TextRange, other: TextRange): boolean {
  return one.endLine < other.startLine || (one.endLine === other.startLine && one.endColumn <= other.startColumn);
}

function isSame(one: TextEdit, other: TextEdit): boolean {
  return one.text === other.text && JSON.stringify(one.range) === JSON.stringify(other.range);
}

function isApart(one: TextEdit, other: TextEdit): boolean {
  const [a, b] = [one.range, other.range];
  // Of two insertions at one place it is not known which comes first.
  const isOnePlace = a.startLine === b.startLine && a.startColumn === b.startColumn;
  return !isOnePlace && (isBefore(a, b) || isBefore(b, a));
}

/**
 * The edits of all fixes that can be made at once, of each fix all or none: where two would change the same text, the first
 * one is made. Two findings may share one fix. Those that are to be made one at a time are left out.
 */
export function editsOfAll(findings: readonly Pick<Finding, 'fix'>[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  const fixes = findings.flatMap(({ fix }): readonly Fix[] => (fix === undefined || fix.single ? [] : [fix]));
  for (const { edits } of fixes) {
    const fresh = edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (fresh.every((edit) => taken.every((other) => isApart(edit, other)))) taken.push(...fresh);
  }
  return taken;
}
