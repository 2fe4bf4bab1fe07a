import { besides, within, type Code, type Literal } from './literals.ts';

/** What a test asks, and what it expects for that. */
export interface Asked {
  readonly question: Literal;
  readonly answer: Literal;
}

/** What one file of tests asks. */
export interface Questions {
  readonly pairs: readonly Asked[];
  /** Asked for yes or no. */
  readonly yesOrNo: ReadonlySet<string>;
}

const COMPARING =
  /\b(?:assert\w*Equals?|(?:strict|deep|deepStrict|loosely)?[eE]quals?|is|same|eql?|toBe|to(?:Strict)?Equal|toBeCloseTo|toMatchObject)\s*\(/g;
const AFFIRMING = /\b(?:assertTrue|assertFalse|assert|ok|isTrue|isFalse|truthy|falsy)\s*\(/g;
const ROW = /(?<![\w)\]])[[({](?=[^[\](){}]*[\])}])/g;
const YES_OR_NO = /^\s*(?:true|false)\s*$/i;

/** What the assertions of a file of tests, and the rows of its tables, ask and expect. Others tell nothing. */
export function questionsOf(code: Code): Questions {
  const pairs: Asked[] = [];
  const yesOrNo = new Set<string>();
  const named = namedIn(code);
  for (const [one, other] of [...compared(code), ...rows(code)]) {
    for (const [asked, expected] of [
      [one, other],
      [other, one],
    ] as const) {
      if (YES_OR_NO.test(textOf(code, expected))) named(asked).forEach(({ value }) => yesOrNo.add(value));
      else if (isLiteral(code, expected) || IDENTIFIER.test(textOf(code, expected)))
        pairs.push(...named(asked).flatMap((question) => named(expected).map((answer) => ({ question, answer }))));
    }
  }
  for (const asked of affirmed(code)) named(asked).forEach(({ value }) => yesOrNo.add(value));
  return { pairs, yesOrNo };
}

type Part = readonly [start: number, end: number];

function textOf({ text }: Code, [start, end]: Part): string {
  return text.slice(start, end);
}

/** A longer list of them is no answer that a program would have to hold. */
const MOST_LITERALS = 40;

function literalsOf({ literals, lists }: Code, part: Part): readonly Literal[] {
  const own = [...within(literals, part), ...within(lists, part)];
  return own.length > MOST_LITERALS ? [] : own;
}

/** `expected = ` before a literal. */
const GIVEN = /\b([A-Za-z_$][\w$]*)\s*(?::\s*[\w.[\]<>| ]+)?=\s*$/;
const IDENTIFIER = /^\s*[A-Za-z_$][\w$]*\s*$/;

/** The literals of a part, also those that a name in it was given last before. */
function namedIn(code: Code): (part: Part) => readonly Literal[] {
  const given = [...code.literals, ...code.lists].flatMap((literal) => {
    const name = GIVEN.exec(code.text.slice(Math.max(0, literal.start - 60), literal.start))?.[1];
    return name === undefined ? [] : [{ name, literal }];
  });
  const byName = Map.groupBy(given, ({ name }) => name);
  return (part) => {
    const names = new Set(code.mask.slice(part[0], Math.min(part[1], part[0] + LONGEST_ACTUAL)).match(/[A-Za-z_$][\w$]*/g));
    const assigned = [...names].flatMap((name) => byName.get(name)?.findLast(({ literal }) => literal.end <= part[0])?.literal ?? []);
    return [...literalsOf(code, part), ...assigned];
  };
}

/** Of literals alone, however they are put together. */
function isLiteral(code: Code, [start, end]: Part): boolean {
  const own = within(code.literals, [start, end]);
  // Python's `r'…'` and the like belong to the literal.
  const isMarked = ({ start: at, isText }: Literal): boolean =>
    isText && /(?<!\w)[rbuf]$/i.test(code.text.slice(Math.max(start, at - 2), at));
  const rest = besides(
    code.text,
    [start, end],
    own.map((one) => ({ start: isMarked(one) ? one.start - 1 : one.start, end: one.end })),
  );
  return own.length > 0 && /^(?:[\s()[\]{},:+]|\w+\s*:)*$/.test(rest);
}

function compared(code: Code): readonly (readonly [Part, Part])[] {
  const calls = [...code.mask.matchAll(COMPARING)].flatMap(({ index, 0: all }): (readonly [Part, Part])[] => {
    const [first, second] = partsFrom(code.mask, index + all.length);
    const actual = expectedBefore(code.mask, index);
    if (first !== undefined && actual !== undefined) return [[actual, first]];
    return first === undefined || second === undefined ? [] : [[first, second]];
  });
  const statements = asserts(code).flatMap(([start, end]): (readonly [Part, Part])[] => {
    const [sign] = atTop(code.mask, [start, end], /==|\bis\b(?!\s+not)/g);
    return sign === undefined
      ? []
      : [
          [
            [start, sign[0]],
            [sign[1], end],
          ],
        ];
  });
  return [...calls, ...statements];
}

function affirmed(code: Code): readonly Part[] {
  const calls = [...code.mask.matchAll(AFFIRMING)].flatMap(({ index, 0: all }) => partsFrom(code.mask, index + all.length).slice(0, 1));
  const statements = asserts(code).filter((part) => atTop(code.mask, part, /[=!<>]=|[<>]|\b(?:is|in|and|or)\b/g).length === 0);
  return [...calls, ...statements];
}

const LONGEST_ACTUAL = 2_000;

/** The value of `expect(value).toBe(`, seen from `toBe`. */
function expectedBefore(mask: string, index: number): Part | undefined {
  const start = Math.max(0, index - LONGEST_ACTUAL);
  const before = mask.slice(start, index);
  const from = before.lastIndexOf('expect(');
  if (from < 0 || !/\)(?:\s*\.\s*\w+)*\s*\.\s*$/.test(before.slice(from))) return undefined;
  return partsFrom(mask, start + from + 'expect('.length)[0];
}

/** What stands between a bracket and the one that closes it, parted by its commas. */
function partsFrom(mask: string, start: number): readonly Part[] {
  const parts: Part[] = [];
  let [depth, from] = [0, start];
  for (let at = start; at < mask.length; at++) {
    const sign = mask[at] ?? '';
    if (')]}'.includes(sign)) depth -= 1;
    if (depth < 0 || (depth === 0 && sign === ',')) {
      parts.push([from, at]);
      from = at + 1;
    }
    if (depth < 0) break;
    if ('([{'.includes(sign)) depth += 1;
  }
  return parts.filter(([begin, end]) => end > begin);
}

/** The conditions of Python's assertions, without the message and the brackets around. */
function asserts({ mask, text }: Code): readonly Part[] {
  return [...mask.matchAll(/^[ \t]*assert\b(?![.(]?\w*\.)/gm)].flatMap(({ index, 0: all }) => {
    let start = index + all.length;
    let end = atTop(mask, [start, mask.length], /(?<!\\)\n|,/g)[0]?.[0] ?? mask.length;
    const inner = /^\s*\(/.exec(text.slice(start, end));
    const own = inner === null ? undefined : partsFrom(mask, start + inner[0].length);
    if (own?.length === 1 && inner !== null && text.slice((own[0]?.[1] ?? 0) + 1, end).trim() === '') [start, end] = own[0] ?? [start, end];
    return [[start, end] as const];
  });
}

/** Where a pattern is met outside of all brackets of a part. */
function atTop(mask: string, [start, end]: Part, pattern: RegExp): readonly Part[] {
  const found: Part[] = [];
  let [depth, at] = [0, start];
  for (const { index, 0: all } of mask.slice(start, end).matchAll(pattern)) {
    for (; at < start + index; at++) depth += '([{'.includes(mask[at] ?? '') ? 1 : ')]}'.includes(mask[at] ?? '') ? -1 : 0;
    if (depth < 0) break;
    if (depth > 0) continue;
    found.push([start + index, start + index + all.length]);
    if (all === '\n' || all === ',') break;
  }
  return found;
}

/** `('a b', 'a-b')` in a table of a parametrized test: which of the two is asked, its names say, which are not read. */
function rows(code: Code): readonly (readonly [Part, Part])[] {
  return [...code.mask.matchAll(ROW)].flatMap(({ index }): (readonly [Part, Part])[] => {
    const parts = partsFrom(code.mask, index + 1);
    const [first, last] = [parts[0], parts.at(-1)];
    const isNamed = code.mask[index] !== '{' || parts.every((part) => /^\s*\w+\s*:/.test(textOf(code, part)));
    const isRow =
      isNamed &&
      /[[(,]\s*$/.test(code.mask.slice(Math.max(0, index - 40), index)) &&
      first !== undefined &&
      last !== undefined &&
      parts.length >= 2 &&
      parts.length <= 4;
    return isRow && parts.every((part) => isLiteral(code, part) || YES_OR_NO.test(textOf(code, part))) ? [[first, last]] : [];
  });
}
