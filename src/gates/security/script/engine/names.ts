import ts from 'typescript';
import type { Engine } from './engine.ts';
import { closureOf, globalObjects, memberOfModule } from './properties.ts';
import { isFunctionNode } from './syntax.ts';
import type { Binding } from './scope.ts';
import { aNumber, apiValue, literalOf, unknown } from './values.ts';
import type { Value } from './values.ts';

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportEqualsDeclaration(node)) {
    const reference = node.moduleReference;
    return ts.isExternalModuleReference(reference) && ts.isStringLiteralLike(reference.expression) ? reference.expression.text : undefined;
  }
  let at: ts.Node | undefined = node;
  while (at && !ts.isImportDeclaration(at)) at = at.parent;
  return at && ts.isStringLiteralLike(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
}

/** The exported name that a declaration asks for; `undefined`: all. */
function nameAsked(declaration: ts.Node): string | undefined {
  if (ts.isImportSpecifier(declaration)) return (declaration.propertyName ?? declaration.name).text;
  return ts.isImportClause(declaration) ? 'default' : undefined;
}

function importedValue(engine: Engine, declaration: ts.Node): Value {
  const specifier = specifierOf(declaration);
  if (specifier === undefined) return unknown;
  const name = nameAsked(declaration);
  const own = engine.modules?.imported(specifier, declaration, name);
  if (own) return own;
  const module = engine.knowledge.moduleName(specifier);
  return name === undefined ? apiValue(module) : memberOfModule(engine, { module, name, node: declaration });
}

function declaredValue(engine: Engine, binding: Binding): Value {
  const { declaration } = binding;
  if (isFunctionNode(declaration)) return closureOf(engine, declaration);
  if (ts.isClassLike(declaration)) return { shape: 'function', taints: [], instance: declaration, api: '@class' };
  if (
    ts.isImportClause(declaration) ||
    ts.isImportSpecifier(declaration) ||
    ts.isNamespaceImport(declaration) ||
    ts.isImportEqualsDeclaration(declaration)
  ) {
    return importedValue(engine, declaration);
  }
  return unknown;
}

/** What a declared name holds now. */
export function readBinding(engine: Engine, binding: Binding): Value {
  return engine.state.get(binding) ?? declaredValue(engine, binding);
}

/** What a name holds now. */
export function readName(engine: Engine, node: ts.Identifier): Value {
  const binding = engine.scopes.resolve(node);
  if (binding) return readBinding(engine, binding);
  if (node.text === 'undefined') return literalOf(undefined);
  if (node.text === 'NaN' || node.text === 'Infinity') return aNumber;
  return apiValue(globalObjects.has(node.text) ? 'window' : node.text);
}
