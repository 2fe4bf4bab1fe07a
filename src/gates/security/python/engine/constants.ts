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

function ofNumbers(operator: string, a: number, b: number): Constant | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : ((a % b) + b) % b;
    case '**':
      return a ** b;
    case '|':
      return a | b;
    case '&':
      return a & b;
    case '<<':
      return b > 40 || b < 0 ? undefined : a * 2 ** b;
    default:
      return undefined;
  }
}

function repeated(text: string, times: number): string | undefined {
  return text.length * times > 4000 ? undefined : text.repeat(Math.max(times, 0));
}

/** The result of an operator on two constants, where it can be known. */
export function foldBinary(operator: string, left: Value, right: Value): Value {
  const a = left.constant;
  const b = right.constant;
  const type = left.type === 'bytes' || right.type === 'bytes' ? 'bytes' : undefined;
  const text = (value: string | undefined): Value => (value === undefined ? { taints: [], type: type ?? 'text' } : constantValue(value, type));
  if (typeof a === 'string' && typeof b === 'string' && operator === '+') return text(a + b);
  if (typeof a === 'string' && typeof b === 'number' && operator === '*') return text(repeated(a, b));
  if (typeof a === 'number' && typeof b === 'string' && operator === '*') return text(repeated(b, a));
  if (typeof a !== 'number' || typeof b !== 'number') return unknown;
  const folded = ofNumbers(operator, a, b);
  return folded === undefined || !Number.isSafeInteger(Math.trunc(Number(folded))) ? { taints: [], type: 'number' } : constantValue(folded);
}

const comparisons: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** What a comparison of two constants gives, where it can be known. */
export function foldComparison(operator: string, a: Constant | undefined, b: Constant | undefined): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (operator === '==' || operator === 'is') return a === b;
  if (operator === '!=' || operator === 'is not') return a !== b;
  if (typeof a === 'string' && typeof b === 'string' && operator.endsWith('in')) return b.includes(a) === (operator === 'in');
  const compare = comparisons[operator];
  if (compare === undefined || a === null || b === null || typeof a === 'boolean' || typeof b === 'boolean' || typeof a !== typeof b) return undefined;
  return compare(a, b);
}
