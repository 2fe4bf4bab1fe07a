import type { Node, Tree } from 'web-tree-sitter';

/** What has lines of its own in it, and is no function. */
const compound: ReadonlySet<string> = new Set([
  'module',
  'block',
  'if_statement',
  'elif_clause',
  'else_clause',
  'try_statement',
  'except_clause',
  'except_group_clause',
  'finally_clause',
  'with_statement',
  'for_statement',
  'while_statement',
  'match_statement',
  'case_clause',
  'decorated_definition',
  'class_definition',
]);

/** What is left of a node's text without what is within others, in the order of the text. */
function without({ text, startIndex }: Node, others: readonly Node[]): readonly string[] {
  const pieces: string[] = [];
  let from = startIndex;
  for (const other of others) {
    if (other.startIndex > from) pieces.push(text.slice(from - startIndex, other.startIndex - startIndex));
    from = Math.max(from, other.endIndex);
  }
  return [...pieces, text.slice(from - startIndex)];
}

/** Code as it is written, but for comments and how it is laid out. */
function plain(node: Node): string {
  const { text } = node;
  const code = text.includes('#') ? without(node, node.descendantsOfType('comment')).join(' ') : text;
  return code
    .replace(/\s+/gu, ' ')
    .replace(/ ?([^\w\s]) ?/gu, '$1')
    .trim();
}

function isDocumentation({ type, namedChildren: [only, ...others] }: Node): boolean {
  return type === 'expression_statement' && only?.type === 'string' && others.length === 0;
}

/** What a function sets outside of itself: names of the module, and attributes of its first parameter. */
function setIn(definition: Node): readonly string[] {
  const body = definition.childForFieldName('body');
  if (body === null) return [];
  const first = definition.childForFieldName('parameters')?.namedChildren[0];
  const own = first?.descendantsOfType('identifier')[0]?.text ?? '';
  const names = body.descendantsOfType('global_statement').map((one) => plain(one));
  const attributes = body.descendantsOfType(['assignment', 'augmented_assignment']).flatMap((one) => {
    const left = one.childForFieldName('left');
    const targets = left === null ? [] : [left, ...left.descendantsOfType('attribute')].filter(({ type }) => type === 'attribute');
    const type = one.childForFieldName('type');
    return targets
      .filter((target) => target.childForFieldName('object')?.text === own)
      .map((target) => `${plain(target)}${type === null ? '' : `:${plain(type)}`}`);
  });
  return [...new Set([...names, ...attributes])].toSorted();
}

function describe(node: Node): string {
  if (node.type === 'comment' || isDocumentation(node)) return '';
  if (node.type === 'function_definition') {
    const body = node.childForFieldName('body');
    const header = node.children.filter(({ id, type }) => id !== body?.id && type !== 'comment').map(plain);
    return `${header.join(' ')}{${setIn(node).join(';')}}`;
  }
  if (!compound.has(node.type)) return `${plain(node)};`;
  const inside = node.children.map(describe).join('');
  return node.type === 'block' ? `{${inside}}` : inside;
}

/**
 * What other files may see of a Python text: its names, the headers of functions and methods, classes with what they have, imports.
 * What is inside of functions nobody else sees, but for the attributes and names that they set. Of a text with errors all counts.
 */
export function surfaceOf({ rootNode }: Tree): string {
  return rootNode.hasError ? rootNode.text : describe(rootNode);
}
