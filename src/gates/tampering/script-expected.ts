import ts from 'typescript';
import { ofTolerance, weakest, type Strength } from './test-facts.ts';

const LOOSE =
  /^(?:toBe(?:Greater|Less)Than(?:OrEqual)?|toContain(?:Equal)?|toMatch|toMatchObject|toBeInstanceOf|toBeTypeOf|toHaveLength|lengthOf|above|below|within|least|most|gte?|lte?|greaterThan|lessThan|include|includes|contain|contains|match|matches|an?|instanceof|partialDeepStrictEqual|isAbove|isBelow|isAt(?:Least|Most)|like|has)$/;
/** Matchers of jest and vitest that stand for a value: https://jestjs.io/docs/expect#asymmetric-matchers */
const STANDS_FOR =
  /^(?:expect|jasmine)(?:\.not)?\.(anything|any|objectContaining|arrayContaining|stringContaining|stringMatching|closeTo)$/;

const THROWS = /^(?:toThrow(?:Error)?(?:ErrorMatching\w*)?|throws?(?:Async)?|rejects)$/;

/** Of an error that must come: any one, one of a class, or one that says what is given. */
function ofError(expected: ts.Expression | undefined): Strength {
  if (expected === undefined || isNothing(expected) || expected.getText() === 'Error') return 'weak';
  return ts.isIdentifier(expected) && /^[A-Z]\w*[a-z]/.test(expected.text) ? 'loose' : 'strong';
}

const ROUNDS = /^(?:Math\.(?:round|floor|ceil|trunc)|Boolean|(?:Array|Number)\.is\w+)$/;

/** Of a value that must equal another one: what is left of it after `.length`, `typeof` or a comparison says less than it. */
export function ofEqual(first: ts.Expression | undefined, second: ts.Expression | undefined): Strength {
  if (first === undefined || second === undefined) return 'strong';
  const [one, other] = [ofMadeLess(first), ofMadeLess(second)];
  if (one !== undefined && other !== undefined) return weakest([one, other]);
  return (isConstant(first) ? other : isConstant(second) ? one : undefined) ?? 'strong';
}

function ofMadeLess(node: ts.Expression): Strength | undefined {
  if (ts.isParenthesizedExpression(node)) return ofMadeLess(node.expression);
  if (ts.isTypeOfExpression(node) || (ts.isPropertyAccessExpression(node) && /^(?:length|size)$/.test(node.name.text))) return 'loose';
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return 'weak';
  if (ts.isBinaryExpression(node) && /^(?:[=!]={1,2}|[<>]=?|instanceof|in|\|\||&&)$/.test(node.operatorToken.getText()))
    return ofCondition(node);
  return ts.isCallExpression(node) && ROUNDS.test(node.expression.getText()) ? 'loose' : undefined;
}

export function isConstant(node: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

/** What a matcher says of a value, by what it is given. */
export function ofMatcher(matcher: string, expected: readonly ts.Expression[]): Strength {
  const [value, digits] = expected;
  if (matcher === 'toBeCloseTo') return ofDigits(digits);
  if (THROWS.test(matcher)) return ofError(value);
  if (/^(?:closeTo|approximately)$/.test(matcher)) return ofTolerance(digits?.getText(), numberOf(value));
  const own = LOOSE.test(matcher) ? 'loose' : 'strong';
  const isOfNothing = own === 'loose' && value !== undefined && isNothing(value);
  return isOfNothing ? 'weak' : weakest([own, ...(value === undefined ? [] : [ofValue(value)])]);
}

/** Jest's and vitest's: 2 digits where none are given. */
function ofDigits(digits: ts.Expression | undefined): Strength {
  if (digits === undefined) return 'strong';
  return ofTolerance(String(10 ** -Number(digits.getText()) / 2), undefined);
}

function numberOf(node: ts.Expression | undefined): number | undefined {
  return node === undefined ? undefined : Number(node.getText());
}

/** What stands for a value, by itself or within one. */
function ofValue(node: ts.Expression): Strength {
  if (ts.isCallExpression(node)) {
    const matcher = STANDS_FOR.exec(node.expression.getText().replaceAll(/\s/g, ''))?.[1];
    const [first] = node.arguments;
    if (matcher === undefined) return 'strong';
    return /^any/.test(matcher) || (first !== undefined && isNothing(first)) ? 'weak' : 'loose';
  }
  return holds(node) ? 'loose' : 'strong';
}

function holds(node: ts.Node): boolean {
  return (
    ts.forEachChild(node, (child) => (ts.isCallExpression(child) && ofValue(child) !== 'strong') || holds(child) || undefined) ?? false
  );
}

/** What everything contains and matches. */
function isNothing(node: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(node)) return node.properties.length === 0;
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  if (ts.isRegularExpressionLiteral(node)) return /^\/(?:\^|\$|\.\*|\(\?:\)|\[\^\]\*|\[\\s\\S\]\*)*\/[a-z]*$/.test(node.text);
  return ts.isStringLiteralLike(node) && node.text === '';
}

/** Of a condition that is asserted to be true: `a === 1` says which value there is. */
export function ofCondition(whole: ts.Expression | undefined): Strength {
  let node = whole;
  while (node !== undefined && ts.isParenthesizedExpression(node)) node = node.expression;
  if (node === undefined || !ts.isBinaryExpression(node)) return 'weak';
  const sign = node.operatorToken.getText();
  if (/^={2,3}$/.test(sign)) return node.left.getText() === node.right.getText() ? 'weak' : ofEqual(node.left, node.right);
  if (/^<=?$/.test(sign) && isDistance(node.left)) return ofTolerance(node.right.getText(), undefined);
  return /^[<>]=?$/.test(sign) ? 'loose' : 'weak';
}

/** `Math.abs(one - other)`. */
function isDistance(node: ts.Expression): boolean {
  const [of] = ts.isCallExpression(node) && node.expression.getText() === 'Math.abs' ? node.arguments : [];
  return of !== undefined && ts.isBinaryExpression(of) && of.operatorToken.kind === ts.SyntaxKind.MinusToken;
}
