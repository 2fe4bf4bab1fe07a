import { foldComparison } from './constants.ts';
import { anyItem, deepTaints } from './objects.ts';
import { sourceKey } from './run.ts';
import type { Run } from './run.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { constantValue } from './value.ts';
import type { Constant, Fact, Taint, Value } from './value.ts';

/** A value in a comparison, and the key under which something can be proved of it. */
export interface Operand {
  readonly value: Value;
  readonly key: string | undefined;
}

/** What the absence of a text proves of what was searched. */
const absent: Readonly<Record<string, readonly string[]>> = {
  '..': ['no-dots'],
  '../': ['no-dots'],
  '/': ['path-traversal', 'open-redirect'],
  '\n': ['log-injection', 'header-injection'],
  '\r': ['header-injection'],
  '<': ['cross-site-scripting'],
  '//': ['no-double-slash'],
};

/** Being one of a trusted few, or equal to something trusted. */
function trusted(run: Run, operand: Operand, constant?: Constant): readonly Fact[] {
  const own =
    operand.key === undefined
      ? []
      : [{ key: operand.key, mask: run.compiled.everything, ...(constant === undefined ? undefined : { constant }) }];
  // A resolved path that is a trusted one: so is all that it was made of.
  const whole =
    operand.value.resolved === true
      ? operand.value.taints.map((taint) => ({ key: sourceKey(taint.source), mask: run.compiled.bits(['path-traversal']) }))
      : [];
  return [...own, ...whole, ...(operand.value.whenEqual ?? [])];
}

/** What only callers choose may be compared with, as a folder is; anything else gives no more than what is proved of it. */
function safetyOfOther(run: Run, taints: readonly Taint[]): number {
  return taints.reduce((sum, taint) => (taint.confidence === 'parameter' ? sum : sum & safetyOfOne(run, taint)), -1);
}

/** A number is harmless wherever its size is. */
function safetyOfOne(run: Run, taint: Taint): number {
  return taint.kind === 'amount' ? ~run.compiled.bits(['resource-exhaustion']) : run.safetyOf(taint);
}

/** What being equal to something proves, as far as that is safe itself. */
function limited(facts: readonly Fact[] | undefined, safety: number): readonly Fact[] {
  return (facts ?? []).flatMap(({ key, mask }) => ((mask & safety) === 0 ? [] : [{ key, mask: mask & safety }]));
}

/** What is equal to something that can do less harm can do no more: `name == os.path.basename(name)`. */
function alike(run: Run, one: Operand, other: Operand): readonly Fact[] {
  const mask = other.value.taints.reduce(
    (sum, taint) => sum & run.safetyOf(taint),
    one.key === undefined || other.value.taints.length === 0 ? 0 : run.compiled.everything,
  );
  return mask === 0 || one.key === undefined ? [] : [{ key: one.key, mask }];
}

function equal(run: Run, left: Operand, right: Operand): readonly Fact[] {
  const [l, r] = [deepTaints(left.value, run.store), deepTaints(right.value, run.store)];
  if (l.length > 0 && r.length > 0)
    return [
      ...alike(run, left, right),
      ...alike(run, right, left),
      ...limited(left.value.whenEqual, safetyOfOther(run, r)),
      ...limited(right.value.whenEqual, safetyOfOther(run, l)),
    ];
  return l.length > 0 ? trusted(run, left, right.value.constant) : trusted(run, right, left.value.constant);
}

/** What a call that gives None proves is what it proves by giving nothing. */
function same(run: Run, left: Operand, right: Operand): Pick<Value, 'whenTrue' | 'whenFalse'> {
  const { whenTrue = [], whenFalse = [] } = right.value.constant === null ? swapped(left.value) : {};
  return { whenTrue: [...equal(run, left, right), ...whenTrue], whenFalse };
}

function contained(run: Run, left: Operand, right: Operand): Pick<Value, 'whenTrue' | 'whenFalse'> {
  if (right.value.taints.length > 0) {
    const mask = run.compiled.bits(absent[String(left.value.constant)] ?? []);
    const absence = right.key === undefined || mask === 0 ? [] : [{ key: right.key, mask }];
    const inside = left.value.taints.length === 0 && left.value.constant === undefined ? (right.value.whenEqual ?? []) : [];
    return { whenTrue: inside, whenFalse: absence };
  }
  if (deepTaints(right.value, run.store).length > 0) return {};
  return { whenTrue: trusted(run, left) };
}

/** A text that is compared with a number is one, else Python raises. */
function ordered(run: Run, operator: string, [left, right]: readonly [Operand, Operand]): Pick<Value, 'whenTrue' | 'whenFalse'> {
  if (left.value.whenEqual !== undefined && left.value.whenEqual.length > 0 && run.taintsOf(right.value).length === 0)
    return { whenTrue: left.value.whenEqual };
  const [one, other] = left.value.taints.length > 0 ? [left, right] : [right, left];
  if (one.key === undefined || other.value.type !== 'number' || other.value.taints.length > 0) return {};
  const amount = run.compiled.bits(['resource-exhaustion']);
  const isNumber = { key: one.key, mask: run.compiled.everything & ~amount };
  const isBounded = { key: one.key, mask: run.compiled.everything };
  const below = operator.startsWith('<') === (one === left);
  return { whenTrue: [below ? isBounded : isNumber], whenFalse: [below ? isNumber : isBounded] };
}

function swapped(facts: Pick<Value, 'whenTrue' | 'whenFalse'>): Pick<Value, 'whenTrue' | 'whenFalse'> {
  return { ...(facts.whenFalse && { whenTrue: facts.whenFalse }), ...(facts.whenTrue && { whenFalse: facts.whenTrue }) };
}

function factsOf(run: Run, operator: string, [left, right]: readonly [Operand, Operand]): Pick<Value, 'whenTrue' | 'whenFalse'> {
  switch (operator) {
    case 'in':
      return contained(run, left, right);
    case 'not in':
      return swapped(contained(run, left, right));
    case '==':
    case 'is':
      return same(run, left, right);
    case '!=':
    case 'is not':
      return swapped(same(run, left, right));
    default:
      return ordered(run, operator, [left, right]);
  }
}

function foldContained(run: Run, operator: string, [left, right]: readonly [Operand, Operand]): boolean | undefined {
  const object = run.objectOf(right.value);
  if (
    object === undefined ||
    object.kind === 'instance' ||
    object.rest !== undefined ||
    left.value.constant === undefined ||
    left.value.assumed === true ||
    left.value.taints.length > 0
  )
    return undefined;
  if (anyItem(object).taints.length > 0 && object.kind !== 'dictionary') return undefined;
  const values = object.kind === 'dictionary' ? [...object.items.keys()] : [...object.items.values()].map(({ constant }) => constant);
  if (values.includes(left.value.constant)) return operator === 'in';
  return values.includes(undefined) ? undefined : operator !== 'in';
}

/** Whether nothing that is looked for can come of what is untrusted in a value. */
function isHarmless(run: Run, value: Value): boolean {
  return value.taints.every((taint) => (run.safetyOf(taint) & run.compiled.everything) === run.compiled.everything);
}

/** Looks at a comparison for equality with the rules on comparisons. */
function checkComparison(run: Run, node: SyntaxNode, [left, right]: readonly [Operand, Operand]): void {
  const [operator] = node.operators;
  const [first, second] = node.children;
  if ((operator !== '==' && operator !== '!=') || first === undefined || second === undefined) return;
  const side = ({ value }: Operand, { text }: SyntaxNode): { value: Value; text: string; harmless: boolean } => ({
    value,
    text,
    harmless: isHarmless(run, value),
  });
  for (const { rule, confidence, when } of run.compiled.knowledge.comparisons) {
    if (when([side(left, first), side(right, second)])) run.report({ rule, node, confidence, trail: undefined });
  }
}

/** `0 < size <= most` is true if each of its parts is. */
function chained(run: Run, node: SyntaxNode, operands: readonly Operand[]): Pick<Value, 'whenTrue'> {
  const whenTrue = operands.slice(1).flatMap((right, index) => {
    const left = operands[index];
    return left === undefined ? [] : (factsOf(run, node.operators[index] ?? '', [left, right]).whenTrue ?? []);
  });
  return whenTrue.length === 0 ? {} : { whenTrue };
}

/** The value of a comparison, with what it proves of what is compared. */
export function compared(run: Run, node: SyntaxNode, operands: readonly Operand[]): Value {
  const [left, right] = operands;
  const operator = node.operators[0] ?? '';
  if (left === undefined || right === undefined) return { taints: [], type: 'flag' };
  if (operands.length > 2) return { taints: [], type: 'flag', ...chained(run, node, operands) };
  checkComparison(run, node, [left, right]);
  const certain = [left, right].every(({ value }) => value.taints.length === 0 && value.assumed !== true);
  const folded =
    operator.endsWith('in') && right.value.object !== undefined
      ? foldContained(run, operator, [left, right])
      : certain
        ? foldComparison(operator, left.value.constant, right.value.constant)
        : undefined;
  if (folded !== undefined) return constantValue(folded);
  return { taints: [], type: 'flag', ...factsOf(run, operator, [left, right]) };
}
