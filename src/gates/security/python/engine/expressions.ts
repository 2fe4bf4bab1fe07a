import { evaluateCall, invoke } from './calls.ts';
import { collectionOf, comprehension, dictionaryOf } from './collections.ts';
import { compared } from './comparisons.ts';
import type { Operand } from './comparisons.ts';
import { foldBinary, numberOf, stringPrefix, unescaped } from './constants.ts';
import { functionShape } from './functions.ts';
import { placesOf } from './guards.ts';
import { placeKey, readName, writeName } from './names.ts';
import { readItem, readMember, withProved } from './members.ts';
import { deepTaints, listObject } from './objects.ts';
import type { Frame, Run } from './run.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { concatenated, filledIn, takesOnlyNumbers } from './text.ts';
import { beginningOf, commonFacts, constantValue, joinTaints, joinValues, truthOf, unknown, withSafe, withStep } from './value.ts';
import type { Value } from './value.ts';

type Evaluator = (run: Run, frame: Frame, node: SyntaxNode) => Value;

function first(run: Run, frame: Frame, node: SyntaxNode): Value {
  const inner = node.children[0];
  return inner === undefined ? unknown : evaluate(run, frame, inner);
}

function interpolated(run: Run, frame: Frame, node: SyntaxNode): Value {
  const inner = node.child('expression');
  if (inner === undefined) return unknown;
  const value = evaluate(run, frame, inner);
  const format = node.child('format_specifier')?.text ?? '';
  if (/[dfegxob%]$/u.test(format)) return { taints: value.taints.filter(({ kind }) => kind === 'guessable'), type: 'number' };
  const shown = /^!r/u.test(node.child('type_conversion')?.text ?? '');
  const whole = { ...value, taints: deepTaints(value, run.store) };
  return shown ? withSafe(whole, run.compiled.bits(['log-injection', 'header-injection'])) : whole;
}

function string(run: Run, frame: Frame, node: SyntaxNode): Value {
  const prefix = stringPrefix(node);
  const text = (part: SyntaxNode): string => {
    const plain = prefix.includes('r') ? part.text : unescaped(part.text);
    return prefix.includes('f') ? plain.replaceAll('{{', '{').replaceAll('}}', '}') : plain;
  };
  const type = prefix.includes('b') ? 'bytes' : 'text';
  const parts = node.children.flatMap((part) => {
    if (part.type === 'interpolation') return [interpolated(run, frame, part)];
    return part.type === 'string_content' ? [constantValue(text(part), type)] : [];
  });
  return parts.length === 0 ? constantValue('', type) : withSafe(concatenated(parts), run.compiled.bits(['plain-text']));
}

function binary(run: Run, frame: Frame, node: SyntaxNode): Value {
  const [leftNode, rightNode] = [node.child('left'), node.child('right')];
  if (leftNode === undefined || rightNode === undefined) return unknown;
  const both = [evaluate(run, frame, leftNode), evaluate(run, frame, rightNode)] as const;
  if (node.operators[0] === '*') checkRepetition(run, node, both);
  const value = combined(run, node.operators[0] ?? '', both);
  return node.operators[0] === '-' && both[1].object !== undefined ? { ...value, ...emptyProof(frame, leftNode) } : value;
}

/** Names less those that are meant: if none is left, all of them are. */
function emptyProof(frame: Frame, names: SyntaxNode): Pick<Value, 'whenFalse'> {
  const mask = frame.run.compiled.bits(['mass-assignment']);
  return { whenFalse: placesOf(frame, names).map((key) => ({ key, mask })) };
}

/** A text or a list that is repeated as often as a stranger says. */
function checkRepetition(run: Run, node: SyntaxNode, both: Two): void {
  const times = both.find(({ taints }) => taints.some(({ kind }) => kind === 'amount'));
  const what = both.find((value) => value !== times);
  if (times === undefined || what === undefined || (what.type !== 'text' && what.type !== 'bytes' && what.type !== 'collection')) return;
  run.reportTaints({
    rule: 'resource-exhaustion',
    node,
    value: times,
    taints: times.taints,
    most: 'medium',
    message: 'says how often it is repeated',
  });
}

type Two = readonly [left: Value, right: Value];

/** Two lists of known length, one after the other. */
function joinedLists(run: Run, both: Two): Value | undefined {
  const lists = both.map((value) => run.objectOf(value));
  if (!lists.every((list) => list?.kind === 'list' && list.rest === undefined)) return undefined;
  return { taints: [], type: 'collection', object: run.newObject(listObject(lists.flatMap((list) => [...(list?.items.values() ?? [])]))) };
}

/** What an operator makes of two values. */
export function combined(run: Run, operator: string, operands: Two): Value {
  const [left, right] = operands;
  if (operator === '%' && left.type !== 'number') return ruled(run, `${left.path ?? ''}.%`, formatted(run, left, right));
  const lists = operator === '+' ? joinedLists(run, operands) : undefined;
  if (lists !== undefined) return lists;
  const both = [deepTaints(left, run.store), deepTaints(right, run.store)] as const;
  // What two sets share is in each of them, and a number has no more bits than either.
  const taints = operator === '&' && both.some(({ length }) => length === 0) ? [] : joinTaints(...both);
  if (taints.length === 0 && operands.every(isKnown)) return foldBinary(operator, left, right);
  if (operator === '+') return ruled(run, `${left.path ?? ''}.+`, added(operands, taints));
  return { taints, ...shapeOf(operator, operands) };
}

/** A path divided by a text is a path, and a number with a number makes one. */
function shapeOf(operator: string, [left, right]: Two): Partial<Value> {
  const path = operator === '/' ? (left.path ?? right.path) : undefined;
  const begins = path === undefined || left.taints.length > 0 ? undefined : `${beginningOf(left)}/`;
  return {
    ...(path === undefined
      ? undefined
      : { path, made: { path: 'pathlib.Path().joinpath', receiver: left, positional: [right], keywords: new Map() } }),
    ...(begins === undefined ? undefined : { begins }),
    ...(left.type === 'number' && right.type === 'number' ? { type: 'number' } : undefined),
  };
}

/** A class of a library may give an operator a meaning of its own. */
function ruled(run: Run, path: string, value: Value): Value {
  const rule = value.taints.length === 0 || path.length < 3 ? undefined : run.compiled.transforms(path)[0];
  return rule?.safeFor === undefined ? value : { ...withSafe(value, run.compiled.bits(rule.safeFor)), path: path.slice(0, -2) };
}

function isKnown(value: Value): boolean {
  return value.constant !== undefined && value.assumed !== true;
}

function added([left, right]: Two, taints: Value['taints']): Value {
  if (taints.length > 0 || left.type === 'text' || right.type === 'text') return { ...concatenated([left, right]), taints };
  return { taints, ...(left.type === undefined ? undefined : { type: left.type }) };
}

function formatted(run: Run, template: Value, filling: Value): Value {
  const numbers = typeof template.constant === 'string' && takesOnlyNumbers(template.constant);
  if (typeof template.constant === 'string' && filling.constant !== undefined && template.constant.split('%').length === 2) {
    return constantValue(template.constant.replace(/%[a-z]/u, () => String(filling.constant)));
  }
  const taints = deepTaints(filling, run.store);
  return filledIn(template, numbers ? taints.filter(({ kind }) => kind === 'guessable') : taints, /%/u);
}

/** `and` and `or`: the right side runs where the left lets it, and knows what the left proved. */
function boolean(run: Run, frame: Frame, node: SyntaxNode): Value {
  const [leftNode, rightNode] = [node.child('left'), node.child('right')];
  if (leftNode === undefined || rightNode === undefined) return unknown;
  const and = node.operators[0] === 'and';
  const left = evaluate(run, frame, leftNode);
  const known = truthOf(left);
  if (known !== undefined && known !== and) return left;
  const right = run.perhaps(() => {
    run.apply((and ? left.whenTrue : left.whenFalse) ?? []);
    return evaluate(run, frame, rightNode);
  });
  if (known !== undefined) return right;
  const holds = (which: 'whenTrue' | 'whenFalse'): Pick<Value, 'whenTrue'> => {
    const both = (which === 'whenTrue') === and;
    const [a, b] = [left[which] ?? [], right[which] ?? []];
    const joined = both ? [...a, ...b] : commonFacts(a, b);
    return joined.length === 0 ? {} : { [which]: joined };
  };
  const value = joinValues(and ? { ...left, taints: left.type === 'flag' ? [] : left.taints } : left, right);
  return { ...value, ...holds('whenTrue'), ...holds('whenFalse') };
}

function negated(run: Run, frame: Frame, node: SyntaxNode): Value {
  const inner = node.child('argument');
  const value = inner === undefined ? unknown : evaluate(run, frame, inner);
  const truth = truthOf(value);
  return {
    taints: [],
    type: 'flag',
    ...(truth === undefined ? undefined : { constant: !truth }),
    ...(value.whenFalse === undefined ? undefined : { whenTrue: value.whenFalse }),
    ...(value.whenTrue === undefined ? undefined : { whenFalse: value.whenTrue }),
  };
}

function unary(run: Run, frame: Frame, node: SyntaxNode): Value {
  const inner = node.child('argument');
  const value = inner === undefined ? unknown : evaluate(run, frame, inner);
  if (typeof value.constant !== 'number') return value;
  return node.operators[0] === '-' ? constantValue(-value.constant) : node.operators[0] === '~' ? constantValue(~value.constant) : value;
}

function conditional(run: Run, frame: Frame, node: SyntaxNode): Value {
  const [yes, condition, no] = node.children;
  if (yes === undefined || condition === undefined || no === undefined) return unknown;
  const test = evaluate(run, frame, condition);
  const known = truthOf(test);
  const branch = (part: SyntaxNode, facts: Value['whenTrue']): { store: Run['store']; result: Value } =>
    run.forked(() => {
      run.apply(facts ?? []);
      return evaluate(run, frame, part);
    });
  if (known !== undefined) return evaluate(run, frame, known ? yes : no);
  const [a, b] = [branch(yes, test.whenTrue), branch(no, test.whenFalse)];
  run.store.merge([a.store, b.store]);
  return joinValues(a.result, b.result);
}

function named(run: Run, frame: Frame, node: SyntaxNode): Value {
  const [target, source] = [node.child('name'), node.child('value')];
  if (target === undefined || source === undefined) return unknown;
  const value = withStep(evaluate(run, frame, source), node, `is put into ${target.text}`);
  writeName(frame, target.text, value);
  return value;
}

function attribute(run: Run, frame: Frame, node: SyntaxNode): Value {
  const [object, name] = [node.child('object'), node.child('attribute')];
  if (object === undefined || name === undefined) return unknown;
  const member = readMember(run, node, { object: evaluate(run, frame, object), name: name.text });
  if (member.function?.decorators.some((decorator) => decorator.endsWith('property')) === true)
    return withProved(frame, node, callProperty(frame, node, member));
  return withProved(frame, node, member);
}

function callProperty(frame: Frame, node: SyntaxNode, member: Value): Value {
  return invoke(frame, {
    node,
    callee: member,
    positional: [],
    keywords: new Map(),
    open: undefined,
    receiver: undefined,
    places: new Map(),
  });
}

function subscript(run: Run, frame: Frame, node: SyntaxNode): Value {
  const object = node.child('value');
  const keys = node.all('subscript');
  const key = keys[0];
  if (object === undefined || key === undefined) return unknown;
  const held = evaluate(run, frame, object);
  if (key.type !== 'slice' && keys.length === 1)
    return withProved(frame, node, readItem(run, node, { object: held, key: evaluate(run, frame, key) }));
  for (const part of keys) for (const bound of part.children) evaluate(run, frame, bound);
  return sliced(run, held, key);
}

function sliced(run: Run, held: Value, key: SyntaxNode): Value {
  const list = run.objectOf(held);
  const from = /^(\d+):$/u.exec(key.text)?.[1];
  if (list?.kind === 'list' && from !== undefined)
    return { taints: [], type: 'collection', object: run.newObject(listObject([...list.items.values()].slice(Number(from)))) };
  return held.object === undefined && held.constant === undefined
    ? { taints: held.taints, ...(held.type === undefined ? undefined : { type: held.type }) }
    : { ...held, taints: held.taints };
}

const evaluators: Readonly<Record<string, Evaluator>> = {
  identifier: (run, frame, node) => readName(run, frame, node),
  string,
  concatenated_string: (run, frame, node) => concatenated(node.children.map((part) => evaluate(run, frame, part))),
  integer: (_run, _frame, node) => numberOf(node.text),
  float: (_run, _frame, node) => numberOf(node.text),
  true: () => constantValue(true),
  false: () => constantValue(false),
  none: () => constantValue(null),
  binary_operator: binary,
  boolean_operator: boolean,
  not_operator: negated,
  unary_operator: unary,
  comparison_operator: (run, frame, node) =>
    compared(
      run,
      node,
      node.children.map((part) => operand(frame, part)),
    ),
  conditional_expression: conditional,
  named_expression: named,
  attribute,
  subscript,
  call: (_run, frame, node) => withProved(frame, node, evaluateCall(frame, node)),
  list: collectionOf,
  tuple: collectionOf,
  expression_list: collectionOf,
  set: collectionOf,
  dictionary: dictionaryOf,
  list_comprehension: comprehension,
  set_comprehension: comprehension,
  generator_expression: comprehension,
  dictionary_comprehension: comprehension,
  lambda: (run, frame, node) => ({ taints: [], function: functionShape(run, frame, { node, name: '<lambda>' }) }),
  await: first,
  parenthesized_expression: first,
  as_pattern: first,
  list_splat: first,
  yield: (run, frame, node) => {
    const value = first(run, frame, node);
    frame.exits.push({ value, gained: new Map(), truth: undefined });
    return unknown;
  },
};

function operand(frame: Frame, node: SyntaxNode): Operand {
  const value = evaluate(frame.run, frame, node);
  // What the parts of a path have not, the path has not.
  const place = node.child('attribute')?.text === 'parts' ? (node.child('object') ?? node) : node;
  return { value, key: value.taints.length === 0 ? undefined : placeOf(frame.run, frame, place) };
}

/** The key of a place of which something can be proved; proving something of a place that is no variable is remembered. */
export function placeOf(run: Run, frame: Frame, node: SyntaxNode): string | undefined {
  const key = placeKey(run, frame, node);
  if (key?.startsWith('place:') === true) frame.provedPlaces = true;
  return key;
}

/** The value of an expression. */
export function evaluate(run: Run, frame: Frame, node: SyntaxNode): Value {
  const evaluator = evaluators[node.type];
  if (evaluator !== undefined) return run.deeper(() => evaluator(run, frame, node));
  for (const child of node.children) run.deeper(() => evaluate(run, frame, child));
  return unknown;
}
