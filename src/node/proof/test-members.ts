import type { Added } from './added.ts';
import { isOwnTable } from './literal-tables.ts';
import { enclosing, isAsking, within, type Code, type Literal } from './literals.ts';

const LEAST_MEMBERS = 3;

/** What a list, a table of yes and no, or a row of comparisons of the change names and the tests ask yes or no for. */
export function membersOf({ code, literals }: Added, yesOrNo: ReadonlySet<string>): readonly string[] {
  const added = new Set(literals.map(({ value }) => value));
  for (const group of groupsIn(code)) {
    const members = new Set(group.filter(isAsking).map(({ value }) => value));
    const asked = [...members].filter((value) => yesOrNo.has(value) && added.has(value));
    if (asked.length >= LEAST_MEMBERS && !isOwnTable(asked.length, members.size)) return asked;
  }
  return [];
}

function groupsIn({ text, mask, literals, lists }: Code): readonly (readonly Literal[])[] {
  const inLists = lists.map(({ start, end }) => within(literals, [start, end]));
  const answered = literals.filter(({ end }) => /^\s*:\s*(?:true|false)\b/i.test(text.slice(end, end + 40)));
  const tables = enclosing(
    mask,
    answered.map(({ start }) => start),
  );
  const inTables = Map.groupBy(answered, (_, index) => tables[index] ?? -1);
  const compared = literals.filter(({ start }) => /(?:={2,3}|\bcase)\s*$/.test(text.slice(Math.max(0, start - 12), start)));
  return [...inLists, ...inTables.values(), compared];
}
