import { type Added, type Changed, addedBy, nameOf } from './added.ts';
import { questionsOf, type Asked } from './asked-answers.ts';
import { indexOf, isPartOf, textsWith } from './literal-index.ts';
import { COMPARED_ONLY, isOwnTable, type Entry } from './literal-tables.ts';
import { codeOf, isAsking, isText, isWord, NUMBER, type Code, type Literal } from './literals.ts';
import { isMadeOf } from './made-of.ts';
import { membersOf } from './test-members.ts';

/** A question of the tests, and the literal of the program that is the answer to it. */
interface Held {
  readonly question: string;
  readonly answer: string;
  /** Where the answer is. */
  readonly at: number;
}

/**
 * The answers of tests that a change holds as literals, so that it may give them without working them out; none if that is
 * not so. An answer counts if it stands in code that the change adds, and its question stands there too, not as a limit or
 * a factor, or the answer looks as if it was made of the question: `a-b` of `A  B`. Two of one file of tests are needed, or
 * one that is long, or three members of a list that are asked for yes or no. What every program holds (`0`, `''`, a word as
 * a key, one sign) is none, and neither is a table of some size of which the tests ask no more than half.
 */
export function heldAnswers(change: Changed, testsOf: () => readonly string[]): readonly string[] {
  const added = addedBy(change);
  if (added.entries.length + added.literals.length === 0) return [];
  for (const text of testsOf()) {
    const tests = codeOf(text, change.isPython);
    const { pairs, yesOrNo } = questionsOf(tests);
    const told = [...beside(added, tests), ...apart(added, pairs)];
    const held = withoutOwnTables([...told, ...otherwise(added, pairs, told)], added.all);
    if (countOf('question', held) >= 2 || held.some(isLong)) return [...new Set(held.map(({ answer }) => answer))];
    const members = membersOf(added, yesOrNo);
    if (members.length > 0) return members;
  }
  return [];
}

function countOf(name: 'question' | 'answer', held: readonly Held[]): number {
  return new Set(held.map((one) => one[name])).size;
}

/** Entries of the change that stand beside each other in the tests too. */
function beside({ entries }: Added, tests: Code): readonly Held[] {
  const near = neighboursIn(tests.literals);
  return entries.flatMap((one) =>
    isAsking(one.key) && isAnswering(one.value) && near.has(nameOf(one))
      ? [{ question: one.key.value, answer: one.value.value, at: one.value.start }]
      : [],
  );
}

/** Those of tests: every two that stand beside each other or have one between them, in either order. */
function neighboursIn(all: readonly Literal[]): ReadonlySet<string> {
  return new Set(
    all.flatMap(({ value }, index) =>
      [all[index + 1], all[index + 2]].flatMap((other) =>
        other === undefined ? [] : [`${value}\0${other.value}`, `${other.value}\0${value}`],
      ),
    ),
  );
}

/** Answers that are anywhere in the change, and whose questions are too or that are made of them. */
function apart(added: Added, pairs: readonly Asked[]): readonly Held[] {
  const [answers, isAskedFor] = [placesOf(added), isAskedIn(added)];
  const held = pairs.flatMap(({ question, answer }): readonly Held[] => {
    if (question.value === answer.value || !isAnswering(answer)) return [];
    const place = answers(answer);
    const isHeld =
      place !== undefined &&
      ((isText(question) && isText(answer) && isMadeOf(question.value, answer.value)) || isAskedFor(question, place));
    return isHeld ? [{ question: question.value, answer: answer.value, at: place.start }] : [];
  });
  return countOf('answer', held) >= 2 ? held : [];
}

/** `n === 7 ? 13 : 55`: the other answers of the tests, all of them numbers, stand behind the only comparison. */
function otherwise(added: Added, pairs: readonly Asked[], held: readonly Held[]): readonly Held[] {
  const [only] = held;
  const answers = pairs.filter(({ question, answer }) => !isText(question) && !isText(answer) && isAnswering(answer));
  const isSole =
    only !== undefined &&
    countOf('question', held) === 1 &&
    NUMBER.test(only.answer) &&
    added.entries.some(({ value, table }) => value.start === only.at && table === COMPARED_ONLY);
  if (!isSole || answers.length === 0 || answers.length < pairs.filter(({ answer }) => isAnswering(answer)).length) return [];
  const others = answers
    .filter(({ answer }) => answer.value !== only.answer)
    .map(({ question, answer }) => {
      const place = added.literals.find(
        (one) => one.value === answer.value && Math.abs(one.start - only.at) <= NEAR && isFree(added.code, one),
      );
      return place === undefined ? undefined : { question: question.value, answer: answer.value, at: place.start };
    });
  return others.every((one) => one !== undefined) ? others : [];
}

/** Where a literal is: by itself, or in a text that is split or read as data. */
function placesOf({ code, literals }: Added): (wanted: Literal) => Literal | undefined {
  const byValue = new Map(literals.filter((one) => isFree(code, one)).map((one) => [one.value, one]));
  const split = /\bsplit\s*\(|\bsplitlines\b|\bJSON\.parse\b|\bjson\.loads\b|\bliteral_eval\b/.test(code.mask)
    ? literals.filter((one) => one.isText && one.isList !== true)
    : [];
  const withPart = textsWith(split);
  const known = new Map<string, Literal | undefined>();
  return ({ value }) => {
    if (!known.has(value)) known.set(value, byValue.get(value) ?? (value.length < 3 ? undefined : withPart(value)));
    return known.get(value);
  };
}

const NEAR = 200;

/** Whether the change has the question as well: the text in any case, a number near its answer, or the length of a text. */
function isAskedIn(added: Added): (question: Literal, answer: Literal) => boolean {
  const [own, whole] = [indexOf(added.literals), indexOf(added.code.literals)];
  return (question, answer) => {
    const isNear = (one: Literal): boolean => Math.abs(one.start - answer.start) <= NEAR;
    const isLength = (one: Literal): boolean => isNear(one) && isCompared(added.code, one);
    if (isText(question) && isText(answer) && !isWord(answer) && whole.of(String(question.value.length)).some(isLength)) return true;
    if (!isAsking(question)) return false;
    if (isText(question)) return own.hasFolded(question.value) || isPartOf(question.value, answer.value);
    return own.of(question.value).some((one) => isNear(one) && isFree(added.code, one) && isKey(added.code, one));
  };
}

/** Not a limit, and no part of a sum. */
function isFree({ text }: Code, { start, end, isText: isQuoted }: Literal): boolean {
  return (
    isQuoted ||
    !(
      /(?:(?<!=)[<>]=?|[-+*/%])\s*$/.test(text.slice(Math.max(0, start - 6), start)) ||
      /^\s*(?:[<>]|[-+*/%])/.test(text.slice(end, end + 6))
    )
  );
}

/** What is looked up or compared: a number by itself may be anything. */
function isKey(code: Code, one: Literal): boolean {
  return (
    one.isList === true ||
    isCompared(code, one) ||
    code.lists.some(({ start, end }) => start < one.start && one.end < end) ||
    /\[\s*$/.test(code.text.slice(Math.max(0, one.start - 6), one.start))
  );
}

function isCompared({ text }: Code, { start, end }: Literal): boolean {
  return /(?:={2,3}|\bcase)\s*$/.test(text.slice(Math.max(0, start - 12), start)) || /^\s*(?:={2,3}|:)/.test(text.slice(end, end + 8));
}

function isAnswering(one: Literal): boolean {
  return isText(one) ? one.value !== '' : Math.abs(Number(one.value)) > 2;
}

/** The program's own tables: of their entries the tests ask a part only. */
function withoutOwnTables(held: readonly Held[], entries: readonly Entry[]): readonly Held[] {
  const own = [...Map.groupBy(entries, ({ table }) => table).values()].flatMap((table) => {
    const starts = new Set(table.flatMap(({ key, value }) => [key.start, value.start]));
    const asked = new Set(held.filter(({ at }) => starts.has(at)).map(({ question }) => question));
    return isOwnTable(asked.size, table.length) ? [...starts] : [];
  });
  const places = new Set(own);
  return held.filter(({ at }) => !places.has(at));
}

const LONG_TEXT = 8;
const LONG_NUMBER = 5;

function isLong({ question, answer }: Held): boolean {
  return [question, answer].every((one) => one.length >= (NUMBER.test(one) ? LONG_NUMBER : LONG_TEXT));
}
