/** Where two texts begin to differ, in characters: the first of that line that is no blank, so that a cursor stands on code. */
export function firstChange(before: string, after: string): number {
  let same = 0;
  while (same < before.length && same < after.length && before[same] === after[same]) same += 1;
  const line = after.lastIndexOf('\n', same - 1) + 1;
  const blank = /^[ \t]*/.exec(after.slice(line))?.[0].length ?? 0;
  return line + blank;
}
