import { evaluate } from './expressions.ts';
import type { Assigned } from './knowledge.ts';
import { elementOf, keyed, longerPath, partOf, readItem } from './members.ts';
import { placeKey, writeName } from './names.ts';
import { deepTaints, listObject, withItem } from './objects.ts';
import { variableKey } from './run.ts';
import type { Frame, Run } from './run.ts';
import { checkSecretName } from './secret-names.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { constantValue, joinTaints, unknown, withStep } from './value.ts';
import type { Value } from './value.ts';

/** Looks at an assignment with the rules on assignments. */
function checkAssignment(
  run: Run,
  made: { node: SyntaxNode; target: string; key: string | undefined; value: Value; receiver: Value | undefined },
): void {
  const taints = deepTaints(made.value, run.store);
  const assigned: Assigned = {
    ...made,
    taints,
    items: (value) => run.itemsOf(value),
    entry: (value, key) => run.objectOf(value)?.items.get(key),
    imports: (module) => run.modules.has(module),
    mentions: (pattern) => pattern.test(run.source),
  };
  for (const rule of run.compiled.knowledge.assignments) {
    if (rule.tainted && taints.length === 0) continue;
    if (!rule.when(assigned)) continue;
    const message = `is put into ${made.target}`;
    if (rule.tainted) run.reportTaints({ rule: rule.rule, node: made.node, value: made.value, taints, most: rule.confidence, message });
    else run.report({ rule: rule.rule, node: made.node, confidence: rule.confidence, trail: undefined });
  }
}

function toName(frame: Frame, target: SyntaxNode, value: Value): void {
  const { run } = frame;
  checkSecretName(run, target.text, value);
  checkAssignment(run, { node: target.parent ?? target, target: target.text, key: undefined, value, receiver: undefined });
  writeName(frame, target.text, withStep(value, target.parent ?? target, `is put into ${target.text}`));
}

function toMember(frame: Frame, target: SyntaxNode, value: Value): void {
  const { run } = frame;
  const [objectNode, nameNode] = [target.child('object'), target.child('attribute')];
  if (objectNode === undefined || nameNode === undefined) return;
  const object = evaluate(run, frame, objectNode);
  const stored = withStep(value, target.parent ?? target, `is put into ${target.text}`);
  checkSecretName(run, nameNode.text, value);
  checkAssignment(run, {
    node: target.parent ?? target,
    target: longerPath(object.path, `.${nameNode.text}`),
    key: undefined,
    value,
    receiver: object,
  });
  const inside = object.object ?? object.class?.object;
  const kept = inside === undefined ? undefined : run.store.object(inside);
  if (kept?.kind === 'instance' && inside !== undefined)
    run.setObject(inside, withItem(kept, { taints: [], constant: nameNode.text }, stored));
  else putAttribute(run, longerPath(object.path, `.${nameNode.text}`), stored);
  forgetPlace(run, frame, target);
}

/** What is put into a thing of a library, such as `flask.g.user`, is there for who reads the same name. */
function putAttribute(run: Run, path: string, value: Value): void {
  if (path.startsWith('?') || (value.taints.length === 0 && run.store.value(`attribute:${path}`) === undefined)) return;
  run.writes += 1;
  run.store.set(`attribute:${path}`, value);
}

function forgetPlace(run: Run, frame: Frame, target: SyntaxNode): void {
  const key = frame.provedPlaces ? placeKey(run, frame, target) : undefined;
  if (key?.startsWith('place:') === true) run.store.forgetProved(key);
}

function toItem(frame: Frame, target: SyntaxNode, value: Value): void {
  const { run } = frame;
  const [objectNode, keyNode] = [target.child('value'), target.child('subscript')];
  if (objectNode === undefined || keyNode === undefined) return;
  const object = evaluate(run, frame, objectNode);
  const key = evaluate(run, frame, keyNode);
  const keyText = typeof key.constant === 'string' ? key.constant : undefined;
  if (keyText !== undefined) checkSecretName(run, keyText, value);
  const path = object.path === undefined && objectNode.type === 'identifier' ? objectNode.text : object.path;
  checkAssignment(run, { node: target.parent ?? target, target: path ?? '?', key: keyText, value, receiver: object });
  putItem(run, frame, { objectNode, object, key, value: withStep(value, target.parent ?? target, `is put into ${target.text}`) });
  forgetPlace(run, frame, target);
}

function putItem(run: Run, frame: Frame, put: { objectNode: SyntaxNode; object: Value; key: Value; value: Value }): void {
  const held = run.objectOf(put.object);
  if (held !== undefined && put.object.object !== undefined) {
    run.setObject(put.object.object, withItem(held, put.key, put.value));
    return;
  }
  if (put.object.path !== undefined) return putAttribute(run, longerPath(put.object.path, keyed(put.key)), put.value);
  // A thing of which nothing is known holds what is put into it, under whatever key.
  if (put.objectNode.type !== 'identifier' || put.value.taints.length === 0) return;
  writeName(frame, put.objectNode.text, { ...put.object, taints: joinTaints(put.object.taints, put.value.taints) });
}

function unpack(frame: Frame, targets: readonly SyntaxNode[], value: Value): void {
  const { run } = frame;
  const held = run.objectOf(value);
  const exact = held?.kind === 'list' && held.rest === undefined && !targets.some(({ type }) => type === 'list_splat_pattern');
  for (const [index, target] of targets.entries()) {
    const part = exact
      ? (held.items.get(index) ?? unknown)
      : held === undefined
        ? readItem(run, target, { object: value, key: constantValue(index) })
        : elementOf(run, value);
    if (target.type !== 'list_splat_pattern') assignTo(frame, target, part);
    else if (target.children[0] !== undefined)
      assignTo(frame, target.children[0], { taints: [], object: run.newObject({ ...listObject([]), rest: part }) });
  }
}

/** Puts a value where an assignment, a loop or a `with` puts it. */
export function assignTo(frame: Frame, target: SyntaxNode, value: Value): void {
  switch (target.type) {
    case 'identifier':
      return toName(frame, target, value);
    case 'attribute':
      return toMember(frame, target, value);
    case 'subscript':
      return toItem(frame, target, value);
    case 'as_pattern_target':
    case 'parenthesized_expression':
      if (target.children[0] !== undefined) assignTo(frame, target.children[0], value);
      return;
    default:
      unpack(frame, target.children, value);
  }
}

/** Anything but whether a name is one of settings at all. */
const choosing = /\bif\b(?!\s+(?:not\s+)?\w+\.(?:isupper\(|startswith\(\s*["']_))/u;

/** A loop over all settings that looks at each of them takes only some. */
export function keepChosen(frame: Frame, loop: SyntaxNode, target: SyntaxNode): void {
  const { run } = frame;
  if (target.type !== 'identifier') {
    for (const part of target.children) keepChosen(frame, loop, part);
    return;
  }
  const key = variableKey(frame, target.text);
  const value = run.store.value(key);
  const taints = value === undefined ? [] : partOf(value.taints);
  if (value !== undefined && taints.length < value.taints.length && choosing.test(loop.text)) run.store.set(key, { ...value, taints });
}

/** Adds a value to what a variable may already hold. */
export function bind(frame: Frame, name: string, value: Value): void {
  frame.names.add(name);
  frame.run.store.set(variableKey(frame, name), value);
}
