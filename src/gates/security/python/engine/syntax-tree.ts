import type { TreeCursor } from 'web-tree-sitter';

/** A text that was parsed. */
export interface SourceText {
  readonly text: string;
  readonly path: string;
  /** Absent: it is the one that is judged. */
  readonly uri?: string;
  /** The number of its first node; no two texts of one analysis share any. */
  readonly firstId: number;
}

/** One named node of a parsed text, copied out of the parser's memory so that the tree can be freed at once. */
export class SyntaxNode {
  readonly children: SyntaxNode[] = [];
  /** Operator tokens, in order: `+`, `not in`, `<`. */
  readonly operators: string[] = [];
  readonly id: number;
  readonly type: string;
  /** Its field in the parent, or empty. */
  readonly field: string;
  readonly parent: SyntaxNode | undefined;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  readonly source: SourceText;

  constructor(made: {
    id: number;
    type: string;
    field: string;
    parent: SyntaxNode | undefined;
    start: number;
    end: number;
    source: SourceText;
  }) {
    this.id = made.id;
    this.type = made.type;
    this.field = made.field;
    this.parent = made.parent;
    this.start = made.start;
    this.end = made.end;
    this.source = made.source;
  }

  get text(): string {
    return this.source.text.slice(this.start, this.end);
  }

  child(field: string): SyntaxNode | undefined {
    return this.children.find((child) => child.field === field);
  }

  all(field: string): readonly SyntaxNode[] {
    return this.children.filter((child) => child.field === field);
  }
}

/** A whole text as nodes. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  readonly size: number;
  readonly depth: number;
}

function nodeAt(cursor: TreeCursor, parent: SyntaxNode | undefined, made: { id: number; source: SourceText }): SyntaxNode {
  return new SyntaxNode({
    ...made,
    parent,
    type: cursor.nodeType,
    field: cursor.currentFieldName ?? '',
    start: cursor.startIndex,
    end: cursor.endIndex,
  });
}

/** Copies a tree from the parser's memory. Comments are left out; of unnamed nodes only operators are kept. */
export function syntaxTreeOf(cursor: TreeCursor, source: SourceText): SyntaxTree {
  const root = nodeAt(cursor, undefined, { id: source.firstId, source });
  let parent = root;
  let size = 1;
  let depth = 0;
  let deepest = 0;
  if (!cursor.gotoFirstChild()) return { root, size, depth: deepest };
  for (;;) {
    let entered = false;
    if (!cursor.nodeIsNamed) {
      if (cursor.currentFieldName?.startsWith('operator') === true)
        parent.operators.push(source.text.slice(cursor.startIndex, cursor.endIndex).replace(/\s+/gu, ' '));
    } else if (cursor.nodeType !== 'comment') {
      const node = nodeAt(cursor, parent, { id: source.firstId + size, source });
      parent.children.push(node);
      size += 1;
      entered = cursor.gotoFirstChild();
      if (entered) {
        parent = node;
        depth += 1;
        deepest = Math.max(deepest, depth);
      }
    }
    if (entered) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || parent.parent === undefined) return { root, size, depth: deepest };
      parent = parent.parent;
      depth -= 1;
    }
  }
}

/** The nearest node at or above one that satisfies a test. */
export function enclosing(node: SyntaxNode, test: (candidate: SyntaxNode) => boolean): SyntaxNode | undefined {
  for (let at: SyntaxNode | undefined = node; at !== undefined; at = at.parent) if (test(at)) return at;
  return undefined;
}
