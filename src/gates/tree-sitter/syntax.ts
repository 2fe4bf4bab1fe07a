import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import type { Lines } from '../lines.ts';
import { oneForOne } from '../one-for-one.ts';
import { cppParts } from './c-in-cpp.ts';
import type { CppPart } from './c-in-cpp.ts';
import { changedLines, touches } from './changed-lines.ts';
import type { LineSpan } from './changed-lines.ts';
import type { Grammars } from './grammars.ts';
import { treeLanguage } from './languages.ts';
import type { TreeLanguageId } from './languages.ts';
import { syntaxErrorsOf } from './syntax-errors.ts';
import type { SyntaxError } from './syntax-errors.ts';
import { whyUnsure } from './unsure.ts';

/** A text of a language that is read with a grammar. */
export interface TreeText {
  readonly languageId: TreeLanguageId;
  readonly text: string;
  /** The text before the change, where there is one: it says whether the grammar can read the file at all. */
  readonly base?: string;
}

/** A text as the grammar reads it. */
interface Reading {
  readonly languageId: TreeLanguageId;
  readonly text: string;
  readonly lines: Lines;
  readonly errors: readonly SyntaxError[];
  readonly parts: readonly CppPart[];
}

async function read(grammars: Grammars, languageId: TreeLanguageId, text: string): Promise<Reading> {
  const { grammar } = treeLanguage(languageId);
  const found = await grammars.withTree(grammar, text, (tree) => ({
    errors: tree.rootNode.hasError ? syntaxErrorsOf(tree, text) : [],
    parts: languageId === 'c' ? cppParts(tree) : [],
  }));
  return { languageId, text, lines: linesOf(text), ...found };
}

/** How many lines above and below an error are looked at for what may explain it. */
const near = 2;

function spanOf({ lines }: Reading, { area }: SyntaxError): LineSpan {
  return { start: lines.position(area.start).line, end: lines.position(area.end).line + 1 };
}

/** A macro that opens a block, `for_each(x) { … }`, looks like a call without its semicolon. */
function opensBlock(text: string, { missing, start }: SyntaxError): boolean {
  return missing === ';' && /\)\s*$/u.test(text.slice(Math.max(start - 80, 0), start)) && /^\s*\{/u.test(text.slice(start, start + 80));
}

/** Why an error may be none, whatever the change. */
function doubtOf(reading: Reading, error: SyntaxError): string | undefined {
  const { languageId, text, lines } = reading;
  if (error.hidden) return 'a token without a name is missing';
  const preprocessed = treeLanguage(languageId).preprocessed === true;
  if (preprocessed && opensBlock(text, error)) return 'a macro may be beside it';
  const { start, end } = spanOf(reading, error);
  const around = Array.from({ length: Math.min(end + near, start + 200) - Math.max(start - near, 0) }, (_, index) =>
    lines.text(Math.max(start - near, 0) + index),
  );
  return whyUnsure(languageId, around);
}

function complaintOf({ languageId, lines }: Reading, error: SyntaxError, doubt: string | undefined): Complaint {
  const { message, start, end } = error;
  const range = lines.range(start, end);
  const common = { rule: `${languageId}-syntax`, message, range };
  if (doubt === undefined) return { ...common, severity: 'error', blocks: true };
  const line = lines.text(range.startLine).trim().slice(0, 80);
  return { ...common, severity: 'warning', blocks: false, doubt: `the grammar cannot read \`${line}\` (${message}): ${doubt}` };
}

/** An error by itself: in a language with a preprocessor none is certain, since nothing says that the text was ever readable. */
function alone(reading: Reading, error: SyntaxError): Complaint {
  const preprocessed = treeLanguage(reading.languageId).preprocessed === true;
  return complaintOf(
    reading,
    error,
    doubtOf(reading, error) ?? (preprocessed ? 'a macro that is defined elsewhere may explain it' : undefined),
  );
}

function partComplaint({ languageId, lines }: Reading, { what, start, end }: CppPart): Complaint {
  const doubt = `the text has a ${what}, which C does not have (C is read with the grammar of C++)`;
  return {
    rule: `${languageId}-syntax`,
    message: `a ${what} is no C`,
    severity: 'warning',
    range: lines.range(start, end),
    blocks: false,
    doubt,
  };
}

function keyOf({ lines }: Reading, { message, start }: SyntaxError): string {
  return `${message}\0${lines.text(lines.position(start).line).replace(/\s+/gu, '')}`;
}

/** The errors of a result that its base has not, one for one, and the others. */
function splitByBase(base: Reading, result: Reading): { readonly known: readonly SyntaxError[]; readonly fresh: readonly SyntaxError[] } {
  return oneForOne(
    base.errors.map((error) => keyOf(base, error)),
    result.errors,
    (error) => keyOf(result, error),
  );
}

function lineTexts({ lines }: Reading): string[] {
  return Array.from({ length: lines.count }, (_, line) => lines.text(line));
}

/** What keeps it from being said that a change brought an error: the grammar could not read the text before either. */
function againstBase(base: Reading, result: Reading): Complaint[] {
  const changed = changedLines(lineTexts(base), lineTexts(result));
  const { known, fresh } = splitByBase(base, result);
  const unreadBefore = base.errors.some((error) => touches(spanOf(base, error), changed.base));
  const preprocessed = treeLanguage(result.languageId).preprocessed === true;
  const doubtOfFresh = (error: SyntaxError): string | undefined => {
    if (unreadBefore) return 'it could not read what was there before either';
    const isElsewhere = !touches(spanOf(result, error), changed.result);
    if (isElsewhere && (preprocessed || base.errors.length > 0)) return 'the change is elsewhere';
    return doubtOf(result, error);
  };
  const skipped = known.find((error) => touches(spanOf(result, error), changed.result));
  return [
    ...known.map((error) => alone(result, error)),
    ...fresh.map((error) => complaintOf(result, error, doubtOfFresh(error))),
    // What is inside of a known error was skipped by the parser, and a change there with it.
    ...(skipped === undefined ? [] : [complaintOf(result, { ...skipped, message: 'this was not checked' }, 'the change is beside it')]),
  ];
}

/** The gate `syntax` of a language that is read with a grammar. */
export async function treeSyntax({ languageId, text, base }: TreeText, grammars: Grammars): Promise<Analysis> {
  const result = await read(grammars, languageId, text);
  const parts = result.parts.map((part) => partComplaint(result, part));
  if (result.errors.length === 0) return { ok: true, complaints: parts };
  const before = base === undefined ? undefined : await read(grammars, languageId, base);
  const complaints = before ? againstBase(before, result) : result.errors.map((error) => alone(result, error));
  return { ok: true, complaints: [...complaints, ...parts] };
}
