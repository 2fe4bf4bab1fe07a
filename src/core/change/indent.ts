/** The white space every non-blank line of `text` starts with. */
export function commonIndent(text: string): string {
  let common: string | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    common = common === undefined ? indent : sharedStart(common, indent);
  }
  return common ?? '';
}

function sharedStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

/** `text` moved to the left margin. Lines end in `\n`. */
export function dedent(text: string): string {
  const indent = commonIndent(text);
  return text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .join('\n');
}

/** `text` moved to where `indent` starts; blank lines stay empty. */
export function reindent(text: string, indent: string): string {
  return dedent(text)
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : indent + line))
    .join('\n');
}

/** Tabs for a text that is indented by tabs, where the answer came with spaces: at the left margin, then. */
export function withUnitOf(answer: string, original: string): string {
  const usesTabs = /^\t/m.test(original) && !/^ {2,}\S/m.test(original);
  if (!usesTabs || !/^ {2,}/m.test(answer)) return answer;
  const text = dedent(answer);
  // The narrowest indent is one step: the stars of a comment stand a space beside one.
  const steps = [...text.matchAll(/^( {2,})\S/gm)].map((match) => match[1]?.length ?? 0);
  const unit = Math.min(8, ...steps);
  return text.replace(/^ +/gm, (run) => '\t'.repeat(Math.floor(run.length / unit)) + ' '.repeat(run.length % unit));
}
