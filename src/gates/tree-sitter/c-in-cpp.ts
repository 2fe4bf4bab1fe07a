import type { Tree } from 'web-tree-sitter';

/** Nodes of the grammar of C++ that a text in C cannot have. */
const onlyCpp: ReadonlySet<string> = new Set([
  'access_specifier',
  'alias_declaration',
  'catch_clause',
  'class_specifier',
  'co_await_expression',
  'co_return_statement',
  'co_yield_statement',
  'concept_definition',
  'delete_expression',
  'destructor_name',
  'for_range_loop',
  'lambda_expression',
  'namespace_definition',
  'new_expression',
  'operator_cast',
  'operator_name',
  'qualified_identifier',
  'reference_declarator',
  'structured_binding_declarator',
  'template_declaration',
  'template_function',
  'template_type',
  'this',
  'throw_statement',
  'try_statement',
  'using_declaration',
]);

/** A thing of C++ in a text that should be C: its first place. */
export interface CppPart {
  /** As a person says it: `class specifier`. */
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** What of a text is C++ and not C, each thing once. */
export function cppParts(tree: Tree): readonly CppPart[] {
  const found = new Map<string, CppPart>();
  for (const node of tree.rootNode.descendantsOfType([...onlyCpp])) {
    if (!found.has(node.type)) found.set(node.type, { what: node.type.replaceAll('_', ' '), start: node.startIndex, end: node.endIndex });
  }
  return [...found.values()];
}
