import type { Node } from 'web-tree-sitter';

export const importTypes: ReadonlySet<string> = new Set(['import_statement', 'import_from_statement']);

export function isWithin(node: Node, types: ReadonlySet<string>): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (types.has(at.type)) return true;
  return false;
}

/** An identifier that stands for a value, not for an attribute, a parameter's name in a call, or an import. */
export function isValue(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return parent.childForFieldName('attribute')?.id !== node.id;
  if (parent?.type === 'keyword_argument') return parent.childForFieldName('name')?.id !== node.id;
  return !isWithin(node, importTypes);
}

/** The names that an import binds. */
export function importedNames(statement: Node): readonly string[] {
  return statement.childrenForFieldName('name').map((name) => {
    const alias = name.childForFieldName('alias')?.text;
    return alias ?? (statement.type === 'import_statement' ? (name.text.split('.', 1)[0] ?? '') : name.text);
  });
}

/** What gets its value from another node: assignments, loops, `with … as`, `:=`. */
export const bindings: Readonly<Record<string, readonly [to: string, from: string]>> = {
  assignment: ['left', 'right'],
  augmented_assignment: ['left', 'right'],
  named_expression: ['name', 'value'],
  for_statement: ['left', 'right'],
  for_in_clause: ['left', 'right'],
  as_pattern: ['alias', ''],
  class_definition: ['name', 'superclasses'],
};

/** The nodes that a binding takes its value to and from. */
export function partsOf(node: Node): { readonly to: Node | null; readonly from: Node | null } {
  const [to, from] = bindings[node.type] ?? ['', ''];
  return { to: node.childForFieldName(to), from: from === '' ? (node.namedChildren[0] ?? null) : node.childForFieldName(from) };
}

export function boundNames(to: Node | null): readonly Node[] {
  if (to === null) return [];
  if (to.type === 'identifier') return [to];
  // A part of something is no name of its own.
  return to.type === 'attribute' || to.type === 'subscript' ? [] : to.namedChildren.flatMap((child) => boundNames(child));
}

/** More rounds find names that hang together by more than so many others. */
export const mostRounds = 4;
