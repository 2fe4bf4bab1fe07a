/** A parameter that a docstring names: offsets in the docstring. */
export interface DocstringParameter {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const field = /^[ \t]*:(?:param|parameter|arg|argument|key|keyword)[ \t]+(?:[^:\n]*[ \t])?(\*{0,2}\w+)[ \t]*:/gmu;

/**
 * Parameters in the three usual ways to write docstrings: fields of Sphinx (`:param name:`), sections of Google (`Args:`) and
 * of NumPy (`Parameters` and a line of dashes).
 */
export function docstringParameters(text: string): readonly DocstringParameter[] {
  const fields = [...text.matchAll(field)].map((match) => placed(match[1] ?? '', match.index + match[0].lastIndexOf(match[1] ?? '')));
  return fields.length > 0 ? fields : sectionParameters(text);
}

function placed(written: string, start: number): DocstringParameter {
  return { name: written.replace(/^\*+/u, ''), start, end: start + written.length };
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly indent: number;
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const made = { text: line, start, indent: line.search(/\S/u) };
    start += line.length + 1;
    return made;
  });
}

function sectionParameters(text: string): DocstringParameter[] {
  const lines = linesOf(text);
  return lines.flatMap((line, index) => {
    if (/^\s*(?:Args|Arguments|Parameters|Keyword Args|Other Parameters):\s*$/u.test(line.text))
      return entries(lines.slice(index + 1), line.indent + 1, /^\s*(\*{0,2}\w+)\s*(?:\([^)]*\))?\s*:/u);
    if (/^\s*(?:Other )?Parameters\s*$/u.test(line.text) && isUnderlined(lines, index)) {
      const rest = lines.slice(index + 2);
      const next = rest.findIndex((_, at) => isUnderlined(rest, at));
      return entries(next === -1 ? rest : rest.slice(0, next), line.indent, /^\s*(\*{0,2}\w+)\s*(?::.*)?$/u);
    }
    return [];
  });
}

function isUnderlined(lines: readonly Line[], index: number): boolean {
  return /^\s*-{3,}\s*$/u.test(lines[index + 1]?.text ?? '');
}

/** Lines at the indent of the first one, as long as they are one entry each. What is deeper describes them. */
function entries(lines: readonly Line[], least: number, entry: RegExp): DocstringParameter[] {
  const first = lines.find(({ indent }) => indent >= 0);
  if (first === undefined || first.indent < least) return [];
  const found: DocstringParameter[] = [];
  for (const { text, start, indent } of lines) {
    if (indent === -1 || indent > first.indent) continue;
    const name = entry.exec(text)?.[1];
    if (indent < first.indent || name === undefined) return found;
    found.push(placed(name, start + text.indexOf(name)));
  }
  return found;
}
