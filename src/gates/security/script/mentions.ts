import type ts from 'typescript';

const known = new WeakMap<ts.SourceFile, Map<RegExp, boolean>>();

/** Whether a pattern is found in the text around a node; each is looked for once in a text. */
export function mentions(node: ts.Node, pattern: RegExp): boolean {
  const file = node.getSourceFile();
  const ofFile = known.get(file) ?? new Map<RegExp, boolean>();
  known.set(file, ofFile);
  const before = ofFile.get(pattern);
  if (before !== undefined) return before;
  const found = pattern.test(file.text);
  ofFile.set(pattern, found);
  return found;
}
