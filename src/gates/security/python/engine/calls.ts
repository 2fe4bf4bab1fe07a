import { instantiate } from './classes.ts';
import { elementOf, readMember } from './members.ts';
import { evaluate, placeOf } from './expressions.ts';
import { callFunction } from './functions.ts';
import type { Prepared } from './functions.ts';
import { callLibrary } from './library.ts';
import { callMethod } from './methods.ts';
import type { Frame, Run } from './run.ts';
import { checkSecretName } from './secret-names.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { joinValues, unknown } from './value.ts';
import type { Value } from './value.ts';

interface Arguments {
  readonly positional: Value[];
  readonly keywords: Map<string, Value>;
  readonly places: Map<number | string, string>;
  open: Value | undefined;
}

function addOpen(found: Arguments, value: Value): void {
  found.open = found.open === undefined ? value : joinValues(found.open, value);
}

function addSplat(run: Run, found: Arguments, node: SyntaxNode, value: Value): void {
  const object = run.objectOf(value);
  if (node.type === 'list_splat') {
    if (object?.kind === 'list' && object.rest === undefined) found.positional.push(...object.items.values());
    else addOpen(found, elementOf(run, value));
    return;
  }
  if (object?.kind !== 'dictionary') return addOpen(found, { taints: value.taints });
  for (const [key, item] of object.items) found.keywords.set(String(key), item);
  if (object.rest !== undefined) addOpen(found, object.rest);
}

function addArgument(run: Run, frame: Frame, node: SyntaxNode, found: Arguments): void {
  if (node.type === 'keyword_argument') {
    const [name, source] = [node.child('name')?.text ?? '', node.child('value')];
    const value = source === undefined ? unknown : evaluate(run, frame, source);
    checkSecretName(run, name, value);
    found.keywords.set(name, value);
    const place = source === undefined ? undefined : placeOf(run, frame, source);
    if (place !== undefined) found.places.set(name, place);
    return;
  }
  const inner = node.type.endsWith('_splat') ? node.children[0] : node;
  const value = inner === undefined ? unknown : evaluate(run, frame, inner);
  if (node.type.endsWith('_splat')) return addSplat(run, found, node, value);
  const place = placeOf(run, frame, node);
  if (place !== undefined) found.places.set(found.positional.length, place);
  found.positional.push(value);
}

/** Evaluates what is called and its arguments, in Python's order. */
function prepared(run: Run, frame: Frame, node: SyntaxNode): Prepared & { readonly receiverNode: SyntaxNode | undefined } {
  const called = node.child('function');
  const receiverNode = called?.type === 'attribute' ? called.child('object') : undefined;
  const receiver = receiverNode === undefined ? undefined : evaluate(run, frame, receiverNode);
  const name = called?.child('attribute')?.text;
  const callee =
    receiver !== undefined && name !== undefined && called !== undefined ? readMember(run, called, receiver, name) : called === undefined ? unknown : evaluate(run, frame, called);
  const list = node.child('arguments');
  const found: Arguments = { positional: [], keywords: new Map(), places: new Map(), open: undefined };
  for (const argument of list?.type === 'generator_expression' ? [list] : (list?.children ?? [])) addArgument(run, frame, argument, found);
  return { ...found, node, callee, receiver, receiverNode };
}

/** `super().method()` is the method of a class that this one derives from. */
function inherited(frame: Frame, callee: Value): Value | undefined {
  const name = /^super\(\)\.(\w+)$/u.exec(callee.path ?? '')?.[1];
  const owner = frame.function?.owner;
  const method = name === undefined ? undefined : owner?.parents.map((parent) => parent.methods.get(name)).find((one) => one !== undefined);
  const self = [...frame.bound.values()][0];
  return method === undefined || self === undefined ? undefined : { taints: [], function: method, self };
}

/** Follows a call of something whose value is known. */
export function invoke(run: Run, frame: Frame, call: Prepared & { readonly receiverNode?: SyntaxNode | undefined }): Value {
  const callee = inherited(frame, call.callee) ?? call.callee;
  if (callee.function !== undefined) return callFunction(run, { ...call, callee }, callee.function);
  if (callee.class !== undefined) return instantiate(run, call, callee.class);
  return callMethod(run, call) ?? callLibrary(run, frame, call);
}

/** The value of a call. */
export function evaluateCall(run: Run, frame: Frame, node: SyntaxNode): Value {
  return invoke(run, frame, prepared(run, frame, node));
}
