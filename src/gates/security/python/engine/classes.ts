import { argumentTaints, callFunction } from './functions.ts';
import type { Prepared } from './functions.ts';
import { methodOf } from './members.ts';
import { newTaint } from './names.ts';
import { emptyInstance } from './objects.ts';
import type { Run } from './run.ts';
import { unknown } from './value.ts';
import type { ClassShape, Value } from './value.ts';

function allFields(shape: ClassShape): ReadonlyMap<string, string> {
  return new Map([...shape.parents.flatMap((parent) => [...allFields(parent)]), ...shape.fields]);
}

/** The fields that a class without a constructor of its own gets from its arguments, as a data class does. */
function fieldsFrom(run: Run, call: Prepared, shape: ClassShape): Map<string, Value> {
  const fields = new Map<string, Value>();
  let position = 0;
  for (const [name, type] of allFields(shape)) {
    const value = call.keywords.get(name) ?? call.positional[position] ?? call.open;
    position += 1;
    if (value !== undefined) fields.set(name, run.compiled.knowledge.handlers.harmlessTypes.test(type) ? unknown : value);
  }
  return fields;
}

export function isEnumeration(shape: ClassShape): boolean {
  return shape.bases.some((base) => /(?:^|\.)(?:Str|Int)?(?:Enum|Flag)$/u.test(base));
}

/** Makes an object of a class of the text. */
export function instantiate(run: Run, call: Prepared, shape: ClassShape): Value {
  // A member of an enumeration is looked up by its value: nothing else can come out.
  if (isEnumeration(shape)) return unknown;
  const foreign = shape.bases.length > 0 && shape.fields.size === 0 && shape.parents.length === 0;
  const constructor = methodOf(shape, '__init__');
  const items = constructor === undefined ? fieldsFrom(run, call, shape) : new Map<string, Value>();
  const rest = foreign && constructor === undefined ? { taints: argumentTaints(run, call) } : undefined;
  const taints = shape.bases.some((base) => run.compiled.knowledge.settingsClass.test(base))
    ? [newTaint(call.node, { what: 'the settings', confidence: 'high', kind: 'settings' })]
    : [];
  const made: Value = { taints, object: run.newObject({ ...emptyInstance, items, rest, class: shape }) };
  if (constructor !== undefined) callFunction(run, { ...call, callee: { taints: [], function: constructor, self: made } }, constructor);
  return made;
}
