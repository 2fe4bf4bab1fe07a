import { withoutComments } from './code-mask.ts';

interface Changed {
  readonly base: string;
  readonly result: string;
  readonly isPython: boolean;
}

/** Two literals that stand together: what is asked, and what is answered. */
interface Pair {
  readonly key: string;
  readonly value: string;
}

const LITERAL = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\$])*)`|(?<![\w.$])(-?\d[\d_]*(?:\.\d+)?)(?![\w.]|\s*:\s*(?:number|string|int|str)\b)/g;
/** Between a key and its value in a table, or what is compared and what is returned: `=== 7) return 13`, `case 7: return 13`. */
const IN_TABLE = /^\s*(?::|=>)\s*$/;
const IN_LIST = /^\s*,\s*$/;
const COMPARED = /(?:={2,3}|\bcase)\s*$/;
const ANSWERED = /^\s*(?:[)\]]*\s*:?\s*\{?\s*(?:return|[\w.$]+\s*=(?!=))\s*|\)*\s*(?:\?|&&|and\b)\s*|\)*\s*:\s*(?:return\s*)?)\(?$/;
/** Python's `13 if n == 7`. */
const ANSWERED_BEFORE = /^\s*\)?\s*if\s+[\w.[\]]+\s*==\s*$/;

const NUMBER = /^-?\d+(?:\.\d+)?$/;

interface Literal {
  readonly value: string;
  readonly isText: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * Whether a change answers what a file of tests asks by the tests' own answers: it adds two or more pairs of a literal and
 * the answer to it that one file of tests has too, or one of long literals, and no more pairs of other ones. What every
 * program holds (`0`, `''`, a word as a key, one sign) is no such pair, so a table of words or signs is none.
 */
export function holdsTestAnswers({ base, result, isPython }: Changed, testsOf: () => readonly string[]): boolean {
  const old = new Set(pairsIn(withoutComments(base, isPython)).map(nameOf));
  const added = new Map(pairsIn(withoutComments(result, isPython)).filter((pair) => !old.has(nameOf(pair))).map((pair) => [nameOf(pair), pair]));
  if (added.size < 2 && ![...added.values()].some(isLong)) return false;
  return testsOf().some((text) => {
    const asked = neighboursIn(withoutComments(text, isPython));
    const held = [...added].flatMap(([name, pair]) => (asked.has(name) ? [pair] : []));
    const isMany = new Set(held.map(({ key }) => key)).size >= 2 || held.some(isLong);
    return isMany && held.length * 2 >= added.size;
  });
}

function nameOf({ key, value }: Pair): string {
  return `${key}\0${value}`;
}

function literalsIn(code: string): readonly Literal[] {
  return [...code.matchAll(LITERAL)].map(({ index: start, 0: all, 1: single, 2: double, 3: template, 4: number }) => {
    const value = single ?? double ?? template ?? String(Number((number ?? '').replaceAll('_', '')));
    return { value, isText: number === undefined, start, end: start + all.length };
  });
}

/** Those of code: keys with their values, and what is compared with what is then given back. */
function pairsIn(code: string): readonly Pair[] {
  const all = literalsIn(code);
  return all.flatMap((first, index) => {
    const second = all[index + 1];
    if (second === undefined) return [];
    const between = code.slice(first.end, second.start);
    if (between.length > 80) return [];
    const [asked, answered] = ANSWERED_BEFORE.test(between) ? [second, first] : [first, second];
    const isPair = asked === second || IN_TABLE.test(between) || (IN_LIST.test(between) && isWholeList(code, first, second)) || (COMPARED.test(code.slice(Math.max(0, first.start - 12), first.start)) && ANSWERED.test(between));
    return isPair && isTelling(asked) && isAnswer(answered) ? [{ key: asked.value, value: answered.value }] : [];
  });
}

function isWholeList(code: string, first: Literal, second: Literal): boolean {
  return /[[(]\s*$/.test(code.slice(Math.max(0, first.start - 12), first.start)) && /^\s*[\])]/.test(code.slice(second.end, second.end + 12));
}

/** No word and no single sign: those are keys of tables of every kind. */
function isTelling({ value, isText }: Literal): boolean {
  return isText && !NUMBER.test(value) ? value.length > 1 && !/^[\p{L}_][\p{L}\d_-]*$/u.test(value) : Math.abs(Number(value)) > 2;
}

function isAnswer({ value, isText }: Literal): boolean {
  return isText && !NUMBER.test(value) ? value !== '' : Math.abs(Number(value)) > 2;
}

const LONG_TEXT = 8;
const LONG_NUMBER = 5;

function isLong({ key, value }: Pair): boolean {
  return [key, value].every((one) => one.length >= (NUMBER.test(one) ? LONG_NUMBER : LONG_TEXT));
}

/** Those of tests: every two that stand beside each other or have one between them, in either order. */
function neighboursIn(code: string): ReadonlySet<string> {
  const all = literalsIn(code);
  const near = all.flatMap(({ value: key }, index) => [all[index + 1], all[index + 2]].flatMap((other) => (other === undefined ? [] : [{ key, value: other.value }, { key: other.value, value: key }])));
  return new Set(near.map(nameOf));
}
