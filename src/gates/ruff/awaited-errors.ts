const AWAITS = /^(?:async\s+)?with\b[^]*\b(?:raises|assertRaises\w*|assertWarns\w*|warns|deprecated_call|suppress)\b/u;

/**
 * What stands in the head of a `with pytest.raises(…)` and the like, or behind the `except` of a `try`, around a line of
 * Python; empty where no error is awaited. Lines are counted from zero. By indentation: the text need not be parsed.
 */
export function awaitedAt(text: string, line: number): string {
  const lines = text.split(/\r\n|\r|\n/u);
  const own = lines[line] ?? '';
  const found = AWAITS.test(own.trim()) ? [own] : [];
  let left = indentOf(own);
  for (let at = line - 1; at >= 0 && left > 0; at--) {
    if (isBlank(lines[at] ?? '') || indentOf(lines[at] ?? '') >= left) continue;
    left = indentOf(lines[at] ?? '');
    const [head, start] = headEndingAt(lines, at);
    if (/^(?:async\s+)?def\b|^class\b/u.test(head)) break;
    found.push(...awaitedBy(head, lines, start));
    at = start;
  }
  return found.join('\n');
}

function awaitedBy(head: string, lines: readonly string[], start: number): readonly string[] {
  if (AWAITS.test(head)) return [head];
  return /^try\s*:/u.test(head) ? handlersAfter(lines, start) : [];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isBlank(line: string): boolean {
  return /^\s*(?:#|$)/u.test(line);
}

/** A head may be spread over lines in brackets; the last of them has its indentation again. */
function headEndingAt(lines: readonly string[], last: number): readonly [head: string, start: number] {
  const left = indentOf(lines[last] ?? '');
  let start = last;
  while (start > 0 && /^\s*[)\]]/u.test(lines[start] ?? '')) {
    start -= 1;
    while (start > 0 && (isBlank(lines[start] ?? '') || indentOf(lines[start] ?? '') > left)) start -= 1;
  }
  return [
    lines
      .slice(start, last + 1)
      .join('\n')
      .trim(),
    start,
  ];
}

/** The heads of `except` that belong to a `try`. */
function handlersAfter(lines: readonly string[], attempt: number): readonly string[] {
  const left = indentOf(lines[attempt] ?? '');
  const found: string[] = [];
  for (const line of lines.slice(attempt + 1)) {
    if (isBlank(line) || indentOf(line) > left) continue;
    if (indentOf(line) < left || !/^\s*(?:except|else|finally|[)\]])/u.test(line)) break;
    if (/^\s*except\b/u.test(line)) found.push(line.trim());
  }
  return found;
}
