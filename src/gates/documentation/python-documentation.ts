import type { Node, Tree } from 'web-tree-sitter';
import { docstringParameters } from './docstring.ts';
import type { Documentation, DocumentedFunction, Parameter, PublicSymbol } from './documented.ts';

/** Docstrings of a Python text: PEP 257. */
export function pythonDocumentation(tree: Tree): Documentation {
  const functions = tree.rootNode.descendantsOfType(['function_definition']).map(functionOf);
  return { functions, symbols: tree.rootNode.namedChildren.flatMap(symbolOf) };
}

function docstringOf(definition: Node): Node | null {
  const body = definition.childForFieldName('body');
  const first = body?.namedChildren.find(({ type }) => type !== 'comment');
  const text = first?.type === 'expression_statement' ? first.firstNamedChild : first;
  return text?.type === 'string' ? text : null;
}

function isMethod({ parent }: Node): boolean {
  const block = parent?.type === 'decorated_definition' ? parent.parent : parent;
  return block?.parent?.type === 'class_definition';
}

function functionOf(definition: Node): DocumentedFunction {
  const docstring = docstringOf(definition);
  const documented =
    docstring === null
      ? []
      : docstringParameters(docstring.text).map(({ name, start, end }) => ({
          name,
          start: docstring.startIndex + start,
          end: docstring.startIndex + end,
        }));
  const parameters = (definition.childForFieldName('parameters')?.namedChildren ?? []).flatMap(parameterOf);
  const [first, ...others] = parameters;
  return {
    name: definition.childForFieldName('name')?.text ?? '',
    parameters: first !== undefined && isMethod(definition) ? [{ ...first, optional: true }, ...others] : parameters,
    documented,
  };
}

/** `*args`, `**options`, with a type or without. */
function parameterOf(node: Node): Parameter[] {
  const splat = [node, ...node.namedChildren].find(({ type }) => /^(?:dictionary|list)_splat_pattern$/u.test(type));
  const name = nameOf(splat ?? node);
  if (splat)
    return [{ ...(name === undefined ? {} : { name }), optional: true, ...(splat.type === 'list_splat_pattern' ? {} : { open: true }) }];
  if (name === undefined) return [];
  return [{ name, ...(name.startsWith('_') ? { optional: true } : {}) }];
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'identifier') return node.text;
  const name = node.childForFieldName('name') ?? node.firstNamedChild;
  return name?.type === 'identifier' ? name.text : undefined;
}

/** A public class or function of the module itself. */
function symbolOf(statement: Node): PublicSymbol[] {
  const definition = statement.type === 'decorated_definition' ? statement.childForFieldName('definition') : statement;
  if (definition === null || !/^(?:function|class)_definition$/u.test(definition.type)) return [];
  const name = definition.childForFieldName('name');
  if (name === null || /^(?:_|test)/iu.test(name.text)) return [];
  return [{ name: name.text, start: name.startIndex, end: name.endIndex, isDocumented: docstringOf(definition) !== null }];
}
