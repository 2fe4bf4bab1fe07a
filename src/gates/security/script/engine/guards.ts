import ts from 'typescript';
import { kindSet } from '../kinds.ts';
import type { KindSet } from '../kinds.ts';
import { setPlace } from './assign.ts';
import { inFork, mergeForks } from './engine.ts';
import type { Call, Engine, PastCall, Proof } from './engine.ts';
import { unwrapped } from './syntax.ts';
import { clean, clear, deepTaints, isTainted, isTruthy, join, unknown } from './values.ts';
import type { Derivation, Place, Value } from './values.ts';

type Proved = KindSet | 'whole';

const hostKinds = kindSet('ssrf', 'redirect');
const stringKinds = kindSet('nosql', 'mass-assignment');
const boundedKinds = kindSet('regex-input');
const amountKinds = kindSet('amount');
const pathKinds = kindSet('path', 'same-prefix');

function proved(value: Value, what: Proved): Value {
  return what === 'whole' ? clean(value) : clear(value, what);
}

function readPlace(engine: Engine, place: Place): Value {
  let value = engine.state.get(place.binding) ?? unknown;
  for (const key of place.keys) value = value.fields?.get(key) ?? { ...unknown, taints: value.taints };
  return value;
}

function derivedKinds(how: Derivation['how'], what: Proved): Proved {
  if (how === 'host') return hostKinds;
  if (how === 'relative') return what === 'whole' ? kindSet('path') : what & kindSet('path');
  if (how === 'resolved') return what === 'whole' ? pathKinds : what & pathKinds;
  if (how === 'length') return boundedKinds;
  if (how === 'protocol') return kindSet('script-url');
  return what;
}

function settlePlace(engine: Engine, place: Place, proof: { readonly what: Proved; readonly rounds: number }): void {
  const { what, rounds } = proof;
  const held = readPlace(engine, place);
  const value = isTainted(held) || !place.node || !ts.isExpression(place.node) ? held : engine.recall(place.node);
  if (isTainted(value)) setPlace(engine, place, proved(value, what));
  if (value.derived && rounds > 0) settleDerived(engine, value.derived, { what, rounds: rounds - 1 });
}

function settleDerived(engine: Engine, derived: Derivation, proof: { readonly what: Proved; readonly rounds: number }): void {
  const kinds = derivedKinds(derived.how, proof.what);
  if (kinds !== 0) settlePlace(engine, derived.place, { what: kinds, rounds: proof.rounds });
}

const transparentMethods: ReadonlySet<string> = new Set(['toLowerCase', 'toUpperCase', 'trim', 'toString', 'normalize', 'at']);
const hostProperties: ReadonlySet<string> = new Set(['hostname', 'host', 'origin']);

/** Makes what an expression names safe, and what it was computed from. */
export function settle(engine: Engine, node: ts.Expression, what: Proved): void {
  const inner = unwrapped(node);
  const value = engine.recall(inner);
  const place = engine.placeOf(inner);
  if (place) settlePlaceFrom(engine, { place, value, what });
  else if (value.derived) settleDerived(engine, value.derived, { what, rounds: 2 });
  if (ts.isPropertyAccessExpression(inner) && hostProperties.has(inner.name.text)) settle(engine, inner.expression, hostKinds);
  if (ts.isPropertyAccessExpression(inner) && inner.name.text === 'protocol') settle(engine, inner.expression, kindSet('script-url'));
  if (ts.isCallExpression(inner)) settleCall(engine, inner, what);
}

function settlePlaceFrom(engine: Engine, proof: { readonly place: Place; readonly value: Value; readonly what: Proved }): void {
  const { place, value, what } = proof;
  const held = readPlace(engine, place);
  // A source such as a property of the request holds its taint only when it is read.
  setPlace(engine, place, proved(isTainted(held) || !isTainted(value) ? held : value, what));
  const derived = held.derived ?? value.derived;
  if (derived) settleDerived(engine, derived, { what, rounds: 2 });
}

function settleCall(engine: Engine, node: ts.CallExpression, what: Proved): void {
  if (ts.isPropertyAccessExpression(node.expression) && transparentMethods.has(node.expression.name.text))
    settle(engine, node.expression.expression, what);
  const [first] = node.arguments;
  if (ts.isIdentifier(node.expression) && node.expression.text === 'String' && first) settle(engine, first, what);
}

function refineAll(engine: Engine, nodes: readonly ts.Expression[], truth: boolean): void {
  for (const node of nodes) refine(engine, node, truth);
}

/** Exactly one side need hold: goes on from either. */
function refineEither(engine: Engine, node: ts.BinaryExpression, truth: boolean): void {
  const first = inFork(engine, () => {
    refine(engine, node.left, truth);
  });
  const second = inFork(engine, () => {
    refine(engine, node.left, !truth);
    refine(engine, node.right, truth);
  });
  const sides = [
    { fork: first, decided: isTruthy(engine.recall(node.left)) === !truth },
    { fork: second, decided: isTruthy(engine.recall(node.right)) === !truth },
  ];
  mergeForks(
    engine,
    sides.filter((side) => !side.decided).map((side) => side.fork),
  );
}

function typeChecked(engine: Engine, operand: ts.Expression, type: unknown): void {
  if (type === 'number') settle(engine, operand, ~amountKinds);
  else if (type === 'boolean' || type === 'undefined' || type === 'bigint') settle(engine, operand, 'whole');
  else if (type === 'string') settle(engine, operand, stringKinds);
}

const equalities: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.EqualsEqualsToken]);
const inequalities: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** `list.indexOf(x)` compared with a number, as `includes` or `startsWith`. */
function refineIndex(engine: Engine, node: ts.BinaryExpression, truth: boolean): boolean {
  const left = unwrapped(node.left);
  const right = engine.recall(node.right).literal?.value;
  if (!ts.isCallExpression(left) || typeof right !== 'number') return false;
  const past = engine.callAt(left);
  if (!past || (past.call.name !== 'indexOf' && past.call.name !== 'search')) return false;
  const operator = node.operatorToken.kind;
  const equal = equalities.has(operator);
  if (right === 0 && (equal || inequalities.has(operator))) {
    applyProof(engine, { ...past.call, name: 'startsWith' }, truth === equal);
    return true;
  }
  const absent = right === 0 ? operator === ts.SyntaxKind.LessThanToken : equal;
  applyProof(engine, { ...past.call, name: past.call.name === 'search' ? 'search' : 'includes' }, truth !== absent);
  return true;
}

function refineEquality(engine: Engine, node: ts.BinaryExpression, equal: boolean): void {
  if (!equal) {
    for (const [one, other] of [
      [node.left, node.right],
      [node.right, node.left],
    ] as const) {
      const text = engine.recall(other).literal?.value;
      const kinds = typeof text === 'string' ? engine.knowledge.unequal(text) : 0;
      if (kinds !== 0) settle(engine, one, kinds);
    }
    return;
  }
  for (const [one, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    const operand = unwrapped(one);
    const against = engine.recall(other);
    if (ts.isTypeOfExpression(operand)) typeChecked(engine, operand.expression, against.literal?.value);
    else if (!isTainted(against)) settle(engine, operand, 'whole');
    else {
      const common = deepTaints(against).reduce((set, taint) => set & taint.cleared, -1);
      settle(engine, operand, common);
    }
  }
}

function isNumeric(value: Value): boolean {
  return value.shape === 'number';
}

/** A length below a number is bounded. */
function refineOrder(engine: Engine, node: ts.BinaryExpression, truth: boolean): void {
  const operator = node.operatorToken.kind;
  const less = operator === ts.SyntaxKind.LessThanToken || operator === ts.SyntaxKind.LessThanEqualsToken;
  for (const [one, other, isLess] of [
    [node.left, node.right, less],
    [node.right, node.left, !less],
  ] as const) {
    const value = engine.recall(one);
    if (value.derived?.how === 'length') {
      if (isLess === truth) settlePlace(engine, value.derived.place, { what: boundedKinds, rounds: 1 });
    } else if (isTainted(value)) refineSize(engine, { node: one, against: engine.recall(other), isBelow: isLess === truth, truth });
  }
}

/** What is not above a size of ours is bounded, and what compares with a number is one. */
function refineSize(
  engine: Engine,
  size: { readonly node: ts.Expression; readonly against: Value; readonly isBelow: boolean; readonly truth: boolean },
): void {
  const { node, against, isBelow, truth } = size;
  const isNumber = truth && isNumeric(against);
  if (isBelow && !isTainted(against)) settle(engine, node, isNumber ? 'whole' : amountKinds);
  else if (isNumber) settle(engine, node, ~amountKinds);
}

function refineBinary(engine: Engine, node: ts.BinaryExpression, truth: boolean): void {
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.BarBarToken) {
    // `a && b` is true when both are, `a || b` is false when both are.
    if (truth === (operator === ts.SyntaxKind.AmpersandAmpersandToken)) refineAll(engine, [node.left, node.right], truth);
    else refineEither(engine, node, truth);
  } else if (operator === ts.SyntaxKind.InKeyword) {
    if (truth && !isTainted(engine.recall(node.right))) settle(engine, node.left, 'whole');
  } else if (refineIndex(engine, node, truth)) return;
  else if (equalities.has(operator)) refineEquality(engine, node, truth);
  else if (inequalities.has(operator)) refineEquality(engine, node, !truth);
  else refineOrder(engine, node, truth);
}

function argumentOf(call: Call, argument: Proof['argument']): ts.Expression | undefined {
  if (argument !== 'receiver') return call.argNodes[argument];
  const callee = call.node;
  return ts.isCallExpression(callee) && ts.isPropertyAccessExpression(callee.expression) ? callee.expression.expression : undefined;
}

function applyProof(engine: Engine, call: Call, truth: boolean): boolean {
  const proof = engine.knowledge.proof(call, truth);
  const node = proof && argumentOf(call, proof.argument);
  if (!proof || !node) return false;
  settle(engine, node, proof.kinds);
  return true;
}

/** The calls whose functions are being looked into: of one that calls itself, the inner call proves nothing more. */
const entered = new Set<ts.Node>();

function refineOnce(engine: Engine, past: PastCall, truth: boolean): void {
  const { node } = past.call;
  if (entered.has(node)) return;
  entered.add(node);
  try {
    refineByFunction(engine, past, truth);
  } finally {
    entered.delete(node);
  }
}

/** Adds up what every end of a called function that fits the outcome proves of each argument. */
function refineByFunction(engine: Engine, past: PastCall, truth: boolean): void {
  const { callee, argNodes } = past.call;
  const parameters = callee.closure?.node.parameters ?? [];
  const fitting = past.exits.filter((exit) => isTruthy(exit.value) !== !truth && (exit.value.shape !== 'nothing' || !truth));
  const after = new Map<ts.Expression, Value>();
  for (const exit of fitting) {
    const fork = exit.state.fork();
    const before = engine.state;
    engine.state = fork;
    if (exit.expression && isTruthy(exit.value) === undefined) refine(engine, exit.expression, truth);
    engine.state = before;
    parameters.forEach((parameter, index) => {
      const binding = ts.isIdentifier(parameter.name) ? engine.scopes.resolve(parameter.name) : undefined;
      const node = argNodes[index];
      const value = binding && !binding.reassigned ? fork.get(binding) : undefined;
      if (!node || !value) return;
      const other = after.get(node);
      after.set(node, other ? join(other, value) : value);
    });
  }
  for (const [node, value] of after) settleLike(engine, node, value);
}

/** Gives an argument what its parameter was proved to be. */
function settleLike(engine: Engine, node: ts.Expression, like: Value): void {
  const given = engine.recall(node);
  if (!isTainted(given)) return;
  if (!isTainted(like)) settle(engine, node, 'whole');
  else {
    const common = deepTaints(like).reduce((set, taint) => set & taint.cleared, -1);
    if (common !== 0) settle(engine, node, common);
  }
}

const quantifiers: ReadonlySet<string> = new Set(['some', 'find', 'findIndex']);

function refineCall(engine: Engine, node: ts.CallExpression, truth: boolean): void {
  const past = engine.callAt(node);
  if (!past) return;
  const { call } = past;
  if (call.api === 'Boolean' && call.argNodes[0]) refine(engine, call.argNodes[0], truth);
  else if (past.exits.length > 0) {
    refineOnce(engine, past, truth);
    applyProof(engine, call, truth);
  } else if (!applyProof(engine, call, truth) && truth) refineByCallback(engine, call);
}

function refineByCallback(engine: Engine, call: Call): void {
  const callback = call.argNodes[0];
  if (quantifiers.has(call.name) && callback && ts.isArrowFunction(callback) && !ts.isBlock(callback.body))
    refine(engine, callback.body, true);
  else if (call.name === 'every' && call.receiver && isTainted(call.receiver)) refineEvery(engine, call);
}

/** `list.every((one) => ok(one))` proves the list. */
function refineEvery(engine: Engine, call: Call): void {
  const list = argumentOf(call, 'receiver');
  const after = provedElement(engine, call);
  if (list && after) settleLike(engine, list, after);
}

/** What the condition in a callback proves of the element it was called with. */
export function provedElement(engine: Engine, call: Call): Value | undefined {
  const callback = call.argNodes[0];
  if (!callback || !ts.isArrowFunction(callback) || ts.isBlock(callback.body)) return undefined;
  const parameter = callback.parameters[0]?.name;
  const { body } = callback;
  const binding = parameter && ts.isIdentifier(parameter) ? engine.scopes.resolve(parameter) : undefined;
  if (!binding) return undefined;
  let after: Value | undefined;
  inFork(engine, () => {
    refine(engine, body, true);
    after = engine.state.get(binding);
  });
  return after;
}

/** What follows for the names in a condition from its outcome. */
export function refine(engine: Engine, node: ts.Expression, truth: boolean): void {
  const inner = unwrapped(node);
  engine.spend();
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) refine(engine, inner.operand, !truth);
  else if (ts.isBinaryExpression(inner)) refineBinary(engine, inner, truth);
  else if (ts.isAwaitExpression(inner)) refine(engine, inner.expression, truth);
  else if (ts.isCallExpression(inner)) refineCall(engine, inner, truth);
  else refineTruthiness(engine, inner, truth);
}

function refineTruthiness(engine: Engine, node: ts.Expression, truth: boolean): void {
  const value = engine.recall(node);
  if (value.test && unwrapped(value.test) !== node) {
    refine(engine, value.test, truth);
    return;
  }
  if (!truth) {
    // Nothing is in what is empty.
    if (engine.placeOf(node)?.keys.length === 0 && isTainted(value)) settle(engine, node, 'whole');
    return;
  }
  if (ts.isElementAccessExpression(node) && !isTainted(engine.recall(node.expression))) settle(engine, node.argumentExpression, 'whole');
}

/** In a clause of a `switch` the value is what the clause says. */
export function refineSwitch(engine: Engine, node: ts.SwitchStatement, clause: ts.CaseOrDefaultClause): void {
  if (ts.isDefaultClause(clause)) return;
  const against = engine.recall(clause.expression);
  const subject = unwrapped(node.expression);
  if (subject.kind === ts.SyntaxKind.TrueKeyword) refine(engine, clause.expression, true);
  else if (ts.isTypeOfExpression(subject)) typeChecked(engine, subject.expression, against.literal?.value);
  else if (!isTainted(against)) settle(engine, subject, 'whole');
}
