import ts from 'typescript';
import type { Engine } from './engine.ts';
import { closureOf } from './properties.ts';
import { runSometime } from './run.ts';
import { isFunctionNode, propertyName } from './syntax.ts';
import { elementsOf, isTainted, join, objectOf, unknown } from './values.ts';
import type { Value } from './values.ts';

interface Parts {
  readonly fields: Map<string, Value>;
  rest?: Value;
  closed: boolean;
}

function spread(parts: Parts, value: Value): void {
  for (const [key, field] of value.fields ?? []) parts.fields.set(key, field);
  if (value.closed !== true) parts.closed = false;
  const { api, taints } = value;
  const whole =
    taints.length > 0 || value.rest ? { ...elementsOf({ ...value, fields: new Map() }), ...(api === undefined ? {} : { api }) } : undefined;
  if (whole) parts.rest = parts.rest ? join(parts.rest, whole) : whole;
}

function addProperty(engine: Engine, parts: Parts, property: ts.ObjectLiteralElementLike): void {
  if (ts.isSpreadAssignment(property)) {
    spread(parts, engine.evaluate(property.expression));
    return;
  }
  const value = propertyValue(engine, property);
  const computed = property.name && ts.isComputedPropertyName(property.name) ? engine.evaluate(property.name.expression) : undefined;
  const key = computed?.literal ? String(computed.literal.value) : propertyName(property.name);
  if (key !== undefined) parts.fields.set(key, value);
  else {
    parts.closed = false;
    parts.rest = parts.rest ? join(parts.rest, value) : value;
  }
}

function propertyValue(engine: Engine, property: ts.ObjectLiteralElementLike): Value {
  if (ts.isPropertyAssignment(property)) return engine.evaluate(property.initializer);
  if (ts.isShorthandPropertyAssignment(property)) return engine.evaluate(property.name);
  if (!isFunctionNode(property)) return unknown;
  const closure = closureOf(engine, property);
  if (closure.closure) engine.frame.pending.push(closure.closure);
  return closure;
}

export function evaluateObject(engine: Engine, node: ts.ObjectLiteralExpression): Value {
  const parts: Parts = { fields: new Map(), closed: true };
  for (const property of node.properties) addProperty(engine, parts, property);
  const value = objectOf('object', parts);
  engine.knowledge.onNode(node, value, engine);
  return value;
}

export function evaluateArray(engine: Engine, node: ts.ArrayLiteralExpression): Value {
  const parts: Parts = { fields: new Map(), closed: true };
  let index = 0;
  for (const element of node.elements) {
    if (ts.isSpreadElement(element)) {
      const all = elementsOf(engine.evaluate(element.expression));
      parts.rest = parts.rest ? join(parts.rest, all) : all;
      parts.closed = false;
    } else if (index < 30) parts.fields.set(String(index), engine.evaluate(element));
    else {
      const value = engine.evaluate(element);
      parts.rest = parts.rest ? join(parts.rest, value) : value;
    }
    index += 1;
  }
  return objectOf('array', parts);
}

export function evaluateRegExp(_engine: Engine, node: ts.RegularExpressionLiteral): Value {
  const end = node.text.lastIndexOf('/');
  return { shape: 'object', taints: [], regexp: { source: node.text.slice(1, end), flags: node.text.slice(end + 1) } };
}

export function evaluateFunction(engine: Engine, node: ts.FunctionExpression | ts.ArrowFunction): Value {
  const value = closureOf(engine, node);
  if (value.closure) engine.frame.pending.push(value.closure);
  return value;
}

function evaluateDecorators(engine: Engine, node: ts.Node): void {
  if (!ts.canHaveDecorators(node)) return;
  for (const { expression } of ts.getDecorators(node) ?? []) if (ts.isCallExpression(expression)) engine.evaluate(expression);
}

/** A class: its fields are set, its constructor and methods wait to be called. */
export function defineClass(engine: Engine, node: ts.ClassLikeDeclaration): void {
  const self = engine.scopes.selfOf(node);
  evaluateDecorators(engine, node);
  for (const member of node.members) {
    evaluateDecorators(engine, member);
    if (ts.isPropertyDeclaration(member) && member.initializer) {
      const value = engine.evaluate(member.initializer);
      const key = propertyName(member.name);
      const before = engine.state.get(self) ?? unknown;
      if (key !== undefined) engine.state.set(self, { ...before, instance: node, fields: new Map(before.fields).set(key, value) });
    } else if (ts.isClassStaticBlockDeclaration(member)) engine.execute(member.body);
    else if (isFunctionNode(member) && member.body) engine.frame.pending.push({ node: member, self });
  }
}

export function evaluateClass(engine: Engine, node: ts.ClassExpression): Value {
  defineClass(engine, node);
  return { shape: 'function', taints: [], instance: node, api: '@class' };
}

function evaluateAttribute(engine: Engine, attribute: ts.JsxAttributeLike, parts: Parts): void {
  if (ts.isJsxSpreadAttribute(attribute)) {
    const all = engine.evaluate(attribute.expression);
    spread(parts, all);
    engine.knowledge.onNode(attribute, all, engine);
    return;
  }
  const { initializer, name } = attribute;
  if (!initializer || !ts.isJsxExpression(initializer) || !initializer.expression) return;
  const value = engine.evaluate(initializer.expression);
  parts.fields.set(name.getText(), value);
  engine.knowledge.onNode(attribute, value, engine);
}

/** A component of the text is run with what it is given, where that matters. */
function runComponent(engine: Engine, opening: ts.JsxOpeningLikeElement, parts: Parts): void {
  const { tagName } = opening;
  if (!ts.isIdentifier(tagName) || !/^[A-Z]/u.test(tagName.text)) return;
  const properties = objectOf('object', parts);
  if (!isTainted(properties)) return;
  const { closure } = engine.evaluate(tagName);
  if (closure) runSometime(engine, closure, [properties]);
}

export function evaluateJsx(engine: Engine, node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment): Value {
  if (!ts.isJsxFragment(node)) {
    const opening = ts.isJsxElement(node) ? node.openingElement : node;
    const parts: Parts = { fields: new Map(), closed: false };
    for (const attribute of opening.attributes.properties) evaluateAttribute(engine, attribute, parts);
    runComponent(engine, opening, parts);
  }
  if (ts.isJsxSelfClosingElement(node)) return unknown;
  for (const child of node.children) {
    if (ts.isJsxExpression(child) && child.expression) engine.evaluate(child.expression);
    else if (ts.isJsxElement(child) || ts.isJsxSelfClosingElement(child) || ts.isJsxFragment(child)) engine.evaluate(child);
  }
  return unknown;
}
