import ts from 'typescript';
import { withBases } from './bases.ts';
import type { Engine } from './engine.ts';
import type { Binding } from './scope.ts';
import { propertyName, unwrapped } from './syntax.ts';
import { aNumber, apiValue, elementsOf, literalOf, unknown } from './values.ts';
import type { Closure, Place, Value } from './values.ts';

/** The global object by its names: a property of it is the global of that name. */
export const globalObjects: ReadonlySet<string> = new Set(['window', 'globalThis', 'self', 'global', 'top', 'parent']);

function memberOf(engine: Engine, owner: ts.ClassLikeDeclaration, key: string): Value | undefined {
  for (const one of withBases(engine, owner)) {
    const member = ownMember(engine, one, key);
    if (member) return member;
  }
  return undefined;
}

function keptIn(engine: Engine, self: Binding, key: string): Value | undefined {
  return engine.state.get(self)?.fields?.get(key);
}

function ownMember(engine: Engine, owner: ts.ClassLikeDeclaration, key: string): Value | undefined {
  const self = engine.scopes.selfOf(owner);
  for (const member of owner.members) {
    // What is abstract says nothing.
    if (propertyName(member.name) !== key || (ts.isMethodDeclaration(member) && !member.body)) continue;
    if (ts.isMethodDeclaration(member)) return { shape: 'function', taints: [], closure: { node: member, self } };
    if (ts.isGetAccessor(member)) return engine.run({ node: member, self }, []);
    return keptIn(engine, self, key) ?? (ts.isPropertyDeclaration(member) ? instanceOf(engine, member.type) : undefined);
  }
  return keptIn(engine, self, key);
}

/** What a type says that is a class of the text: what is put in there, a container has made. */
export function instanceOf(engine: Engine, type: ts.TypeNode | undefined): Value | undefined {
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined;
  const declaration = engine.scopes.resolve(type.typeName)?.declaration;
  return declaration && ts.isClassLike(declaration) ? { shape: 'object', taints: [], instance: declaration } : undefined;
}

function apiOf(engine: Engine, api: string, key: string): string {
  if (key === 'default' || key === 'promises') return api;
  if (globalObjects.has(api)) return key;
  const name = `${api}.${key}`;
  return engine.knowledge.globalName(name) ?? name;
}

/** What a module has under a name. */
export function memberOfModule(engine: Engine, member: { readonly module: string; readonly name: string; readonly node: ts.Node }): Value {
  const { module, name, node } = member;
  return engine.knowledge.property(apiValue(module), name, node) ?? apiValue(apiOf(engine, module, name));
}

/** What reading a property gives. `node` is the reading expression, where a source is. */
export function readProperty(
  engine: Engine,
  object: Value,
  read: { readonly key: string; readonly node: ts.Node; readonly place?: Place },
): Value {
  const { key, node, place } = read;
  const known = knownProperty(object.fields?.get(key), engine.knowledge.property(object, key, node));
  if (known) return known;
  const member = object.instance && memberOf(engine, object.instance, key);
  if (member) return member;
  if (sizes.has(key) && !isGiven(object, key) && !isCallee(node))
    return place ? { ...aNumber, derived: { place, how: 'length' } } : aNumber;
  if (object.rest && (object.shape !== 'array' || /^\d+$/u.test(key))) return elementsOf(object);
  return { ...unknown, ...unwrittenProperty(engine, object, key) };
}

/** `z.string().length(16)`: what is called is no number. */
function isCallee(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

/** In what somebody has sent as an object, a size is what they say. */
function isGiven(object: Value, key: string): boolean {
  if (key === 'length' || object.shape !== 'unknown') return false;
  return object.api === undefined ? object.taints.length > 0 : /^@request\.(?:body|query)$/u.test(object.api);
}

const sizes: ReadonlySet<string> = new Set(['length', 'size', 'byteLength']);

function knownProperty(field: Value | undefined, source: Value | undefined): Value | undefined {
  // What was proved of a part of a source leaves the rest of it as it is.
  if (field?.fields && source && field.api === source.api && field.taints.length > 0) return { ...field, taints: source.taints };
  return field ?? source;
}

function unwrittenProperty(engine: Engine, object: Value, key: string): Value {
  const { api, taints } = object;
  if (api !== undefined) return { ...apiValue(apiOf(engine, api, key)), taints };
  return object.closed === true && taints.length === 0 ? literalOf(undefined) : { ...unknown, taints };
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

function writtenKey(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (!ts.isElementAccessExpression(node)) return undefined;
  const { argumentExpression: key } = node;
  return ts.isStringLiteralLike(key) || ts.isNumericLiteral(key) ? key.text : undefined;
}

/** The variable or property that an expression names, where its keys are written out. */
export function placeOf(engine: Engine, node: ts.Expression): Place | undefined {
  const keys: string[] = [];
  let at = unwrapped(node);
  let key = writtenKey(at);
  while (key !== undefined && (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at))) {
    keys.unshift(key);
    at = unwrapped(at.expression);
    key = writtenKey(at);
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
