import ts from 'typescript';
import type { Engine } from './engine.ts';
import { closureOf, globalObjects } from './properties.ts';
import { isFunctionNode } from './syntax.ts';
import type { Binding } from './scope.ts';
import { aNumber, apiValue, literalOf, unknown } from './values.ts';
import type { Value } from './values.ts';

function moduleOf(engine: Engine, node: ts.Node): string | undefined {
  let at: ts.Node | undefined = node;
  while (at && !ts.isImportDeclaration(at)) at = at.parent;
  if (!at || !ts.isStringLiteralLike(at.moduleSpecifier)) return undefined;
  return engine.knowledge.moduleName(at.moduleSpecifier.text);
}

function importedValue(engine: Engine, declaration: ts.Node): Value {
  if (ts.isImportEqualsDeclaration(declaration)) {
    const reference = declaration.moduleReference;
    if (ts.isExternalModuleReference(reference) && ts.isStringLiteralLike(reference.expression)) {
      return apiValue(engine.knowledge.moduleName(reference.expression.text));
    }
    return unknown;
  }
  const module = moduleOf(engine, declaration);
  if (module === undefined) return unknown;
  if (!ts.isImportSpecifier(declaration)) return apiValue(module);
  const name = (declaration.propertyName ?? declaration.name).text;
  return apiValue(name === 'default' || name === 'promises' ? module : `${module}.${name}`);
}

function declaredValue(engine: Engine, binding: Binding): Value {
  const { declaration } = binding;
  if (isFunctionNode(declaration)) return closureOf(engine, declaration);
  if (ts.isClassLike(declaration)) return { shape: 'function', taints: [], instance: declaration, api: '@class' };
  if (ts.isImportClause(declaration) || ts.isImportSpecifier(declaration) || ts.isNamespaceImport(declaration) || ts.isImportEqualsDeclaration(declaration)) {
    return importedValue(engine, declaration);
  }
  return unknown;
}

/** What a name holds now. */
export function readName(engine: Engine, node: ts.Identifier): Value {
  const binding = engine.scopes.resolve(node);
  if (binding) return engine.state.get(binding) ?? declaredValue(engine, binding);
  if (node.text === 'undefined') return literalOf(undefined);
  if (node.text === 'NaN' || node.text === 'Infinity') return aNumber;
  return apiValue(globalObjects.has(node.text) ? 'window' : node.text);
}

/** What `this` holds now. */
export function readSelf(engine: Engine, node: ts.Node): Value {
  const self = engine.scopes.self(node);
  const value = engine.state.get(self) ?? unknown;
  return ts.isClassLike(self.declaration) && !value.instance ? { ...value, instance: self.declaration } : value;
}
