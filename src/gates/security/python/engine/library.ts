import type { Call, GuardRule, TransformRule } from './knowledge.ts';
import { placeOf } from './expressions.ts';
import { argumentTaints, callFunction } from './functions.ts';
import type { Prepared } from './functions.ts';
import { elementOf, longerPath, readMember } from './members.ts';
import { sourced } from './names.ts';
import { sourceKey } from './run.ts';
import type { Frame, Run } from './run.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { beginningOf, joinTaints, unknown } from './value.ts';
import type { Fact, Taint, Value } from './value.ts';

type LibraryCall = Prepared & { readonly receiverNode?: SyntaxNode | undefined };

/** Names around a node that say what its value is for, the nearest first. */
function namesAround(frame: Frame, node: SyntaxNode): readonly string[] {
  const names: string[] = [];
  for (let at: SyntaxNode | undefined = node; at !== undefined && at.type !== 'block'; at = at.parent) {
    if (at.type === 'assignment' || at.type === 'augmented_assignment') names.push(at.child('left')?.text ?? '');
    if (at.type === 'keyword_argument') names.push(at.child('name')?.text ?? '');
    if (at.type === 'pair') names.push(at.child('key')?.text ?? '');
    if (at.type === 'call') names.push(at.child('arguments')?.text.slice(0, 200) ?? '', at.child('function')?.text.slice(-60) ?? '');
  }
  if (frame.function !== undefined) names.push(frame.function.name, frame.function.owner?.name ?? '');
  return names;
}

/** How the predicates of rules see a call. */
function viewed(run: Run, frame: Frame, call: LibraryCall, path: string): Call {
  return {
    node: call.node,
    path,
    name: path.slice(path.lastIndexOf('.') + 1),
    receiver: call.receiver,
    positional: call.positional,
    keywords: call.keywords,
    open: call.open !== undefined,
    argument: (position, name) => call.positional[position] ?? (name === undefined ? undefined : call.keywords.get(name)),
    items: (value) => {
      const object = run.objectOf(value);
      return object === undefined || object.kind === 'instance' || object.kind === 'dictionary' ? undefined : [...object.items.values(), ...(object.rest === undefined ? [] : [object.rest])];
    },
    entry: (value, key) => run.objectOf(value)?.items.get(key),
    taints: (value) => run.taintsOf(value),
    proved: (taint, property) => (run.safetyOf(taint) & run.compiled.bits([property])) !== 0,
    names: () => namesAround(frame, call.node),
    imports: (module) => run.modules.has(module),
  };
}

function checkApis(run: Run, view: Call): void {
  for (const rule of run.compiled.apis(view.path)) {
    if (rule.when?.(view) ?? true) run.report({ rule: rule.rule, node: view.node, confidence: rule.confidence, trail: undefined });
  }
}

function sinkValues(call: LibraryCall, wanted: readonly (number | string)[] | 'all'): readonly Value[] {
  const open = call.open === undefined ? [] : [call.open];
  if (wanted === 'all') return [...call.positional, ...call.keywords.values(), ...open];
  return wanted.flatMap((place) => {
    const value = place === 'receiver' ? call.receiver : typeof place === 'number' ? (call.positional[place] ?? call.open) : call.keywords.get(place);
    return value === undefined ? [] : [value];
  });
}

function checkSinks(run: Run, call: LibraryCall, view: Call): void {
  for (const rule of run.compiled.sinks(view.path)) {
    const values = sinkValues(call, rule.arguments);
    if (!values.some((value) => value.taints.length > 0 || value.object !== undefined) || !(rule.when?.(view) ?? true)) continue;
    for (const value of values) {
      const taints = rule.deep === false ? value.taints : run.taintsOf(value);
      run.reportTaints({ rule: rule.rule, node: call.node, value, taints, most: rule.most, exceptParameters: rule.exceptParameters === true, message: `reaches ${call.node.child('function')?.text.slice(-60) ?? view.name}` });
    }
  }
}

const transparent = new Set(['realpath', 'abspath', 'normpath', 'resolve', 'Path', 'str', 'strip', 'lower', 'upper', 'join', 'unquote', 'expanduser']);

/** The places that a guard on an expression speaks of: itself, and what it is only another form of. */
function placesOf(run: Run, frame: Frame, node: SyntaxNode | undefined, depth = 0): readonly string[] {
  if (node === undefined || depth > 4) return [];
  const own = placeOf(run, frame, node);
  const called = node.type === 'call' ? node.child('function') : undefined;
  const name = called?.child('attribute')?.text ?? called?.text ?? '';
  const inner = transparent.has(name) ? [called?.child('object'), ...(node.child('arguments')?.children ?? [])] : [];
  return [...(own === undefined ? [] : [own]), ...inner.flatMap((part) => placesOf(run, frame, part, depth + 1))];
}

function guardFacts(run: Run, frame: Frame, guarded: { rule: GuardRule; call: LibraryCall; view: Call }): readonly Fact[] {
  const { rule, call, view } = guarded;
  const value = rule.of === 'receiver' ? call.receiver : call.positional[rule.of];
  if (value === undefined || !(rule.when?.(view) ?? true)) return [];
  const mask = run.compiled.bits(typeof rule.safeFor === 'function' ? rule.safeFor(view) : rule.safeFor);
  if (mask === 0) return [];
  if (rule.reach === 'source') return run.taintsOf(value).map((taint) => ({ key: sourceKey(taint.source), mask }));
  const node = rule.of === 'receiver' ? call.receiverNode : call.node.child('arguments')?.children[rule.of];
  return [...placesOf(run, frame, node).map((key) => ({ key, mask })), ...(mask === run.compiled.everything ? (value.whenEqual ?? []) : [])];
}

function proofs(run: Run, frame: Frame, call: LibraryCall, view: Call): Pick<Value, 'whenTrue' | 'whenFalse' | 'whenEqual'> {
  const rules = run.compiled.guards(view.path);
  const of = (result: GuardRule['result']): readonly Fact[] =>
    rules.filter((rule) => (rule.result ?? 'true') === result).flatMap((rule) => guardFacts(run, frame, { rule, call, view }));
  const [whenTrue, whenFalse, whenEqual] = [of('true'), of('false'), of('equal')];
  const passed = view.path === 'all' || view.path === 'bool' ? (call.positional[0]?.whenTrue ?? []) : [];
  return {
    ...(whenTrue.length + passed.length === 0 ? undefined : { whenTrue: [...whenTrue, ...passed] }),
    ...(whenFalse.length === 0 ? undefined : { whenFalse }),
    ...(whenEqual.length === 0 ? undefined : { whenEqual }),
  };
}

/** Functions of the text among the arguments are called by whom they are passed to. */
function callBack(run: Run, call: LibraryCall): readonly Taint[] {
  let taints: readonly Taint[] = [];
  const named = [...call.keywords].find(([name, value]) => name === 'target' && value.function !== undefined)?.[1];
  const index = call.positional.findIndex((value) => value.function !== undefined);
  const callee = named ?? call.positional[index];
  if (callee?.function === undefined) return taints;
  const listed = run.objectOf(call.keywords.get('args'));
  const given = named === undefined ? call.positional.slice(index + 1) : [...(listed?.items.values() ?? [])];
  const passed = /(?:^|\.)(?:map|filter|imap)$/u.test(call.callee.path ?? '') ? given.map((value) => elementOf(run, value)) : given;
  const keywords = new Map([...call.keywords].filter(([name]) => name !== 'target' && name !== 'args'));
  const result = run.perhaps(() => (callee.function === undefined ? unknown : callFunction(run, { ...call, callee, positional: passed, keywords, places: new Map() }, callee.function)));
  taints = joinTaints(taints, run.taintsOf(result));
  return taints;
}

function inputs(run: Run, call: LibraryCall, rule: TransformRule | undefined): readonly Taint[] {
  const receiver = call.receiver === undefined ? [] : run.taintsOf(call.receiver);
  switch (rule?.from) {
    case 'nothing':
      return [];
    case 'receiver':
      return receiver;
    case 'first':
      return call.positional[0] === undefined ? [] : run.taintsOf(call.positional[0]);
    case 'arguments':
      return argumentTaints(run, call);
    default:
      return joinTaints(receiver, argumentTaints(run, call));
  }
}

/** Unless a rule says otherwise, a function of a library gives on what it gets, and a method what its object holds. */
function unruled(run: Run, call: LibraryCall, path: string): readonly Taint[] {
  const receiver = call.receiver === undefined ? [] : run.taintsOf(call.receiver);
  const isFunction = !path.startsWith('?') && !path.includes('()') && !path.includes('[');
  return isFunction && !/sanit|escape|clean|valid|safe|quote|exists|encrypt|hash/iu.test(path) ? joinTaints(receiver, argumentTaints(run, call)) : receiver;
}

function checkedPlaces(run: Run, frame: Frame, call: LibraryCall, rules: readonly TransformRule[]): void {
  const rule = rules.find(({ checks }) => checks === true);
  if (rule === undefined) return;
  const mask = run.compiled.bits(rule.safeFor ?? 'everything');
  const node = call.node.child('arguments')?.children[0];
  run.apply(placesOf(run, frame, node).filter((key) => !key.startsWith('place:') || frame.provedPlaces).map((key) => ({ key, mask })));
}

function resultOf(run: Run, call: LibraryCall, view: Call): Value {
  const rules = run.compiled.transforms(view.path).filter((rule) => rule.when?.(view) ?? true);
  const rule = rules[0];
  const mask = rules.reduce((sum, one) => sum | (one.safeFor === undefined ? 0 : run.compiled.bits(one.safeFor)), 0);
  const passed = rule === undefined ? unruled(run, call, view.path) : inputs(run, call, rule);
  const harmless = rule?.gives === 'number' || rule?.gives === 'flag';
  const all = joinTaints(passed, callBack(run, call)).filter(({ kind }) => !harmless || kind === 'guessable');
  const cleared = rule?.decodes === true ? run.compiled.bits(['plain-text']) : 0;
  const taints = (mask | cleared) === 0 ? all : all.map((taint) => ({ ...taint, safe: (taint.safe | mask) & ~cleared }));
  const kept = rule?.keepsBeginning === true ? (rule.from === 'receiver' ? call.receiver : call.positional[0]) : undefined;
  const begins = kept === undefined ? '' : beginningOf(kept);
  return {
    taints,
    path: longerPath(view.path, '()'),
    made: { path: view.path, receiver: call.receiver, positional: call.positional, keywords: call.keywords },
    ...(rule?.gives === undefined ? undefined : { type: rule.gives }),
    ...(kept?.object === undefined ? undefined : { object: kept.object }),
    ...(kept?.constant === undefined || kept.taints.length > 0 || taints.length > 0 ? undefined : { constant: kept.constant }),
    ...(begins === '' || taints.length === 0 ? undefined : { begins }),
    ...(rules.some(({ resolved }) => resolved === true) ? { resolved: true } : undefined),
    ...(rule?.keepsBeginning === true && kept?.resolved === true ? { resolved: true } : undefined),
  };
}

/** A call of something that is not defined in the text. */
export function callLibrary(run: Run, frame: Frame, call: LibraryCall): Value {
  const path = run.compiled.canonical(call.callee.path ?? '?');
  const view = viewed(run, frame, call, path);
  if (path === 'getattr' && typeof call.positional[1]?.constant === 'string' && call.positional[0] !== undefined) {
    return readMember(run, call.node, call.positional[0], call.positional[1].constant);
  }
  checkApis(run, view);
  checkSinks(run, call, view);
  checkedPlaces(run, frame, call, run.compiled.transforms(path));
  if (run.compiled.knowledge.neverReturns.has(path) || run.compiled.knowledge.neverReturns.has(`.${view.name}`)) return { taints: [], never: true };
  const value = sourced(run, call.node, resultOf(run, call, view));
  return { ...value, ...proofs(run, frame, call, view) };
}

