import type { Call } from '../engine/knowledge.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';
import { unescaped } from '../engine/constants.ts';

/** The regular expression that a call of `re` or of a compiled expression uses, where it is a constant. */
export function patternOf(call: Call): string | undefined {
  const compiled = call.receiver?.made?.path === 're.compile' || call.receiver?.made?.path === 'regex.compile';
  const text = compiled ? call.receiver?.made?.positional[0]?.constant : call.positional[0]?.constant;
  return typeof text === 'string' ? text : undefined;
}

/** Where the expression of such a call is written, if that is in one piece. */
export function patternNode(call: Call): SyntaxNode | undefined {
  const pattern = patternOf(call);
  let root = call.node;
  while (root.parent !== undefined) root = root.parent;
  return pattern === undefined ? undefined : writtenAt(root, pattern);
}

function writtenAt(node: SyntaxNode, pattern: string): SyntaxNode | undefined {
  if (node.type === 'string') return isText(node, pattern) ? node : undefined;
  for (const child of node.children) {
    const found = writtenAt(child, pattern);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isText(node: SyntaxNode, pattern: string): boolean {
  const content = node.children.find(({ type }) => type === 'string_content')?.text ?? '';
  return content === pattern || unescaped(content) === pattern;
}
