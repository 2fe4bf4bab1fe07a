import { viewed } from './call-view.ts';
import { argumentTaints, callFunction, type Prepared } from './functions.ts';
import { placesOf, proofs } from './guards.ts';
import type { HeapObject } from './heap-object.ts';
import type { ApiRule, Call, SinkRule, TransformRule } from './knowledge.ts';
import { elementOf, longerPath, partOf, readMember } from './members.ts';
import { listObject } from './objects.ts';
import { sourced } from './names.ts';
import type { Frame, Run } from './run.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { namesSecret } from './text.ts';
import { beginningOf, joinTaints, unknown, type Taint, type Value } from './value.ts';

/** A call with its arguments evaluated, and where its object was read. */
export type LibraryCall = Prepared & { readonly receiverNode?: SyntaxNode | undefined };

function keywordArgument(call: SyntaxNode, names: readonly string[]): SyntaxNode | undefined {
  return call
    .child('arguments')
    ?.children.find((argument) => argument.type === 'keyword_argument' && names.includes(argument.child('name')?.text ?? ''));
}

/** Looks at a call with the rules on calls that are wrong whatever data comes. */
export function checkApis(run: Run, view: Call): void {
  const check = (rules: readonly ApiRule[], keyword: readonly string[] = []): void => {
    for (const { rule, confidence, when, at = keyword } of rules)
      if (when?.(view) ?? true) run.report({ rule, node: keywordArgument(view.node, at) ?? view.node, confidence, trail: undefined });
  };
  check(run.compiled.apis(view.path));
  check(run.compiled.apis('*'));
  for (const name of view.keywords.keys()) check(run.compiled.apis(`${name}=`), [name]);
}

/** What the names in a dictionary may be that are not written in the text. */
export function namesOf(run: Run, value: Value | undefined): Value | undefined {
  const held = run.objectOf(value);
  if (value === undefined || value.taints.length > 0) return value && { taints: value.taints };
  return held?.kind === 'dictionary' ? held.keys : undefined;
}

function sinkValues(run: Run, call: LibraryCall, wanted: readonly (number | string)[] | 'all'): readonly Value[] {
  const open = call.open === undefined ? [] : [call.open];
  if (wanted === 'all') return [...call.positional, ...call.keywords.values(), ...open];
  return wanted.flatMap((place) => {
    const value =
      place === 'receiver'
        ? call.receiver
        : place === '**'
          ? call.openNames
          : place === 'names'
            ? namesOf(run, call.positional[0])
            : place === '$set'
              ? namesOf(run, run.objectOf(call.positional[1])?.items.get(place))
              : typeof place === 'number'
                ? (call.positional[place] ?? call.open)
                : call.keywords.get(place);
    return value === undefined ? [] : [value];
  });
}

export function checkSinks(run: Run, call: LibraryCall, view: Call): void {
  const byNames = call.openNames === undefined || call.openNames.taints.length === 0 ? [] : run.compiled.sinks('**');
  for (const rule of [...run.compiled.sinks(view.path), ...byNames]) {
    const values = sinkValues(run, call, rule.arguments);
    if (!values.some((value) => value.taints.length > 0 || value.object !== undefined) || !(rule.when?.(view) ?? true)) continue;
    reportSink(run, view, { rule, values });
  }
}

function reportSink(run: Run, view: Call, { rule, values }: { readonly rule: SinkRule; readonly values: readonly Value[] }): void {
  const node = rule.at?.(view) ?? view.node;
  const message = `reaches ${view.node.child('function')?.text.slice(-60) ?? view.name}`;
  for (const value of values) {
    const taints = rule.deep === false ? value.taints : run.taintsOf(value);
    run.reportTaints({ rule: rule.rule, node, value, taints, most: rule.most, exceptParameters: rule.exceptParameters === true, message });
  }
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
  const result = run.perhaps(() =>
    callee.function === undefined
      ? unknown
      : callFunction(run, { ...call, callee, positional: passed, keywords, places: new Map() }, callee.function),
  );
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
    case 'replaced':
      return call.positional[1] === undefined ? receiver : joinTaints(receiver, run.taintsOf(call.positional[1]));
    default:
      return joinTaints(receiver, argumentTaints(run, call));
  }
}

/** Unless a rule says otherwise, a function of a library gives on what it gets, and a method what its object holds. */
function unruled(run: Run, call: LibraryCall, path: string): readonly Taint[] {
  const receiver = call.receiver === undefined ? [] : run.taintsOf(call.receiver);
  const isFunction = !path.startsWith('?') && !path.includes('()') && !path.includes('[');
  return partOf(
    isFunction && !/sanit|escape|clean|valid|safe|quote|exists|encrypt|hash/iu.test(path)
      ? joinTaints(receiver, argumentTaints(run, call))
      : receiver,
  );
}

/** An argument that a call would have raised for is well formed afterwards. */
function applyChecks(frame: Frame, call: LibraryCall, view: Call): void {
  const rule = frame.run.compiled.transforms(view.path).find(({ checks }) => checks === true);
  if (rule === undefined || call.positional[0]?.taints.length === 0) return;
  const mask = frame.run.compiled.bits(rule.safeFor ?? 'everything');
  frame.run.apply(placesOf(frame, call.node.child('arguments')?.children[0]).map((key) => ({ key, mask })));
}

/** What stays of data that has become a number. */
function numbersFrom(taints: readonly Taint[], rules: readonly TransformRule[]): readonly Taint[] {
  const measures = rules.some((rule) => rule.measures === true);
  return taints.flatMap((taint): Taint[] => {
    if (taint.kind === 'guessable' || (taint.kind === 'amount' && measures)) return [taint];
    return measures && taint.kind === 'untrusted' && taint.confidence === 'high' ? [{ ...taint, kind: 'amount', safe: 0 }] : [];
  });
}

function passedTaints(run: Run, call: LibraryCall, made: { view: Call; rules: readonly TransformRule[] }): readonly Taint[] {
  const rule = made.rules[0];
  const mask = made.rules.reduce((sum, one) => sum | (one.safeFor === undefined ? 0 : run.compiled.bits(one.safeFor)), 0);
  const cleared = rule?.decodes === true ? run.compiled.bits(['plain-text']) : 0;
  const given = rule === undefined ? unruled(run, call, made.view.path) : inputs(run, call, rule);
  const passed = joinTaints(rule?.picks === true ? partOf(given) : given, callBack(run, call));
  const harmless = rule?.gives === 'number' || rule?.gives === 'flag';
  const kept = harmless ? numbersFrom(passed, made.rules) : passed;
  return (mask | cleared) === 0 ? kept : kept.map((taint) => ({ ...taint, safe: (taint.safe | mask) & ~cleared }));
}

/** What the result has of the value that it is another form of. */
function keptFrom(kept: Value | undefined, taints: readonly Taint[]): Partial<Value> {
  if (kept === undefined) return {};
  const begins = taints.length === 0 ? '' : beginningOf(kept);
  return {
    ...(kept.object === undefined ? undefined : { object: kept.object }),
    ...(kept.constant === undefined || taints.length > 0 ? undefined : { constant: kept.constant }),
    ...(begins === '' ? undefined : { begins }),
    ...(kept.resolved === true ? { resolved: true } : undefined),
  };
}

/** A new dictionary with what another one and the keywords hold. */
function madeDictionary(run: Run, call: LibraryCall): HeapObject {
  const first = call.positional[0];
  const held = run.objectOf(first);
  if (held?.kind === 'dictionary') return { ...held, items: new Map([...held.items, ...call.keywords]) };
  const rest = first === undefined || first.taints.length === 0 ? call.open : first;
  return { kind: 'dictionary', items: new Map(call.keywords), rest, keys: undefined };
}

/** One of what `enumerate` gives: a number of its own, and an element. */
function numbered(run: Run, gone: Value | undefined): Value {
  const pair = listObject([{ taints: [], type: 'number' }, gone === undefined ? unknown : elementOf(run, gone)]);
  return { taints: [], type: 'collection', object: run.newObject(pair) };
}

/** A new object with what the arguments hold. */
function madeObject(run: Run, call: LibraryCall, kind: NonNullable<TransformRule['makes']>): HeapObject {
  if (kind === 'dictionary') return madeDictionary(run, call);
  const first = call.positional[0];
  const held = run.objectOf(first);
  if (kind === 'numbered') return { ...listObject([]), rest: numbered(run, first) };
  if (kind === 'list' && held !== undefined && held.kind !== 'dictionary') return { ...held, kind: 'list' };
  return { ...listObject([]), kind, rest: first === undefined ? undefined : elementOf(run, first) };
}

/** What was passed first, with the rest bound to it: `partial(run, shell=True)`. */
function boundTo(first: Value, call: LibraryCall): Value {
  const { given } = first;
  return {
    ...first,
    given: {
      positional: [...(given?.positional ?? []), ...call.positional.slice(1)],
      keywords: new Map([...(given?.keywords ?? []), ...call.keywords]),
    },
  };
}

function resultOf(run: Run, call: LibraryCall, view: Call): Value {
  const rules = run.compiled.transforms(view.path).filter((rule) => rule.when?.(view) ?? true);
  const [first] = call.positional;
  const same = first === undefined ? undefined : rules[0]?.same;
  if (first !== undefined && same !== undefined) return same === 'bound' ? boundTo(first, call) : first;
  return resultBy(run, call, { view, rules });
}

function queriedBy(run: Run, call: LibraryCall, rule: TransformRule | undefined): Pick<Value, 'queried'> {
  return rule?.queries === true && namesSecret([...(run.objectOf(call.positional[0])?.items.keys() ?? [])]) ? { queried: true } : {};
}

function resultBy(run: Run, call: LibraryCall, { view, rules }: { readonly view: Call; readonly rules: readonly TransformRule[] }): Value {
  const rule = rules[0];
  const taints = passedTaints(run, call, { view, rules });
  return {
    taints,
    path: longerPath(view.path, '()'),
    made: { path: view.path, receiver: call.receiver, positional: call.positional, keywords: call.keywords },
    ...queriedBy(run, call, rule),
    ...(rule?.gives === undefined ? undefined : { type: rule.gives }),
    ...(rule?.makes === undefined
      ? undefined
      : { object: run.newObject(madeObject(run, call, rule.makes)), taints: [], type: 'collection' }),
    ...(rule?.keepsBeginning === true ? keptFrom(rule.from === 'receiver' ? call.receiver : call.positional[0], taints) : undefined),
    ...(rules.some(({ resolved }) => resolved === true) ? { resolved: true } : undefined),
  };
}

/** A function of a library that is handed over to be called: `to_thread(os.system, command)`. */
function callHandedOver(frame: Frame, call: LibraryCall, view: Call): void {
  const at = frame.run.compiled.transforms(view.path).find(({ calls }) => calls !== undefined)?.calls;
  const callee = at === undefined ? undefined : at === 'target' ? call.keywords.get('target') : call.positional[at];
  if (at === undefined || callee?.path === undefined || callee.function !== undefined || callee.path.startsWith('?')) return;
  const positional = at === 'target' ? (frame.run.itemsOf(call.keywords.get('args')) ?? []) : call.positional.slice(at + 1);
  const keywords = new Map([...call.keywords].filter(([name]) => name !== 'target' && name !== 'args'));
  frame.run.perhaps(() =>
    callLibrary(frame, { ...call, callee, receiver: undefined, receiverNode: undefined, positional, keywords, places: new Map() }),
  );
}

/** A call of something that is not defined in the text. */
export function callLibrary(frame: Frame, call: LibraryCall): Value {
  const { run } = frame;
  const path = run.compiled.canonical(call.callee.path ?? '?');
  const view = viewed(frame, call, path);
  const [object, name] = call.positional;
  if (path === 'getattr' && typeof name?.constant === 'string' && object !== undefined)
    return readMember(run, call.node, { object, name: name.constant });
  checkApis(run, view);
  checkSinks(run, call, view);
  applyChecks(frame, call, view);
  callHandedOver(frame, call, view);
  const { neverReturns } = run.compiled.knowledge;
  if (neverReturns.has(path) || neverReturns.has(`.${view.name}`)) return { taints: [], never: true };
  return { ...sourced(run, call.node, resultOf(run, call, view)), ...proofs(frame, call, view) };
}
