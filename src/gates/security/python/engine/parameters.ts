import type { SyntaxNode } from './syntax-tree.ts';

export interface Parameter {
  readonly name: string;
  readonly kind: 'plain' | 'list' | 'dictionary';
  /** The annotation's text, or empty. */
  readonly type: string;
  readonly initial: SyntaxNode | undefined;
  readonly node: SyntaxNode;
}

function kindOf(node: SyntaxNode): Parameter['kind'] {
  if (node.type === 'list_splat_pattern') return 'list';
  return node.type === 'dictionary_splat_pattern' ? 'dictionary' : 'plain';
}

function parameterOf(node: SyntaxNode): Parameter[] {
  if (node.type.endsWith('_separator')) return [];
  const named = node.type === 'identifier' ? node : (node.child('name') ?? node.children[0]);
  if (named === undefined) return [];
  const name = named.type === 'identifier' ? named : (named.children[0] ?? named);
  const kind = kindOf(node) === 'plain' ? kindOf(named) : kindOf(node);
  return [{ name: name.text, kind, type: node.child('type')?.text ?? '', initial: node.child('value'), node }];
}

/** The parameters of a function or a lambda, in order. */
export function parametersOf(definition: SyntaxNode): readonly Parameter[] {
  return (definition.child('parameters')?.children ?? []).flatMap(parameterOf);
}
