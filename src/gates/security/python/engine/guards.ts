import { placeOf } from './expressions.ts';
import type { Call, GuardRule } from './knowledge.ts';
import type { LibraryCall } from './library.ts';
import { sourceKey } from './run.ts';
import type { Frame, Run } from './run.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import type { Fact, Value } from './value.ts';

const transparent = new Set([
  'realpath',
  'abspath',
  'normpath',
  'resolve',
  'Path',
  'str',
  'strip',
  'lower',
  'upper',
  'join',
  'unquote',
  'expanduser',
  'set',
  'frozenset',
  'keys',
]);

/** The places that a guard on an expression speaks of: itself, and what it is only another form of. */
export function placesOf(frame: Frame, node: SyntaxNode | undefined, depth = 0): readonly string[] {
  if (node === undefined || depth > 4) return [];
  const own = placeOf(frame.run, frame, node);
  return [...(own === undefined ? [] : [own]), ...innerNodes(node).flatMap((part) => placesOf(frame, part, depth + 1))];
}

/** What a call gives back in another form. */
function innerNodes(node: SyntaxNode): readonly (SyntaxNode | undefined)[] {
  const called = node.type === 'call' ? node.child('function') : undefined;
  const name = called?.child('attribute')?.text ?? called?.text ?? '';
  return transparent.has(name) ? [called?.child('object'), ...(node.child('arguments')?.children ?? [])] : [];
}

/** A call that takes away or exchanges known letters, dots and dashes: what is left is all of the rest. */
const takesAway = /^\.(?:remove(?:suffix|prefix)\((["'])(?!\.\.)\w?[\w.-]*\1\)|replace\(\s*(["'])[\w -]+\2\s*,\s*(["'])\3\s*\))$/u;

/** The places of a text of which everything but such letters is proved. */
function remainderPlaces(frame: Frame, node: SyntaxNode | undefined, depth = 0): readonly string[] {
  if (node?.type !== 'call' || depth > 6) return [];
  const called = node.child('function');
  const object = called?.child('object');
  const isTaken = object !== undefined && takesAway.test(node.text.slice(object.text.length));
  const inner = isTaken ? [object] : innerNodes(node);
  return inner.flatMap((part) => [...(isTaken ? placesOf(frame, part) : []), ...remainderPlaces(frame, part, depth + 1)]);
}

/** A text with only letters beside those of the program itself may still begin with a dash. */
function remainderFacts(frame: Frame, node: SyntaxNode | undefined, mask: number): readonly Fact[] {
  const { everything, bits } = frame.run.compiled;
  const rest = everything & ~bits(['argument-injection', 'resource-exhaustion']);
  return mask === everything ? remainderPlaces(frame, node).map((key) => ({ key, mask: rest })) : [];
}

interface Guarded {
  readonly call: LibraryCall;
  readonly view: Call;
}

function maskOf(run: Run, rule: GuardRule, view: Call): number {
  if (!(rule.when?.(view) ?? true)) return 0;
  return run.compiled.bits(typeof rule.safeFor === 'function' ? rule.safeFor(view) : rule.safeFor);
}

function guardFacts(frame: Frame, rule: GuardRule, { call, view }: Guarded): readonly Fact[] {
  const { run } = frame;
  const value = rule.of === 'receiver' ? call.receiver : call.positional[rule.of];
  const mask = value === undefined ? 0 : maskOf(run, rule, view);
  if (value === undefined || mask === 0) return [];
  if (rule.reach === 'source') return run.taintsOf(value).map((taint) => ({ key: sourceKey(taint.source), mask }));
  const node = rule.of === 'receiver' ? call.receiverNode : call.node.child('arguments')?.children[rule.of];
  const places = placesOf(frame, node).map((key) => ({ key, mask }));
  return [...places, ...remainderFacts(frame, node, mask), ...(mask === run.compiled.everything ? (value.whenEqual ?? []) : [])];
}

/** What a call proves of its arguments if it gives a true value, a false one, or one that is equal to something trusted; what holds once it comes back is applied. */
export function proofs(frame: Frame, call: LibraryCall, view: Call): Pick<Value, 'whenTrue' | 'whenFalse' | 'whenEqual'> {
  const rules = frame.run.compiled.guards(view.path);
  const passed = view.path === 'all' || view.path === 'bool' ? (call.positional[0]?.whenTrue ?? []) : [];
  if (rules.length === 0 && passed.length === 0) return {};
  const of = (result: GuardRule['result']): readonly Fact[] =>
    rules.filter((rule) => (rule.result ?? 'true') === result).flatMap((rule) => guardFacts(frame, rule, { call, view }));
  frame.run.apply(of('any'));
  return { whenTrue: [...of('true'), ...passed], whenFalse: of('false'), whenEqual: of('equal') };
}
