import type { Lines } from '../lines.ts';

const directive = /secretlint-(?<kind>disable-next-line|disable-line|disable|enable)\b/gu;

/** The lines that a person's secretlint comments silence, whatever rule they name; for the editor only. */
export function silencedLines(text: string, lines: Lines): ReadonlySet<number> {
  const silenced = new Set<number>();
  let since: number | undefined;
  const silenceUntil = (end: number): void => {
    for (let line = since ?? end; line < end; line += 1) silenced.add(line);
    since = undefined;
  };
  for (const match of text.matchAll(directive)) {
    const { line } = lines.position(match.index);
    const kind = match.groups?.['kind'];
    if (kind === 'disable') since ??= line;
    else if (kind === 'enable') silenceUntil(line);
    else silenced.add(kind === 'disable-line' ? line : line + 1);
  }
  silenceUntil(lines.count);
  return silenced;
}
