import type { Node, Tree } from 'web-tree-sitter';

/** A place that no checker looks behind, and why. Offsets in UTF-16 units. */
export interface Unchecked {
  readonly start: number;
  readonly end: number;
  readonly what: string;
}

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

const mayBe = /\bAny\b|\bcast\b|\bno_type_check\b|\b[gs]etattr\b|__getattr/u;

/** What is written so that the checker believes it: `Any`, a cast, a decorator that switches it off, an attribute by its name in quotes. */
export function uncheckedTypes(tree: Tree, text: string): Unchecked[] {
  if (!mayBe.test(text)) return [];
  const nodes = tree.rootNode.descendantsOfType(['identifier', 'call', 'function_definition']);
  return nodes.flatMap((node) => {
    const what = whatOf(node, text);
    return what === undefined ? [] : [{ start: node.startIndex, end: node.endIndex, what }];
  });
}

function whatOf(node: Node, text: string): string | undefined {
  if (node.type === 'function_definition') {
    return /^__getattr(?:ibute)?__$/u.test(node.childForFieldName('name')?.text ?? '') ? 'the attribute of any name' : undefined;
  }
  if (node.type === 'call') return ofCall(node, text);
  if (isWithin(node, importTypes)) return undefined;
  if (node.text === 'Any') return 'the type Any';
  return node.text === 'no_type_check' ? 'no_type_check' : undefined;
}

const typing = /^(?:typing(?:_extensions)?|t|tp)\.cast$/u;

function isCast(callee: string, text: string): boolean {
  return typing.test(callee) || (callee === 'cast' && /^\s*from\s+typing(?:_extensions)?\s+import\b[^#]*\bcast\b/mu.test(text));
}

function ofCall(node: Node, text: string): string | undefined {
  const callee = node.childForFieldName('function')?.text ?? '';
  if (isCast(callee, text)) return 'the cast';
  const parts = node.childForFieldName('arguments')?.namedChildren ?? [];
  // With a default it may well not be there.
  const isOfName = callee === 'setattr' || (callee === 'getattr' && parts.length === 2);
  return isOfName && parts[1]?.type === 'string' ? `the call of ${callee}` : undefined;
}

const importTypes: ReadonlySet<string> = new Set(['import_statement', 'import_from_statement']);

function isWithin(node: Node, types: ReadonlySet<string>): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (types.has(at.type)) return true;
  return false;
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

/** An identifier that stands for a value, not for an attribute, a parameter's name in a call, or an import. */
function isValue(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return parent.childForFieldName('attribute')?.id !== node.id;
  if (parent?.type === 'keyword_argument') return parent.childForFieldName('name')?.id !== node.id;
  return !isWithin(node, importTypes);
}

function importedNames(statement: Node): readonly string[] {
  return statement.childrenForFieldName('name').map((name) => {
    const alias = name.childForFieldName('alias')?.text;
    return alias ?? (statement.type === 'import_statement' ? (name.text.split('.', 1)[0] ?? '') : name.text);
  });
}

/** What gets its value from another node: assignments, loops, `with … as`, `:=`. */
const bindings: Readonly<Record<string, readonly [to: string, from: string]>> = {
  assignment: ['left', 'right'],
  augmented_assignment: ['left', 'right'],
  named_expression: ['name', 'value'],
  for_statement: ['left', 'right'],
  for_in_clause: ['left', 'right'],
  as_pattern: ['alias', ''],
  class_definition: ['name', 'superclasses'],
};

function boundNames(to: Node | null): readonly Node[] {
  if (to === null) return [];
  if (to.type === 'identifier') return [to];
  // A part of something is no name of its own.
  return to.type === 'attribute' || to.type === 'subscript' ? [] : to.namedChildren.flatMap((child) => boundNames(child));
}

function looseIn(node: Node | null, names: Names): string | undefined {
  if (node === null) return undefined;
  for (const one of [node, ...node.descendantsOfType('identifier')]) {
    const module = one.type === 'identifier' && isValue(one) ? moduleOf(one, names) : undefined;
    if (module !== undefined) return module;
  }
  return undefined;
}

/** More rounds find names that hang together by more than so many others. */
const mostRounds = 4;

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
  const [to, from] = bindings[node.type] ?? ['', ''];
  const module = looseIn(from === '' ? (node.namedChildren[0] ?? null) : node.childForFieldName(from), names);
  if (module === undefined) return;
  for (const name of boundNames(node.childForFieldName(to))) names.set(`${scopeOf(name)} ${name.text}`, module);
}
