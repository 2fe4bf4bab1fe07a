import ts from 'typescript';
import { ofTolerance, weakest, type Strength } from './test-facts.ts';

const LOOSE = /^(?:toBe(?:Greater|Less)Than(?:OrEqual)?|toContain(?:Equal)?|toMatch|toMatchObject|toBeInstanceOf|toBeTypeOf|above|below|within|least|most|gte?|lte?|greaterThan|lessThan|include|includes|contain|contains|match|matches|an?|instanceof|partialDeepStrictEqual|isAbove|isBelow|isAt(?:Least|Most)|like|has)$/;
/** Matchers of jest and vitest that stand for a value: https://jestjs.io/docs/expect#asymmetric-matchers */
const STANDS_FOR = /^(?:expect|jasmine)(?:\.not)?\.(anything|any|objectContaining|arrayContaining|stringContaining|stringMatching|closeTo)$/;

/** What a matcher says of a value, by what it is given. */
export function ofMatcher(matcher: string, expected: readonly ts.Expression[]): Strength {
  const [value, digits] = expected;
  if (matcher === 'toBeCloseTo') return ofDigits(digits);
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
  return ts.forEachChild(node, (child) => (ts.isCallExpression(child) && ofValue(child) !== 'strong') || holds(child) || undefined) ?? false;
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
  if (/^={2,3}$/.test(sign)) return node.left.getText() === node.right.getText() ? 'weak' : 'strong';
  if (/^<=?$/.test(sign) && isDistance(node.left)) return ofTolerance(node.right.getText(), undefined);
  return /^[<>]=?$/.test(sign) ? 'loose' : 'weak';
}

/** `Math.abs(one - other)`. */
function isDistance(node: ts.Expression): boolean {
  const [of] = ts.isCallExpression(node) && node.expression.getText() === 'Math.abs' ? node.arguments : [];
  return of !== undefined && ts.isBinaryExpression(of) && of.operatorToken.kind === ts.SyntaxKind.MinusToken;
}
