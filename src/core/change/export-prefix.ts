const EXPORTED =
  /^\s*(export\s+(?:default\s+)?)(?=(?:async\s+function|function|class|abstract\s+class|const|let|var|interface|type|enum)\b)/;

/** `export ` or `export default ` where `code` begins with an exported declaration of JavaScript or TypeScript; else empty. */
export function exportPrefix(code: string): string {
  return EXPORTED.exec(code)?.[1] ?? '';
}

export function withoutExport(code: string): string {
  const prefix = exportPrefix(code);
  return prefix === '' ? code : code.replace(prefix, '');
}

/** The declared name right after the prefix, where there is one: `export function add` and `function add` are both `add`. */
function declaredName(code: string): string | undefined {
  return /^\s*(?:async\s+|abstract\s+)?(?:function\s*\*?|class|const|let|var|interface|type|enum)\s+([\w$]+)/.exec(
    withoutExport(code),
  )?.[1];
}

/** `answer` declares what `original` exports, but does not export it: whoever imports it would break. */
export function losesExport(answer: string, original: string): boolean {
  const name = declaredName(original);
  return exportPrefix(original) !== '' && exportPrefix(answer) === '' && name !== undefined && declaredName(answer) === name;
}
