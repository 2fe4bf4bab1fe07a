import type { SyntaxNode } from '../security/python/engine/syntax-tree.ts';
import { ofTolerance, strongest, weakest, type Strength } from './test-facts.ts';

const EXPECTS = /(?:^|\.)(?:assert\w+|raises|warns|assertRaises\w*)$/u;
const WEAK_METHOD = /^(?:self\.)?assert(?:False|IsNotNone|NotEqual|NotIn|IsNot|NotIsInstance|IsInstance|Called|_called|NotAlmostEqual)$/u;
const LOOSE_METHOD = /^(?:self\.)?assert(?:In|Greater|GreaterEqual|Less|LessEqual|Regex)$/u;
const ANYTHING = /^(?:\w+\.)*ANY$/u;

/** What an assertion says; undefined for what is none. */
export function strengthOf(node: SyntaxNode): Strength | undefined {
  if (node.type === 'assert_statement') return node.children[0] === undefined ? 'empty' : ofCondition(node.children[0]);
  return node.type === 'call' ? ofCall(node) : undefined;
}

/** Not one that compares a value with itself: of what is tested it says only that it does the same twice. */
export function canFail(node: SyntaxNode): boolean {
  const strength = strengthOf(node);
  if (strength === undefined || strength === 'empty') return false;
  const [first, second] = comparedBy(node);
  return first === undefined || first.text !== second?.text;
}

/** What is in brackets, as it is without them. */
export function plain(node: SyntaxNode): SyntaxNode {
  const inner = node.type === 'parenthesized_expression' ? node.children.find(({ type }) => type !== 'comment') : undefined;
  return inner === undefined ? node : plain(inner);
}

/** The sides of an equality. */
function comparedBy(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === 'call')
    return /\bassertEquals?$/u.test(node.child('function')?.text ?? '') ? (node.child('arguments')?.children ?? []) : [];
  const condition = node.children[0] === undefined ? undefined : plain(node.children[0]);
  return condition?.type === 'comparison_operator' && condition.operators.join() === '==' ? condition.children.map(plain) : [];
}

function isConstant({ type, children }: SyntaxNode): boolean {
  return (
    /^(?:true|false|none|integer|float)$/u.test(type) || (type === 'string' && !children.some((child) => child.type === 'interpolation'))
  );
}

/** A constant that is true. A tuple is, whatever is in it. */
function isTruthy({ type, text, children }: SyntaxNode): boolean {
  if (type === 'tuple') return children.length > 0;
  if (type === 'string') return text.length > 2 && !children.some((child) => child.type === 'interpolation');
  return type === 'true' || (/^(?:integer|float)$/u.test(type) && Number(text) !== 0);
}

/** `x or True` is, whatever `x` is. */
function isAlwaysTrue(node: SyntaxNode): boolean {
  if (node.type === 'parenthesized_expression') return node.children.some(isAlwaysTrue);
  if (node.type === 'not_operator') return /^(?:false|none)$/u.test(node.children[0]?.type ?? '');
  if (node.type === 'boolean_operator')
    return node.operators.join() === 'or' ? node.children.some(isAlwaysTrue) : node.children.every(isAlwaysTrue);
  return isTruthy(node);
}

function isSame(one: SyntaxNode | undefined, other: SyntaxNode | undefined): boolean {
  return one !== undefined && isConstant(one) && one.text === other?.text;
}

function ofCondition(whole: SyntaxNode): Strength {
  const node = plain(whole);
  if (isAlwaysTrue(node)) return 'empty';
  if (node.type === 'comparison_operator') return ofComparison(node);
  if (node.type === 'call' && /^(?:math\.)?isclose$/u.test(node.child('function')?.text ?? ''))
    return weakest([ofTolerance(given(node, 'rel_tol', 9) ?? '0', undefined), ofTolerance(given(node, 'abs_tol', 9) ?? '0', undefined)]);
  if (node.type !== 'boolean_operator') return 'weak';
  const parts = node.children.map(ofCondition);
  // Of two that may hold, either is enough.
  return node.operators.join() === 'or' ? weakest([...parts, 'loose']) : strongest(parts);
}

function ofComparison({ children, operators }: SyntaxNode): Strength {
  const [first, second] = children.map(plain);
  if (operators.join() === '==' && isSame(first, second)) return 'empty';
  if (operators.some((one) => /^(?:!=|is not|not in)$/u.test(one))) return 'weak';
  if (first !== undefined && second !== undefined && isDistance(first) && /^<=?$/u.test(operators.join()))
    return ofTolerance(second.text, undefined);
  if (operators.some((one) => !/^(?:==|is)$/u.test(one))) return 'loose';
  return weakest([ofSides(first, second), ...children.map((child) => ofExpected(plain(child))), 'strong']);
}

/** Of two sides that are equal: what is left of a value after `len`, `type` or a comparison says less than the value. */
function ofSides(first: SyntaxNode | undefined, second: SyntaxNode | undefined): Strength {
  if (first === undefined || second === undefined) return 'strong';
  const [one, other] = [ofMadeLess(first), ofMadeLess(second)];
  if (one !== undefined && other !== undefined) return weakest([one, other]);
  const less = one ?? other;
  return less !== undefined && (isGiven(first) || isGiven(second)) ? less : 'strong';
}

/** A constant, or the name of a type of Python's own. */
function isGiven(node: SyntaxNode): boolean {
  return isConstant(node) || /^(?:int|float|str|bool|list|tuple|dict|set|bytes)$/u.test(node.text);
}

const LESS = /^(?:len|type|bool|any|all|callable|hasattr)$/u;

function ofMadeLess(node: SyntaxNode): Strength | undefined {
  if (/^(?:comparison|not|boolean)_operator$/u.test(node.type)) return ofCondition(node);
  const name = node.type === 'call' ? (node.child('function')?.text ?? '') : '';
  if (name === 'isinstance') return 'weak';
  const digits = name === 'round' ? ofPlaces(given(node, 'ndigits', 1) ?? '0') : undefined;
  return digits === 'strong' ? undefined : (digits ?? (LESS.test(name) ? 'loose' : undefined));
}

/** `abs(one - other)`. */
function isDistance(node: SyntaxNode): boolean {
  const [of] = node.type === 'call' && /^(?:math\.f)?abs$/u.test(node.child('function')?.text ?? '') ? argumentsOf(node).map(plain) : [];
  return of?.type === 'binary_operator' && of.operators.join() === '-';
}

/** `ANY`, and a value that may be far off. */
function ofExpected(node: SyntaxNode): Strength {
  if (ANYTHING.test(node.text)) return 'weak';
  if (/\bANY\b/u.test(node.text) && /^(?:list|tuple|dictionary|set)$/u.test(node.type)) return 'loose';
  if (node.type !== 'call' || !/(?:^|\.)approx$/u.test(node.child('function')?.text ?? '')) return 'strong';
  return weakest([
    ofTolerance(given(node, 'rel', 1), undefined),
    ofTolerance(given(node, 'abs', 2), Number(argumentsOf(node)[0]?.text)),
    'strong',
  ]);
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return call.child('arguments')?.children.filter(({ type }) => type !== 'comment') ?? [];
}

/** An argument as it is written. */
function given(call: SyntaxNode, name: string, position: number): string | undefined {
  const all = argumentsOf(call);
  const named = all.find((one) => one.type === 'keyword_argument' && one.child('name')?.text === name);
  const placed = all[position];
  return named?.child('value')?.text ?? (placed?.type === 'keyword_argument' ? undefined : placed?.text);
}

function ofCall(node: SyntaxNode): Strength | undefined {
  const name = node.child('function')?.text ?? '';
  if (!EXPECTS.test(name)) return undefined;
  const [first, second] = argumentsOf(node);
  if (/assertTrue$/u.test(name)) return first === undefined ? 'weak' : ofCondition(first);
  if (/assertEquals?$/u.test(name)) return ofEqual(first, second);
  if (/assertAlmostEquals?$/u.test(name)) return ofAlmostEqual(node, second);
  if (/(?:^|\.)(?:raises|warns|assert(?:Raises|Warns)(?:Regexp?)?)$/u.test(name)) return ofAwaited(node, first);
  return WEAK_METHOD.test(name) ? 'weak' : LOOSE_METHOD.test(name) ? 'loose' : 'strong';
}

function ofEqual(first: SyntaxNode | undefined, second: SyntaxNode | undefined): Strength {
  if (isSame(first, second)) return 'empty';
  return weakest([ofSides(first, second), ...[first, second].flatMap((one) => (one === undefined ? [] : [ofExpected(one)]))]);
}

const ANY_MESSAGE = /^r?(["'])(?:\^|\$|\.[*+]\??)*\1$/u;

/** Of an error that must come: which class it is and what its message says. What is said of it by name counts by itself. */
function ofAwaited(node: SyntaxNode, kind: SyntaxNode | undefined): Strength {
  const isTold = saysMessage(node) || node.parent?.type === 'as_pattern';
  const isAny = kind === undefined || /^(?:Base)?Exception$/u.test(kind.text) || kind.type === 'tuple';
  if (isAny) return isTold ? 'loose' : 'weak';
  return isTold ? 'strong' : 'loose';
}

function saysMessage(node: SyntaxNode): boolean {
  const isRegex = /Regexp?$/u.test(node.child('function')?.text ?? '');
  const message = given(node, isRegex ? 'expected_regex' : 'match', isRegex ? 1 : Number.POSITIVE_INFINITY);
  return message !== undefined && !ANY_MESSAGE.test(message);
}

function ofAlmostEqual(node: SyntaxNode, value: SyntaxNode | undefined): Strength {
  return weakest([ofPlaces(given(node, 'places', 2)), ofTolerance(given(node, 'delta', 4), Number(value?.text))]);
}

function ofPlaces(places: string | undefined): Strength {
  return places === undefined || places === 'None' ? 'strong' : ofTolerance(String(10 ** -Number(places)), undefined);
}
