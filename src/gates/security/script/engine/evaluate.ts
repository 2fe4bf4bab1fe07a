import ts from 'typescript';
import { assignTo, readAccess } from './assign.ts';
import { evaluateCall, evaluateTagged } from './calls.ts';
import { inFork, mergeForks } from './engine.ts';
import type { Engine } from './engine.ts';
import { refine } from './guards.ts';
import { evaluateArray, evaluateClass, evaluateFunction, evaluateJsx, evaluateObject, evaluateRegExp } from './literals.ts';
import { readName } from './names.ts';
import { isAssignment } from './scope.ts';
import { readSelf, readSuper } from './self.ts';
import {
  aBoolean,
  aNumber,
  aString,
  concatenated,
  isTainted,
  isTruthy,
  join,
  joinAll,
  literalOf,
  numberOf,
  stringOf,
  unknown,
} from './values.ts';
import type { Value } from './values.ts';

type Evaluator<N extends ts.Expression> = (engine: Engine, node: N) => Value;

function evaluateTemplate(engine: Engine, node: ts.TemplateExpression): Value {
  const pieces = [literalOf(node.head.text)];
  for (const span of node.templateSpans) pieces.push(engine.evaluate(span.expression), literalOf(span.literal.text));
  return concatenated(pieces);
}

function evaluateConditional(engine: Engine, node: ts.ConditionalExpression): Value {
  const truth = isTruthy(engine.evaluate(node.condition));
  const outcomes: Value[] = [];
  const branch = (expression: ts.Expression, wanted: boolean) =>
    inFork(engine, () => {
      if (truth === undefined) refine(engine, node.condition, wanted);
      outcomes.push(engine.evaluate(expression));
    });
  const forks = [...(truth === false ? [] : [branch(node.whenTrue, true)]), ...(truth === true ? [] : [branch(node.whenFalse, false)])];
  mergeForks(engine, forks);
  return joinAll(outcomes);
}

function evaluateLogical(engine: Engine, node: ts.BinaryExpression): Value {
  const operator = node.operatorToken.kind;
  const left = engine.evaluate(node.left);
  const truth = isTruthy(left);
  const isAnd = operator === ts.SyntaxKind.AmpersandAmpersandToken;
  const nullish = operator === ts.SyntaxKind.QuestionQuestionToken;
  const known = nullish && left.shape !== 'nothing' && truth !== true ? undefined : truth;
  if (known !== undefined && known !== isAnd) return left;
  let right: Value = unknown;
  const fork = inFork(engine, () => {
    if (!nullish) refine(engine, node.left, isAnd);
    right = engine.evaluate(node.right);
  });
  mergeForks(engine, known === undefined ? [fork, inFork(engine, () => {})] : [fork]);
  if (known !== undefined) return right;
  return isAnd ? andOutcome(node, left, right) : orOutcome(node, left, right);
}

/** What a false condition leaves is no data: `ok && value` is the value or a falsehood. */
function andOutcome(node: ts.BinaryExpression, left: Value, right: Value): Value {
  const outcome = left.shape === 'boolean' || !isTainted(left) ? right : join(left, right);
  return outcome.shape === 'boolean' ? { ...outcome, test: node } : outcome;
}

/** `process.env.KEY ?? 'key'` is the key of the text where nobody gives another one. */
function orOutcome(node: ts.BinaryExpression, left: Value, right: Value): Value {
  const outcome = join(left, right);
  if (outcome.shape === 'boolean') return { ...outcome, test: node };
  return left.literal || !right.literal ? outcome : { ...outcome, byDefault: right.literal.value };
}

function compared(node: ts.BinaryExpression, left: Value, right: Value): Value {
  const operator = node.operatorToken.kind;
  if (left.literal && right.literal) {
    const equal = left.literal.value === right.literal.value;
    const isEquality = operator === ts.SyntaxKind.EqualsEqualsEqualsToken || operator === ts.SyntaxKind.EqualsEqualsToken;
    const isInequality = operator === ts.SyntaxKind.ExclamationEqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsToken;
    if (isEquality) return literalOf(equal);
    if (isInequality) return literalOf(!equal);
    const order = ordered(operator, left.literal.value, right.literal.value);
    if (order !== undefined) return literalOf(order);
  }
  return { ...aBoolean, test: node };
}

function ordered(operator: ts.SyntaxKind, a: unknown, b: unknown): boolean | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  if (operator === ts.SyntaxKind.LessThanToken) return a < b;
  if (operator === ts.SyntaxKind.LessThanEqualsToken) return a <= b;
  if (operator === ts.SyntaxKind.GreaterThanToken) return a > b;
  return operator === ts.SyntaxKind.GreaterThanEqualsToken ? a >= b : undefined;
}

function added(left: Value, right: Value): Value {
  const numeric = (value: Value): boolean => value.shape === 'number';
  if (numeric(left) && numeric(right)) return arithmetic(ts.SyntaxKind.PlusToken, left, right);
  return concatenated([left, right]);
}

const calculations: ReadonlyMap<ts.SyntaxKind, (a: number, b: number) => number> = new Map([
  [ts.SyntaxKind.PlusToken, (a: number, b: number) => a + b],
  [ts.SyntaxKind.MinusToken, (a: number, b: number) => a - b],
  [ts.SyntaxKind.AsteriskToken, (a: number, b: number) => a * b],
  [ts.SyntaxKind.SlashToken, (a: number, b: number) => a / b],
  [ts.SyntaxKind.PercentToken, (a: number, b: number) => a % b],
  [ts.SyntaxKind.AsteriskAsteriskToken, (a: number, b: number) => a ** b],
  [ts.SyntaxKind.LessThanLessThanToken, (a: number, b: number) => a << b],
]);

function arithmetic(operator: ts.SyntaxKind, left: Value, right: Value): Value {
  const calculate = calculations.get(operator);
  const a = left.literal?.value;
  const b = right.literal?.value;
  if (calculate && typeof a === 'number' && typeof b === 'number') return literalOf(calculate(a, b));
  return operator === ts.SyntaxKind.PercentToken || !calculate ? aNumber : numberOf([left, right]);
}

function evaluateAssignment(engine: Engine, node: ts.BinaryExpression): Value {
  const operator = node.operatorToken.kind;
  let value = engine.evaluate(node.right);
  if (operator === ts.SyntaxKind.PlusEqualsToken) value = added(engine.evaluate(node.left), value);
  else if (
    operator === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    operator === ts.SyntaxKind.BarBarEqualsToken ||
    operator === ts.SyntaxKind.AmpersandAmpersandEqualsToken
  ) {
    value = join(engine.evaluate(node.left), value);
  } else if (operator === ts.SyntaxKind.MinusEqualsToken) value = numberOf([engine.evaluate(node.left)]);
  else if (operator !== ts.SyntaxKind.EqualsToken) value = aNumber;
  assignTo(engine, node.left, value);
  return value;
}

const logicalOperators: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

const comparisons: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.InKeyword,
  ts.SyntaxKind.InstanceOfKeyword,
]);

function evaluateBinary(engine: Engine, node: ts.BinaryExpression): Value {
  const operator = node.operatorToken.kind;
  if (isAssignment(operator)) return evaluateAssignment(engine, node);
  if (logicalOperators.has(operator)) return evaluateLogical(engine, node);
  const left = engine.evaluate(node.left);
  const right = engine.evaluate(node.right);
  if (operator === ts.SyntaxKind.CommaToken) return right;
  if (operator === ts.SyntaxKind.PlusToken) return added(left, right);
  if (!comparisons.has(operator)) return arithmetic(operator, left, right);
  const outcome = compared(node, left, right);
  engine.knowledge.onNode(node, outcome, engine);
  return outcome;
}

function evaluatePrefix(engine: Engine, node: ts.PrefixUnaryExpression): Value {
  const operand = engine.evaluate(node.operand);
  if (node.operator === ts.SyntaxKind.ExclamationToken) {
    const truth = isTruthy(operand);
    return truth === undefined ? { ...aBoolean, test: node } : literalOf(!truth);
  }
  if (node.operator === ts.SyntaxKind.MinusToken && typeof operand.literal?.value === 'number') return literalOf(-operand.literal.value);
  if (node.operator === ts.SyntaxKind.PlusToken) return numberOf([operand]);
  return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
    ? evaluateStep(engine, node)
    : aNumber;
}

/** `count--`: one less than a number that a stranger has chosen is still his. */
function evaluateStep(engine: Engine, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Value {
  const value = numberOf([engine.evaluate(node.operand)]);
  assignTo(engine, node.operand, value);
  return value;
}

function evaluateYield(engine: Engine, node: ts.YieldExpression): Value {
  const value = node.expression ? engine.evaluate(node.expression) : unknown;
  engine.frame.exits.push({
    value: { shape: 'array', taints: [], rest: value },
    state: engine.state,
    changes: engine.state.since(engine.frame.base),
  });
  return unknown;
}

function typeName(value: Value): Value {
  if (value.literal && value.shape !== 'nothing') return literalOf(typeof value.literal.value);
  return aString;
}

const evaluators = new Map<ts.SyntaxKind, Evaluator<never>>();

function on<N extends ts.Expression>(kind: ts.SyntaxKind, evaluator: Evaluator<N>): void {
  evaluators.set(kind, evaluator);
}

const inner = (engine: Engine, node: ts.Expression & { readonly expression: ts.Expression }): Value => engine.evaluate(node.expression);

on(ts.SyntaxKind.Identifier, readName);
on(ts.SyntaxKind.ThisKeyword, readSelf);
on(ts.SyntaxKind.SuperKeyword, readSuper);
on(ts.SyntaxKind.StringLiteral, (_engine, node: ts.StringLiteral) => literalOf(node.text));
on(ts.SyntaxKind.NoSubstitutionTemplateLiteral, (_engine, node: ts.NoSubstitutionTemplateLiteral) => literalOf(node.text));
on(ts.SyntaxKind.NumericLiteral, (_engine, node: ts.NumericLiteral) => literalOf(Number(node.text)));
on(ts.SyntaxKind.BigIntLiteral, () => aNumber);
on(ts.SyntaxKind.TrueKeyword, () => literalOf(true));
on(ts.SyntaxKind.FalseKeyword, () => literalOf(false));
on(ts.SyntaxKind.NullKeyword, () => literalOf(null));
on(ts.SyntaxKind.RegularExpressionLiteral, evaluateRegExp);
on(ts.SyntaxKind.TemplateExpression, evaluateTemplate);
on(ts.SyntaxKind.TaggedTemplateExpression, evaluateTagged);
on(ts.SyntaxKind.PropertyAccessExpression, readAccess);
on(ts.SyntaxKind.ElementAccessExpression, readAccess);
on(ts.SyntaxKind.CallExpression, evaluateCall);
on(ts.SyntaxKind.NewExpression, evaluateCall);
on(ts.SyntaxKind.ConditionalExpression, evaluateConditional);
on(ts.SyntaxKind.BinaryExpression, evaluateBinary);
on(ts.SyntaxKind.PrefixUnaryExpression, evaluatePrefix);
on(ts.SyntaxKind.PostfixUnaryExpression, evaluateStep);
on(ts.SyntaxKind.ObjectLiteralExpression, evaluateObject);
on(ts.SyntaxKind.ArrayLiteralExpression, evaluateArray);
on(ts.SyntaxKind.ArrowFunction, evaluateFunction);
on(ts.SyntaxKind.FunctionExpression, evaluateFunction);
on(ts.SyntaxKind.ClassExpression, evaluateClass);
on(ts.SyntaxKind.YieldExpression, evaluateYield);
on(ts.SyntaxKind.TypeOfExpression, (engine, node: ts.TypeOfExpression) => typeName(engine.evaluate(node.expression)));
on(ts.SyntaxKind.VoidExpression, (engine, node: ts.VoidExpression) => {
  engine.evaluate(node.expression);
  return literalOf(undefined);
});
on(ts.SyntaxKind.DeleteExpression, () => aBoolean);
for (const kind of [
  ts.SyntaxKind.ParenthesizedExpression,
  ts.SyntaxKind.AsExpression,
  ts.SyntaxKind.SatisfiesExpression,
  ts.SyntaxKind.NonNullExpression,
  ts.SyntaxKind.TypeAssertionExpression,
  ts.SyntaxKind.AwaitExpression,
  ts.SyntaxKind.SpreadElement,
]) {
  on(kind, inner);
}
for (const kind of [ts.SyntaxKind.JsxElement, ts.SyntaxKind.JsxSelfClosingElement, ts.SyntaxKind.JsxFragment]) on(kind, evaluateJsx);

/** What an expression gives, with everything that happens on the way. */
export function evaluate(engine: Engine, node: ts.Expression): Value {
  engine.spend();
  const evaluator = evaluators.get(node.kind);
  // The table is filled by kind, so each evaluator gets the nodes it is for.
  const value = evaluator ? evaluator(engine, node as never) : unknown;
  return value.shape === 'string' && value.taints.length > 0 && value.text === undefined ? stringOfValue(value) : value;
}

function stringOfValue(value: Value): Value {
  return { ...value, taints: stringOf(value.taints).taints };
}
