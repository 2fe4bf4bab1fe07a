import type { Node, Tree } from 'web-tree-sitter';

/** A name in a text, by where it stands. */
interface Word {
  readonly name: string;
  readonly at: number;
}

/** What no program does outside of a checker, or of a file that is started by itself. */
const never =
  /^\(*\s*(?:(?:[\p{L}_][\p{L}\p{N}_]*\s*\.\s*)?TYPE_CHECKING|__name__\s*==\s*(['"])__main__\1|(['"])__main__\2\s*==\s*__name__)\s*\)*$/u;
const makesTypeChecking = /\bTYPE_CHECKING\s*(?::[^=\n]*)?=(?!=)(?!\s*False\b)/u;

function isNever(condition: Node | null): boolean {
  if (condition === null || !never.test(condition.text)) return false;
  return !condition.text.includes('TYPE_CHECKING') || !makesTypeChecking.test(condition.tree.rootNode.text);
}

function identifiersIn(node: Node | null): readonly Node[] {
  return node === null ? [] : node.type === 'identifier' ? [node] : node.descendantsOfType('identifier');
}

function imported(statement: Node): readonly Node[] {
  // A module of the package itself becomes a name of the package.
  const own = statement.childForFieldName('module_name');
  const names = statement.childrenForFieldName('name').map((name) => name.childForFieldName('alias') ?? name);
  return [...(own?.type === 'relative_import' ? identifiersIn(own) : []), ...names.flatMap(identifiersIn)];
}

/** What of a node may hold names of the module: not what is read of something else, nor what only a checker reads. */
const parts: Readonly<Record<string, (node: Node) => readonly Node[]>> = {
  comment: () => [],
  type: () => [],
  string: (node) => node.namedChildren.filter(({ type }) => type === 'interpolation'),
  attribute: (node) => node.childrenForFieldName('object'),
  keyword_argument: (node) => node.childrenForFieldName('value'),
  function_definition: (node) => node.childrenForFieldName('name'),
  class_definition: (node) => [...node.childrenForFieldName('name'), ...node.childrenForFieldName('superclasses')],
  type_alias_statement: identifiersIn,
  import_statement: imported,
  import_from_statement: imported,
  if_statement: (node) => {
    const unread = isNever(node.childForFieldName('condition')) ? node.childForFieldName('consequence') : null;
    return node.namedChildren.filter(({ id }) => id !== unread?.id);
  },
};

function wordsIn(node: Node): readonly Word[] {
  if (node.type === 'identifier') return [{ name: node.text, at: node.startIndex }];
  return (parts[node.type]?.(node) ?? node.namedChildren).flatMap(wordsIn);
}

/** Every name that a node of the module may give something, or reads. */
export function namesIn(node: Node): ReadonlySet<string> {
  return new Set(wordsIn(node).map(({ name }) => name));
}

/** What statements of the module itself delete. */
function deletedIn(root: Node): readonly Word[] {
  const statements = root.namedChildren.filter(({ type }) => type === 'delete_statement');
  const targets = statements.flatMap(({ namedChildren }) =>
    namedChildren.flatMap((one) => (one.type === 'expression_list' ? one.namedChildren : [one])),
  );
  return targets.filter(({ type }) => type === 'identifier').map(({ text, startIndex }) => ({ name: text, at: startIndex }));
}

/**
 * Every name that a module may have once it is loaded: none that is only inside of its functions and classes, in texts and comments, an
 * attribute, under a condition for checkers alone, or deleted at last.
 */
export function moduleNames({ rootNode }: Tree): ReadonlySet<string> {
  const deleted = deletedIn(rootNode);
  const places = new Set(deleted.map(({ at }) => at));
  const words = wordsIn(rootNode).filter(({ at }) => !places.has(at));
  const isLeft = ({ name, at }: Word): boolean => !deleted.some((one) => one.name === name && one.at > at);
  const left = words.filter(isLeft).map(({ name }) => name);
  const set = rootNode.descendantsOfType('global_statement').flatMap((one) => identifiersIn(one).map(({ text }) => text));
  return new Set([...left, ...set]);
}
