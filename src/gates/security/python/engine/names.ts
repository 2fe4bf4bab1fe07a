import type { SyntaxNode } from './syntax-tree.ts';
import { resolvedValue } from './project.ts';
import { variableKey } from './run.ts';
import type { Frame, Run } from './run.ts';
import type { SourceRule } from './knowledge.ts';
import { constantValue, joinTaints } from './value.ts';
import type { Taint, Value } from './value.ts';

/** The frame whose variable a name is where it is read. */
function holder(run: Run, frame: Frame, name: string): Frame | undefined {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.above) {
    if (run.store.value(variableKey(at, name)) !== undefined) return at;
  }
  return undefined;
}

export function readName(run: Run, frame: Frame, node: SyntaxNode): Value {
  const name = node.text;
  let value: Value | undefined;
  for (let at: Frame | undefined = frame; at !== undefined && value === undefined; at = at.above)
    value = run.store.value(variableKey(at, name));
  value = value === undefined ? { taints: [], path: name } : value.imported === undefined ? value : resolvedValue(run, value);
  return value.taints.length > 0 || value.path === undefined ? value : sourced(run, node, value);
}

/** A value with the taint that its path has as a source, if it is one. */
export function sourced(run: Run, node: SyntaxNode, value: Value): Value {
  const path = value.path === undefined ? undefined : run.compiled.canonical(value.path);
  const constant = path === undefined || value.taints.length > 0 ? undefined : run.compiled.knowledge.constants.get(path);
  if (constant !== undefined) return constantValue(constant);
  const rule = path === undefined ? undefined : run.compiled.source(path);
  if (path === undefined || rule === undefined) return path === value.path || path === undefined ? value : { ...value, path };
  const taint = newTaint(node, rule, run.compiled.bits(rule.proved ?? []));
  const settings = rule.wholeSettings === true ? [newTaint(node, { what: rule.what, confidence: 'high', kind: 'settings' })] : [];
  return { ...value, path, taints: joinTaints(value.taints, [taint, ...settings]) };
}

/** Data that comes in at a place in the text. */
export function newTaint(node: SyntaxNode, rule: Pick<SourceRule, 'what' | 'confidence' | 'kind'>, safe = 0): Taint {
  const trail = { node, message: `comes from ${rule.what}`, before: undefined, length: 1 };
  return { kind: rule.kind ?? 'untrusted', source: node.id, confidence: rule.confidence, trail, safe };
}

function outermost(frame: Frame): Frame {
  let at = frame;
  while (at.above !== undefined) at = at.above;
  return at;
}

/** Puts a value into a variable of the frame, or of the text where the frame says `global`. */
export function writeName(frame: Frame, name: string, value: Value): void {
  const { run } = frame;
  const owner = frame.globals.has(name) ? (holder(run, frame.above ?? frame, name) ?? outermost(frame)) : frame;
  if (owner !== frame) run.writes += 1;
  owner.names.add(name);
  if (owner.bound.has(name)) owner.reassigned.add(name);
  run.store.set(variableKey(owner, name), value);
}

const places = new Set(['identifier', 'attribute', 'subscript', 'call']);

/** The key under which something can be proved of an expression: its variable, or its text in the frame. */
export function placeKey(run: Run, frame: Frame, node: SyntaxNode): string | undefined {
  if (node.type === 'parenthesized_expression' || node.type === 'named_expression') {
    const inner = node.type === 'named_expression' ? node.child('name') : node.children[0];
    return inner === undefined ? undefined : placeKey(run, frame, inner);
  }
  if (!places.has(node.type)) return undefined;
  if (node.type === 'identifier') {
    const owner = holder(run, frame, node.text);
    return owner === undefined ? undefined : variableKey(owner, node.text);
  }
  return node.end - node.start > 120 ? undefined : `place:${String(frame.id)}:${node.text}`;
}
