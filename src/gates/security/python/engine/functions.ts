import { evaluate } from './expressions.ts';
import { emptyDictionary } from './collections.ts';
import { listObject } from './objects.ts';
import { parametersOf } from './parameters.ts';
import type { Parameter } from './parameters.ts';
import { variableKey } from './run.ts';
import type { Exit, Frame, Run } from './run.ts';
import { execute } from './statements.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { constantValue, joinTaints, joinValues, truthOf, unknown, withStep } from './value.ts';
import type { ClassShape, Fact, FunctionShape, Taint, Value } from './value.ts';

/** A call with its arguments evaluated. */
export interface Prepared {
  readonly node: SyntaxNode;
  readonly callee: Value;
  readonly receiver: Value | undefined;
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Arguments that cannot be told apart, and the names of such keywords. */
  readonly open: Value | undefined;
  readonly openNames?: Value | undefined;
  /** By position and keyword: what can be proved of an argument is proved under this key. */
  readonly places: ReadonlyMap<number | string, string>;
}

/** More calls than this of one function are not followed. */
const mostCalls = 20;

export function functionShape(
  run: Run,
  frame: Frame,
  made: { node: SyntaxNode; name: string; owner?: ClassShape; decorators?: readonly string[]; decorations?: readonly string[] },
): FunctionShape {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.above) at.captured = true;
  const shape = {
    node: made.node,
    name: made.name,
    frame: frame.id,
    owner: made.owner,
    decorators: made.decorators ?? [],
    decorations: made.decorations ?? [],
  };
  if (made.node.type === 'function_definition' && made.node.source === run.own) run.functions.push(shape);
  return shape;
}

/** All untrusted parts of a call's arguments. */
export function argumentTaints(run: Run, call: Pick<Prepared, 'positional' | 'keywords' | 'open'>): readonly Taint[] {
  const all = [...call.positional, ...call.keywords.values(), ...(call.open === undefined ? [] : [call.open])];
  return all.reduce<readonly Taint[]>((sum, value) => joinTaints(sum, run.taintsOf(value)), []);
}

function bound(run: Run, call: Prepared, parameters: readonly Parameter[]): Map<string, Value> {
  const values = new Map<string, Value>();
  const positional = call.callee.self === undefined ? call.positional : [call.callee.self, ...call.positional];
  const plain = parameters.filter(({ kind }) => kind === 'plain');
  const afterList = parameters.findIndex(({ kind }) => kind === 'list');
  for (const [index, parameter] of plain.entries()) {
    const byPosition = afterList < 0 || index < afterList ? positional[index] : undefined;
    const value = byPosition ?? call.keywords.get(parameter.name) ?? call.open;
    if (value !== undefined) values.set(parameter.name, value);
  }
  for (const { name, kind } of parameters) {
    if (kind === 'list')
      values.set(name, { taints: [], object: run.newObject({ ...listObject(positional.slice(afterList)), rest: call.open }) });
    if (kind === 'dictionary')
      values.set(name, { taints: [], object: run.newObject({ ...emptyDictionary, items: otherKeywords(call, plain), rest: call.open }) });
  }
  return values;
}

function otherKeywords(call: Prepared, plain: readonly Parameter[]): Map<string, Value> {
  const names = new Set(plain.map(({ name }) => name));
  return new Map([...call.keywords].filter(([name]) => !names.has(name)));
}

/** Starts a function's frame with its parameters. What was not passed has its default. */
export function enter(
  run: Run,
  shape: FunctionShape,
  made: { values: ReadonlyMap<string, Value>; handler?: Frame['handler']; node?: SyntaxNode },
): Frame {
  const above = run.frames.get(shape.frame);
  const frame = run.frame({ above, function: shape, handler: made.handler });
  for (const parameter of parametersOf(shape.node)) {
    const initial = (): Value =>
      parameter.initial === undefined || above === undefined ? unknown : evaluate(run, above, parameter.initial);
    const given = made.values.get(parameter.name) ?? initial();
    const value = made.node === undefined ? given : withStep(given, made.node, `is passed to ${shape.name} as ${parameter.name}`);
    frame.bound.set(parameter.name, value);
    frame.names.add(parameter.name);
    run.store.set(variableKey(frame, parameter.name), value);
  }
  return frame;
}

function safety(run: Run, value: Value): number {
  return value.taints.reduce((mask, taint) => mask & run.safetyOf(taint), -1);
}

/** What was proved of each parameter since the function was entered. */
export function gains(run: Run, frame: Frame): ReadonlyMap<string, number> {
  const gained = new Map<string, number>();
  for (const [name, before] of frame.bound) {
    if (before.taints.length === 0 || frame.reassigned.has(name)) continue;
    const now = run.store.value(variableKey(frame, name)) ?? before;
    const mask = (now.taints.length === 0 ? run.compiled.everything : safety(run, now)) & ~safetyAtEntry(before);
    if (mask !== 0) gained.set(name, mask);
  }
  return gained;
}

function safetyAtEntry(value: Value): number {
  return value.taints.reduce((mask, taint) => mask & taint.safe, -1);
}

/** Runs a function's body, and closes its frame. */
export function runBody(run: Run, frame: Frame): readonly Exit[] {
  const body = frame.function?.node.child('body');
  if (body === undefined) return [];
  if (frame.function?.node.type === 'lambda') {
    const value = evaluate(run, frame, body);
    frame.exits.push({ value, gained: gains(run, frame), truth: truthOf(value) });
  } else {
    const ended = execute(run, frame, body.children);
    if (!ended) frame.exits.push({ value: constantValue(null), gained: gains(run, frame), truth: false });
  }
  if (!frame.captured) {
    run.store.drop([...frame.names].map((name) => variableKey(frame, name)));
    run.frames.delete(frame.id);
  }
  return frame.exits;
}

/** What all of several ways out prove of a parameter. */
function provedOnAll(frame: Frame, exits: readonly Exit[], facts?: 'whenTrue' | 'whenFalse'): Map<string, number> {
  const proved = new Map<string, number>();
  for (const name of frame.bound.keys()) {
    const key = variableKey(frame, name);
    const masks = exits.map(({ value, gained }) => {
      const fact = facts === undefined ? undefined : value[facts]?.find((one) => one.key === key);
      return (gained.get(name) ?? 0) | (fact?.mask ?? 0);
    });
    const mask = masks.length === 0 ? 0 : masks.reduce((sum, next) => sum & next);
    if (mask !== 0) proved.set(name, mask);
  }
  return proved;
}

function translated(call: Prepared, parameters: readonly Parameter[], proved: ReadonlyMap<string, number>): readonly Fact[] {
  const shift = call.callee.self === undefined ? 0 : 1;
  return [...proved].flatMap(([name, mask]) => {
    const position = parameters.findIndex((parameter) => parameter.name === name) - shift;
    const key = call.places.get(name) ?? call.places.get(position);
    return key === undefined ? [] : [{ key, mask }];
  });
}

function described(value: Value): string | undefined {
  if (value.object !== undefined || value.self !== undefined || value.function !== undefined || value.given !== undefined) return undefined;
  const taints = value.taints.map(({ source, kind, safe, confidence }) => `${String(source)}${kind}${confidence}${String(safe)}`).join(',');
  return `${typeof value.constant}${String(value.constant)}|${value.type ?? ''}|${value.path ?? ''}|${value.begins ?? ''}|${value.class?.name ?? ''}|${String(value.resolved)}${String(value.queried)}|${taints}`;
}

/** The call in the judged text from where a function of another file is run. */
function outsideOf(run: Run, call: Prepared, shape: FunctionShape): SyntaxNode | undefined {
  return shape.node.source !== run.own && call.node.source === run.own ? call.node : run.outside;
}

/** What tells one call of a function from another, if that can be said without looking at objects. */
function signature(run: Run, call: Prepared, shape: FunctionShape): string | undefined {
  if (call.callee.self !== undefined || call.open !== undefined) return undefined;
  const parts = [
    ...call.positional.map(described),
    ...[...call.keywords].map(([name, value]) => (described(value) === undefined ? undefined : `${name}=${described(value) ?? ''}`)),
  ];
  return parts.includes(undefined)
    ? undefined
    : `${String(outsideOf(run, call, shape)?.id)} ${String(shape.frame)}:${String(shape.node.id)}(${parts.join(';')})(${[...call.places].join(';')})`;
}

/** Follows a call into a function of the text. */
export function callFunction(run: Run, call: Prepared, shape: FunctionShape): Value {
  const calls = run.calls.get(shape.node.id) ?? 0;
  if (!run.generous || calls >= mostCalls || run.active.has(shape.node.id)) return { taints: argumentTaints(run, call) };
  const key = signature(run, call, shape);
  const known = key === undefined ? undefined : run.remembered.get(key);
  if (known !== undefined) {
    run.apply(known.after);
    return known.value;
  }
  run.calls.set(shape.node.id, calls + 1);
  const writes = run.writes;
  const { value, after } = followed(run, call, shape);
  run.apply(after);
  if (key !== undefined && writes === run.writes && value.object === undefined) run.remembered.set(key, { value, after });
  return value;
}

function followed(run: Run, call: Prepared, shape: FunctionShape): { value: Value; after: readonly Fact[] } {
  const parameters = parametersOf(shape.node);
  const frame = enter(run, shape, { values: bound(run, call, parameters), node: call.node });
  const { outside } = run;
  run.outside = outsideOf(run, call, shape);
  run.active.add(shape.node.id);
  const exits = run.deeper(() => runBody(run, frame));
  run.outside = outside;
  run.active.delete(shape.node.id);
  const first = exits[0];
  if (first === undefined) return { value: { taints: [], never: true }, after: [] };
  const value = exits.slice(1).reduce((sum, exit) => joinValues(sum, exit.value), first.value);
  const facts = (which: 'whenTrue' | 'whenFalse'): readonly Fact[] => {
    const possible = exits.filter(({ truth }) => truth !== (which === 'whenFalse'));
    const global =
      possible.length === 1 ? (possible[0]?.value[which]?.filter((fact) => !fact.key.startsWith(`${String(frame.id)}:`)) ?? []) : [];
    return [...translated(call, parameters, provedOnAll(frame, possible, which)), ...global];
  };
  return {
    value: { ...value, whenTrue: facts('whenTrue'), whenFalse: facts('whenFalse') },
    after: translated(call, parameters, provedOnAll(frame, exits)),
  };
}
