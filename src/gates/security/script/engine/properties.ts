import ts from 'typescript';
import type { Engine } from './engine.ts';
import { propertyName } from './syntax.ts';
import { aNumber, apiValue, elementsOf, literalOf, unknown } from './values.ts';
import type { Closure, Place, Value } from './values.ts';

/** The global object by its names: a property of it is the global of that name. */
export const globalObjects: ReadonlySet<string> = new Set(['window', 'globalThis', 'self', 'global', 'top', 'parent']);

function memberOf(engine: Engine, owner: ts.ClassLikeDeclaration, key: string): Value | undefined {
  const self = engine.scopes.selfOf(owner);
  for (const member of owner.members) {
    if (propertyName(member.name) !== key) continue;
    if (ts.isMethodDeclaration(member)) return { shape: 'function', taints: [], closure: { node: member, self } };
    if (ts.isGetAccessor(member)) return engine.run({ node: member, self }, []);
  }
  return engine.state.get(self)?.fields?.get(key);
}

function apiOf(api: string, key: string): string {
  if (key === 'default' || key === 'promises') return api;
  return globalObjects.has(api) ? key : `${api}.${key}`;
}

/** What reading a property gives. `node` is the reading expression, where a source is. */
export function readProperty(engine: Engine, object: Value, read: { readonly key: string; readonly node: ts.Node; readonly place?: Place }): Value {
  const { key, node, place } = read;
  const field = object.fields?.get(key);
  const source = engine.knowledge.property(object, key, node);
  // What was proved of a part of a source leaves the rest of it as it is.
  if (field && source && field.fields && field.api === source.api && field.taints.length > 0) return { ...field, taints: source.taints };
  if (field) return field;
  if (source) return source;
  if (object.instance) {
    const member = memberOf(engine, object.instance, key);
    if (member) return member;
  }
  if (key === 'length' || key === 'size' || key === 'byteLength') return place ? { ...aNumber, derived: { place, how: 'length' } } : aNumber;
  if (object.rest && (object.shape !== 'array' || /^\d+$/u.test(key))) return elementsOf(object);
  const api = object.api === undefined ? {} : apiValue(apiOf(object.api, key));
  if (object.closed === true && object.taints.length === 0 && object.api === undefined) return literalOf(undefined);
  return { ...unknown, ...api, taints: object.taints };
}

/** What reading under a computed key gives. */
export function readElement(engine: Engine, object: Value, read: { readonly key: Value; readonly node: ts.Node }): Value {
  const { key, node } = read;
  if (key.literal) return readProperty(engine, object, { key: String(key.literal.value), node });
  const source = engine.knowledge.property(object, '*', node);
  if (source) return source;
  const all = key.taints.length > 0 && key.shape !== 'number' ? { ...elementsOf(object), via: key } : elementsOf(object);
  return object.api === undefined || all.api !== undefined ? all : { ...all, api: `${object.api}.*` };
}

/** The variable or property that an expression names, where its keys are written out. */
export function placeOf(engine: Engine, node: ts.Expression): Place | undefined {
  const keys: string[] = [];
  let at: ts.Node = node;
  for (;;) {
    if (ts.isPropertyAccessExpression(at)) {
      keys.unshift(at.name.text);
      at = at.expression;
    } else if (ts.isElementAccessExpression(at) && (ts.isStringLiteralLike(at.argumentExpression) || ts.isNumericLiteral(at.argumentExpression))) {
      keys.unshift(at.argumentExpression.text);
      at = at.expression;
    } else if (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at)) at = at.expression;
    else break;
  }
  if (at.kind === ts.SyntaxKind.ThisKeyword) return { binding: engine.scopes.self(at), keys, node };
  if (!ts.isIdentifier(at)) return undefined;
  const binding = engine.scopes.resolve(at);
  return binding && { binding, keys, node };
}

/** A function or method as a value. */
export function closureOf(engine: Engine, node: Closure['node']): Value {
  const closure: Closure = { node, self: engine.scopes.self(node.kind === ts.SyntaxKind.ArrowFunction ? node : (node.body ?? node)) };
  return { shape: 'function', taints: [], closure };
}
