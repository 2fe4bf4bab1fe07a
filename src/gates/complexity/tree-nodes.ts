import type { Tree, TreeCursor } from 'web-tree-sitter';
import type { CodeLanguage, CodeNode } from './code-node.ts';

type Made = { -readonly [Key in keyof CodeNode]: CodeNode[Key] } & { children: Made[] };

/** A tree of tree-sitter as nodes to count: named ones, without comments. */
export function nodesOfTree(tree: Tree, text: string, language: CodeLanguage): CodeNode {
  const cursor = tree.walk();
  try {
    return copied(cursor, text, language);
  } finally {
    cursor.delete();
  }
}

function copied(cursor: TreeCursor, text: string, language: CodeLanguage): CodeNode {
  const root = nodeAt(cursor);
  const open = [root];
  if (!cursor.gotoFirstChild()) return root;
  for (;;) {
    const node = added(cursor, open.at(-1), text);
    if (cursor.gotoFirstChild()) {
      open.push(node);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      nameFrom(open.pop(), text, language);
      if (open.length === 0 || !cursor.gotoParent()) return root;
    }
  }
}

/** The cursor's node below its parent; of those without a name only operators are kept. */
function added(cursor: TreeCursor, parent: Made | undefined, text: string): Made {
  const node = nodeAt(cursor);
  if (cursor.nodeIsNamed) {
    if (!cursor.nodeType.endsWith('comment')) parent?.children.push(node);
  } else if (parent !== undefined && node.field.startsWith('operator')) parent.operator = text.slice(node.start, node.end);
  return node;
}

function nodeAt(cursor: TreeCursor): Made {
  return { type: cursor.nodeType, field: cursor.currentFieldName ?? '', children: [], start: cursor.startIndex, end: cursor.endIndex };
}

/** A function's name, in C++ inside of its declarator; what a call calls, with what it is called on; how a case begins. */
function nameFrom(node: Made | undefined, text: string, language: CodeLanguage): void {
  if (node === undefined) return;
  if (language.cases.has(node.type)) node.name = text.slice(node.start, node.start + 20);
  else if (language.functions.has(node.type)) {
    let at = node.children.find(({ field }) => field === 'name' || field === 'declarator');
    for (let inner = at; inner !== undefined; inner = inner.children.find(({ field }) => field === 'declarator')) at = inner;
    if (at !== undefined) node.name = text.slice(at.start, Math.min(at.end, at.start + 80));
  } else if (language.calls.has(node.type)) {
    const called = node.children.find(({ field }) => field === 'function' || field === 'name' || field === 'method');
    if (called !== undefined) node.name = text.slice(node.start, Math.min(called.end, node.start + 80));
  }
}
