import ts from 'typescript';
import type { Engine } from './engine.ts';
import { readBinding } from './names.ts';
import { readElement, readProperty } from './properties.ts';
import { propertyName, unwrapped } from './syntax.ts';
import { apiValue, elementsOf, isTruthy, join, unknown, withField, withRest, withStep } from './values.ts';
import type { Place, Value } from './values.ts';

function setBelow(
  engine: Engine,
  object: Value,
  change: { readonly keys: readonly string[]; readonly value: Value; readonly node: ts.Node },
): Value {
  const [key, ...keys] = change.keys;
  if (key === undefined) return change.value;
  // A property of the request keeps what its other parts are.
  const source = keys.length > 0 ? engine.knowledge.property(object, key, change.node) : undefined;
  const before = object.fields?.get(key) ?? source ?? belowOf(object, key);
  return withField(object, key, setBelow(engine, before, { ...change, keys }));
}

function belowOf(object: Value, key: string): Value {
  const api = object.api === undefined ? {} : apiValue(`${object.api}.${key}`);
  return { ...unknown, ...api, taints: object.taints };
}

/** Puts a value into a variable or a property of one. */
export function setPlace(engine: Engine, place: Place, value: Value): void {
  const { binding, keys } = place;
  if (keys.length === 0) {
    engine.state.set(binding, value);
    return;
  }
  const root = readBinding(engine, binding);
  engine.state.set(binding, setBelow(engine, root, { keys, value, node: place.node ?? binding.declaration }));
}

function assignProperty(engine: Engine, target: ts.PropertyAccessExpression | ts.ElementAccessExpression, value: Value): void {
  const object = engine.evaluate(target.expression);
  const keyValue = ts.isElementAccessExpression(target) ? engine.evaluate(target.argumentExpression) : undefined;
  const literal = keyValue?.literal ? String(keyValue.literal.value) : undefined;
  const key = ts.isPropertyAccessExpression(target) ? target.name.text : (literal ?? '*');
  const assignment = { node: target.parent, target, object, key, ...(keyValue ? { keyValue } : {}), value };
  engine.knowledge.onAssign(assignment, engine);
  const kept = withStep(value, target, `kept in "${target.getText().slice(0, 40)}"`);
  const place = engine.placeOf(target);
  if (place) {
    setPlace(engine, place, kept);
    return;
  }
  const owner = engine.placeOf(target.expression);
  if (!owner) return;
  setPlace(engine, owner, key === '*' ? withRest(object, kept) : withField(object, key, kept));
}

/** A value, or what stands for it where it is missing. */
export function withDefault(engine: Engine, value: Value, initializer: ts.Expression | undefined): Value {
  if (!initializer) return value;
  const missing =
    value.shape === 'nothing' || (value.shape === 'unknown' && value.taints.length === 0 && !value.fields && value.api === undefined);
  if (missing) return engine.evaluate(initializer);
  if (isTruthy(value) === true) return value;
  const other = engine.evaluate(initializer);
  const joined = join(value, other);
  return other.literal ? { ...joined, byDefault: other.literal.value } : joined;
}

function withoutKeys(value: Value, keys: readonly (string | undefined)[]): Value {
  if (!value.fields) return value;
  return { ...value, fields: new Map([...value.fields].filter(([key]) => !keys.includes(key))) };
}

function assignObjectPattern(engine: Engine, pattern: ts.ObjectBindingPattern, value: Value): void {
  const taken: (string | undefined)[] = [];
  for (const element of pattern.elements) {
    if (element.dotDotDotToken) {
      assignTo(engine, element.name, withoutKeys(value, taken));
      continue;
    }
    const name = element.propertyName ?? (ts.isIdentifier(element.name) ? element.name : undefined);
    const key = propertyName(name);
    taken.push(key);
    const part = key === undefined ? elementsOf(value) : readProperty(engine, value, { key, node: element });
    assignTo(engine, element.name, withDefault(engine, part, element.initializer));
  }
}

function elementAt(engine: Engine, value: Value, at: { readonly index: number; readonly node: ts.Node }): Value {
  return value.fields ? readProperty(engine, value, { key: String(at.index), node: at.node }) : elementsOf(value);
}

function assignArrayPattern(engine: Engine, pattern: ts.ArrayBindingPattern, value: Value): void {
  pattern.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element)) return;
    const part = element.dotDotDotToken ? { ...value } : elementAt(engine, value, { index, node: element });
    assignTo(engine, element.name, withDefault(engine, part, element.initializer));
  });
}

function assignObjectLiteral(engine: Engine, target: ts.ObjectLiteralExpression, value: Value): void {
  for (const property of target.properties) {
    if (ts.isSpreadAssignment(property)) assignTo(engine, property.expression, value);
    const key = propertyName(property.name);
    if (key === undefined) continue;
    const part = readProperty(engine, value, { key, node: property });
    if (ts.isShorthandPropertyAssignment(property))
      assignTo(engine, property.name, withDefault(engine, part, property.objectAssignmentInitializer));
    else if (ts.isPropertyAssignment(property)) assignTo(engine, property.initializer, part);
  }
}

function assignPattern(engine: Engine, target: ts.Node, value: Value): void {
  if (ts.isObjectBindingPattern(target)) assignObjectPattern(engine, target, value);
  else if (ts.isArrayBindingPattern(target)) assignArrayPattern(engine, target, value);
  else if (ts.isObjectLiteralExpression(target)) assignObjectLiteral(engine, target, value);
  else if (ts.isArrayLiteralExpression(target)) {
    target.elements.forEach((element, index) => {
      if (ts.isSpreadElement(element)) assignTo(engine, element.expression, value);
      else if (!ts.isOmittedExpression(element)) assignTo(engine, element, elementAt(engine, value, { index, node: element }));
    });
  } else if (ts.isBinaryExpression(target)) assignTo(engine, target.left, withDefault(engine, value, target.right));
}

/** Assigns to a name, a property or a pattern. */
export function assignTo(engine: Engine, target: ts.Node, value: Value): void {
  const inner = ts.isExpression(target) ? unwrapped(target) : target;
  if (ts.isIdentifier(inner)) {
    const binding = engine.scopes.resolve(inner);
    if (binding) engine.state.set(binding, withStep(value, inner, `kept in "${inner.text}"`));
    else engine.knowledge.onAssign({ node: inner.parent, target: inner, key: inner.text, value }, engine);
  } else if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) assignProperty(engine, inner, value);
  else assignPattern(engine, inner, value);
}

/** What a property access gives, as an expression. */
export function readAccess(engine: Engine, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Value {
  const object = engine.evaluate(node.expression);
  if (ts.isElementAccessExpression(node)) return readElement(engine, object, { key: engine.evaluate(node.argumentExpression), node });
  const place = engine.placeOf(node.expression);
  return readProperty(engine, object, { key: node.name.text, node, ...(place ? { place } : {}) });
}
