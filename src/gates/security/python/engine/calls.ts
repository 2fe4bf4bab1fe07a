import { instantiate } from './classes.ts';
import { elementOf, readMember } from './members.ts';
import { evaluate, placeOf } from './expressions.ts';
import { callFunction } from './functions.ts';
import { callLibrary, checkApis, checkSinks } from './library.ts';
import type { LibraryCall } from './library.ts';
import { callMethod } from './methods.ts';
import type { Frame, Run } from './run.ts';
import { checkSecretName } from './secret-names.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { joinValues, unknown } from './value.ts';
import type { ClassShape, Value } from './value.ts';
import { viewed } from './call-view.ts';

interface Arguments {
  readonly positional: Value[];
  readonly keywords: Map<string, Value>;
  readonly places: Map<number | string, string>;
  open: Value | undefined;
  openNames: Value | undefined;
}

function addOpen(found: Arguments, value: Value): void {
  found.open = found.open === undefined ? value : joinValues(found.open, value);
}

function addSplat(run: Run, found: Arguments, splat: { readonly type: string; readonly value: Value }): void {
  const object = run.objectOf(splat.value);
  if (splat.type === 'list_splat') {
    if (object?.kind === 'list' && object.rest === undefined) found.positional.push(...object.items.values());
    else addOpen(found, elementOf(run, splat.value));
    return;
  }
  if (object?.kind !== 'dictionary' || splat.value.taints.length > 0) {
    found.openNames = { taints: splat.value.taints };
    return addOpen(found, { taints: run.taintsOf(splat.value) });
  }
  for (const [key, item] of object.items) found.keywords.set(String(key), item);
  if (object.rest === undefined) return;
  found.openNames = object.keys ?? object.rest;
  addOpen(found, object.rest);
}

function addKeyword(frame: Frame, node: SyntaxNode, found: Arguments): void {
  const [name, source] = [node.child('name')?.text ?? '', node.child('value')];
  if (source === undefined) return;
  const value = evaluate(frame.run, frame, source);
  checkSecretName(frame.run, name, value);
  found.keywords.set(name, value);
  const place = value.taints.length === 0 ? undefined : placeOf(frame.run, frame, source);
  if (place !== undefined) found.places.set(name, place);
}

function addArgument(frame: Frame, node: SyntaxNode, found: Arguments): void {
  const { run } = frame;
  if (node.type === 'keyword_argument') return addKeyword(frame, node, found);
  const inner = node.type.endsWith('_splat') ? node.children[0] : node;
  const value = inner === undefined ? unknown : evaluate(run, frame, inner);
  if (node.type.endsWith('_splat')) return addSplat(run, found, { type: node.type, value });
  const place = value.taints.length === 0 ? undefined : placeOf(run, frame, node);
  if (place !== undefined) found.places.set(found.positional.length, place);
  found.positional.push(value);
}

/** What is called, and the object whose method it is. */
function calleeOf(frame: Frame, called: SyntaxNode): Pick<LibraryCall, 'callee' | 'receiver' | 'receiverNode'> {
  const receiverNode = called.type === 'attribute' ? called.child('object') : undefined;
  const name = called.child('attribute')?.text;
  if (receiverNode === undefined || name === undefined)
    return { callee: evaluate(frame.run, frame, called), receiver: undefined, receiverNode };
  const receiver = evaluate(frame.run, frame, receiverNode);
  return { callee: readMember(frame.run, called, { object: receiver, name }), receiver, receiverNode };
}

/** Evaluates what is called and its arguments, in Python's order. */
function prepared(frame: Frame, node: SyntaxNode): LibraryCall {
  const called = node.child('function');
  const callee = called === undefined ? { callee: unknown, receiver: undefined } : calleeOf(frame, called);
  const list = node.child('arguments');
  const found: Arguments = { positional: [], keywords: new Map(), places: new Map(), open: undefined, openNames: undefined };
  for (const argument of list?.type === 'generator_expression' ? [list] : (list?.children ?? [])) addArgument(frame, argument, found);
  return { ...found, ...callee, node };
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
export function invoke(frame: Frame, call: LibraryCall): Value {
  const { given, ...bare } = call.callee;
  return given === undefined
    ? invokeBare(frame, call)
    : invokeBare(frame, {
        ...call,
        callee: bare,
        positional: [...given.positional, ...call.positional],
        keywords: new Map([...given.keywords, ...call.keywords]),
        places: new Map(),
      });
}

function invokeBare(frame: Frame, call: LibraryCall): Value {
  const { run } = frame;
  const callee = inherited(frame, call.callee) ?? call.callee;
  if (callee.function !== undefined) return callFunction(run, { ...call, callee }, callee.function);
  if (callee.class !== undefined) return made(frame, call, callee.class);
  return callMethod(run, call) ?? callLibrary(frame, call);
}

/** An object of a class of the text, which a rule may know by what it derives from. */
function made(frame: Frame, call: LibraryCall, shape: ClassShape): Value {
  if (shape.bases.some((base) => base.includes('.'))) {
    const view = viewed(frame, call, shape.bases.map((base) => `${base}()`).join(' '));
    checkApis(frame.run, view);
    if ((call.openNames?.taints.length ?? 0) > 0) checkSinks(frame.run, call, view);
    if (!shape.methods.has('__init__')) for (const base of shape.bases) checkSinks(frame.run, call, viewed(frame, call, base));
  }
  return instantiate(frame.run, call, shape);
}

/** The value of a call. */
export function evaluateCall(frame: Frame, node: SyntaxNode): Value {
  return invoke(frame, prepared(frame, node));
}
