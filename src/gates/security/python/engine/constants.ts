import { constantValue, unknown } from './value.ts';
import type { Constant, Value } from './value.ts';
import type { SyntaxNode } from './syntax-tree.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };

/** What a Python string literal's text stands for. */
export function unescaped(text: string): string {
  return text.replace(/\\(x[\da-f]{2}|u[\da-f]{4}|[^])/giu, (whole, code: string) => {
    if (/^[xu]./iu.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return escapes[code] ?? (/[\\'"]/u.test(code) ? code : whole);
  });
}

/** The letters before a string literal's quote, in lower case. */
export function stringPrefix(node: SyntaxNode): string {
  return /^[a-z]*/iu.exec(node.children[0]?.text ?? '')?.[0].toLowerCase() ?? '';
}

export function numberOf(text: string): Value {
  const plain = text.replaceAll('_', '').toLowerCase();
  const number = /^0\d+$/u.test(plain) ? Number.parseInt(plain, 10) : Number(plain);
  return Number.isFinite(number) ? constantValue(number) : { taints: [], type: 'number' };
}

type Operation = (a: number, b: number) => number;

const operations: Readonly<Record<string, Operation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => ((a % b) + b) % b,
  '**': (a, b) => a ** b,
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '<<': (a, b) => a * 2 ** b,
};

function repeated(text: string, times: number): string | undefined {
  return text.length * times > 4000 ? undefined : text.repeat(Math.max(times, 0));
}

function foldNumbers(operator: string, a: number, b: number): Value {
  const folded = operations[operator]?.(a, b) ?? Number.NaN;
  return Number.isSafeInteger(Math.trunc(folded)) ? constantValue(folded) : { taints: [], type: 'number' };
}

/** The text that an operator makes of two constants; undefined if it makes none, or one too long to keep. */
function foldText(operator: string, a: Constant, b: Constant): string | undefined {
  if (typeof a === 'string' && typeof b === 'string') return operator === '+' ? a + b : undefined;
  if (operator !== '*') return undefined;
  if (typeof a === 'string' && typeof b === 'number') return repeated(a, b);
  return typeof a === 'number' && typeof b === 'string' ? repeated(b, a) : undefined;
}

/** The result of an operator on two constants, where it can be known. */
export function foldBinary(operator: string, left: Value, right: Value): Value {
  const [a, b] = [left.constant, right.constant];
  if (a === undefined || b === undefined) return unknown;
  if (typeof a === 'number' && typeof b === 'number') return foldNumbers(operator, a, b);
  const text = foldText(operator, a, b);
  return text === undefined ? unknown : constantValue(text, left.type === 'bytes' || right.type === 'bytes' ? 'bytes' : undefined);
}

const comparisons: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

function isOrdered(constant: Constant): constant is string | number {
  return typeof constant === 'string' || typeof constant === 'number';
}

/** What a comparison of two constants gives, where it can be known. */
export function foldComparison(operator: string, a: Constant | undefined, b: Constant | undefined): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (operator === '==' || operator === 'is') return a === b;
  if (operator === '!=' || operator === 'is not') return a !== b;
  if (!isOrdered(a) || !isOrdered(b) || typeof a !== typeof b) return undefined;
  if (operator.endsWith('in')) return String(b).includes(String(a)) === (operator === 'in');
  return comparisons[operator]?.(a, b);
}
