import type { Node, Tree } from 'web-tree-sitter';
import { bindings, boundNames, importedNames, importTypes, isValue, mostRounds, partsOf } from './names.ts';

/** A module that was not found, or of which only published types were, and where its import is. */
export interface LooseModule {
  readonly name: string;
  /** Zero-based. */
  readonly line: number;
}

/** A line that uses what comes from a loose module. */
export interface LooseUse {
  readonly module: string;
  readonly line: number;
}

function scopeOf(node: Node): number {
  for (let at = node.parent; at !== null; at = at.parent) if (at.type === 'function_definition' || at.type === 'lambda') return at.id;
  return 0;
}

/** Names by the function that they are of; 0 is the module. */
type Names = Map<string, string>;

function moduleOf(node: Node, names: Names): string | undefined {
  for (let at: Node | null = node; at !== null; at = at.parent) {
    if (at.type !== 'function_definition' && at.type !== 'lambda') continue;
    const found = names.get(`${at.id} ${node.text}`);
    if (found !== undefined) return found;
  }
  return names.get(`0 ${node.text}`);
}

function looseIn(node: Node | null, names: Names): string | undefined {
  if (node === null) return undefined;
  for (const one of [node, ...node.descendantsOfType('identifier')]) {
    const module = one.type === 'identifier' && isValue(one) ? moduleOf(one, names) : undefined;
    if (module !== undefined) return module;
  }
  return undefined;
}

/** The lines that use what comes from loose modules, also by way of names that hold it. */
export function looseUses(tree: Tree, modules: readonly LooseModule[]): readonly LooseUse[] {
  if (modules.length === 0) return [];
  const names: Names = new Map();
  const isOn = (statement: Node, line: number): boolean => statement.startPosition.row <= line && line <= statement.endPosition.row;
  for (const statement of tree.rootNode.descendantsOfType([...importTypes])) {
    const module = modules.find(({ line }) => isOn(statement, line));
    if (module !== undefined) for (const name of importedNames(statement)) names.set(`${scopeOf(statement)} ${name}`, module.name);
  }
  const binding = tree.rootNode.descendantsOfType(Object.keys(bindings));
  for (let round = 0, size = -1; round < mostRounds && size !== names.size; round += 1) {
    size = names.size;
    for (const node of binding) bind(node, names);
  }
  const uses = new Map<number, LooseUse>();
  for (const node of tree.rootNode.descendantsOfType('identifier')) {
    const module = isValue(node) ? moduleOf(node, names) : undefined;
    if (module !== undefined) uses.set(node.startPosition.row, { module, line: node.startPosition.row });
  }
  return [...uses.values()];
}

function bind(node: Node, names: Names): void {
  const { to, from } = partsOf(node);
  const module = looseIn(from, names);
  if (module === undefined) return;
  for (const name of boundNames(to)) names.set(`${scopeOf(name)} ${name.text}`, module);
}
