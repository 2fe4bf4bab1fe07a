import { enclosing, NUMBER, type Code, type Literal } from './literals.ts';

/** Two literals that stand together: what is asked, and what is answered. */
export interface Entry {
  readonly key: Literal;
  readonly value: Literal;
  /** The same for entries of one table, and for everything that is compared one after the other. */
  readonly table: number;
}

/** Between a key and its value in a table, or what is compared and what is returned: `=== 7) return 13`, `case 7: return 13`. */
const IN_TABLE = /^\s*(?::|=>)\s*$/;
/** Not the first of two choices. */
const IS_KEY = /[{,[]\s*$/;
const IN_LIST = /^\s*,\s*$/;
const COMPARED = /(?:={2,3}|\bcase)\s*$/;
const ANSWERED =
  /^\s*(?:={2,3}\s*[\w.$]+\s*)?(?:[)\]]*\s*:?\s*\{?\s*(?:return|[\w.$]+\s*=(?!=))\s*|\)*\s*(?:\?|&&|and\b)\s*|\)*\s*:\s*(?:return\s*)?)\(?$/;
const COMPARES = /^\s*={2,3}/;
/** Python's `13 if n == 7`. */
const ANSWERED_BEFORE = /^\s*\)?\s*if\s+[\w.[\]]+\s*==\s*$/;
/** `html: ` before a value. */
const NAMED = /[{,]\s*([\w$]+)\s*:\s*$/;
/** Of those that are compared. */
export const COMPARED_ONLY = -2;

interface Place {
  readonly key: Literal;
  readonly value: Literal;
  readonly at: number;
}

/** Keys with their values, and what is compared with what is then given back. */
export function entriesIn({ text, mask, literals }: Code): readonly Entry[] {
  const found = literals.flatMap((first, index): readonly Place[] => {
    const before = text.slice(Math.max(0, first.start - LONGEST_BETWEEN), first.start);
    const name = NAMED.exec(before)?.[1];
    if (name !== undefined && !NUMBER.test(name))
      return [{ key: { value: name, isText: true, start: first.start, end: first.start }, value: first, at: first.start }];
    const second = literals[index + 1];
    const place = second === undefined || second.start - first.end > LONGEST_BETWEEN ? undefined : entryOf(text, before, [first, second]);
    return place === undefined ? [] : [place];
  });
  const tables = enclosing(
    mask,
    found.map(({ at }) => at),
  );
  return found.map(({ key, value, at }, index) => ({
    key,
    value,
    table: at === COMPARED_ONLY ? COMPARED_ONLY : (tables[index] ?? COMPARED_ONLY),
  }));
}

const LONGEST_BETWEEN = 80;

function entryOf(text: string, before: string, [first, second]: readonly [Literal, Literal]): Place | undefined {
  const between = text.slice(first.end, second.start);
  if (ANSWERED_BEFORE.test(between)) return { key: second, value: first, at: COMPARED_ONLY };
  if (IN_TABLE.test(between) && IS_KEY.test(before)) return { key: first, value: second, at: first.start };
  const bracket = IN_LIST.test(between) ? wholeList(text, first, second) : undefined;
  if (bracket !== undefined) return { key: first, value: second, at: bracket };
  const isCompared = (COMPARED.test(before) || COMPARES.test(between)) && ANSWERED.test(between);
  return isCompared ? { key: first, value: second, at: COMPARED_ONLY } : undefined;
}

/** Where the bracket of a list of just two is. */
function wholeList(text: string, first: Literal, second: Literal): number | undefined {
  const before = /[[(]\s*$/.exec(text.slice(Math.max(0, first.start - 12), first.start));
  return before !== null && /^\s*[\])]/.test(text.slice(second.end, second.end + 12)) ? first.start - before[0].length : undefined;
}

const OWN_ENTRIES = 6;

/** Of a table with so many entries, the tests ask no more than half. */
export function isOwnTable(asked: number, entries: number): boolean {
  return entries >= OWN_ENTRIES && asked * 2 <= entries;
}
