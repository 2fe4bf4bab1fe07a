import { codeOnly } from './code-mask.ts';

/** A text with one small mistake in it. */
export interface Mutant {
  /** One-based. */
  readonly line: number;
  /** `< in place of <=`. */
  readonly what: string;
  readonly text: string;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** The mistakes that programmers make, after Offutt's five sufficient operators and the removal of statements. */
type Operator = (code: string, text: string, isPython: boolean) => Iterable<Edit>;

const SWAPS: ReadonlyMap<string, string> = new Map([
  ['===', '!=='],
  ['!==', '==='],
  ['==', '!='],
  ['!=', '=='],
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['%', '*'],
  ['//', '*'],
  ['**', '*'],
  ['+=', '-='],
  ['-=', '+='],
  ['&&', '||'],
  ['||', '&&'],
  ['??', '&&'],
  ['and', 'or'],
  ['or', 'and'],
  ['in', 'not in'],
  ['is', 'is not'],
  ['is not', 'is'],
  ['true', 'false'],
  ['false', 'true'],
  ['True', 'False'],
  ['False', 'True'],
]);

/** An operator between blanks; in scripts a `<` without them may begin a type. */
const BETWEEN =
  /(?<=[\w)\]"'`]\s*\s)(?:===|!==|==|!=|<=|>=|<|>|\+=|-=|\*\*|\/\/|\+|-|\*|\/|%|&&|\|\||\?\?)(?=\s)|(?<=\s)(?:is not|not in|and|or|is)(?=\s)|\b(?:true|false|True|False)\b/g;
const PYTHON_IN = /(?<!\bfor\s[^\n]*)(?<=\s)in(?=\s)/g;

function* swapped(code: string, _text: string, isPython: boolean): Iterable<Edit> {
  const found = [...code.matchAll(BETWEEN), ...(isPython ? code.matchAll(PYTHON_IN) : [])];
  for (const { index, 0: word } of found) {
    if (!isPython && /^[a-z]/.test(word) && word !== 'true' && word !== 'false') continue;
    const to = SWAPS.get(word);
    if (to !== undefined) yield { start: index, end: index + word.length, to };
  }
  for (const { index, 0: word } of code.matchAll(/\+\+|--/g))
    if (!isPython) yield { start: index, end: index + 2, to: word === '++' ? '--' : '++' };
}

/** `if (a)` with the condition turned round. */
function* negated(code: string, text: string, isPython: boolean): Iterable<Edit> {
  if (isPython) {
    for (const { index, 0: all, 1: head = '', 2: condition = '' } of code.matchAll(/^([ \t]*(?:if|elif|while)[ \t]+)(.+)(?=:[ \t]*$)/gm)) {
      if (condition.trim() !== '')
        yield { start: index + head.length, end: index + all.length, to: `not (${text.slice(index + head.length, index + all.length)})` };
    }
    return;
  }
  for (const { index, 0: head } of code.matchAll(/\b(?:if|while)\s*\(/g)) {
    const start = index + head.length;
    const end = closing(code, start);
    if (end !== undefined) yield { start, end, to: `!(${text.slice(start, end)})` };
  }
}

/** Where the bracket that was opened before `from` is closed. */
function closing(code: string, from: number): number | undefined {
  let open = 1;
  for (let at = from; at < code.length; at++) {
    if (code[at] === '(') open += 1;
    else if (code[at] === ')' && --open === 0) return at;
  }
  return undefined;
}

/** A number one too large, a text that is another. */
function* constants(code: string, text: string, isPython: boolean): Iterable<Edit> {
  for (const { index, 0: number } of code.matchAll(/(?<![\w.$])\d+(?![\w.])/g))
    yield { start: index, end: index + number.length, to: String(BigInt(number) + 1n) };
  for (const { index, 0: literal } of text.matchAll(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g)) {
    const isString = code[index] === ' ' && text[index - 1] !== literal[0] && !/^\s*(?:import|from|export)\b.*$/.test(lineAt(text, index));
    if (isString && !(isPython && /^[ \t]*["']/.test(lineAt(text, index))))
      yield { start: index + 1, end: index + literal.length - 1, to: literal.length > 2 ? '' : 'mutant' };
  }
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
}

/** A statement of one line left out, a value not given back. */
function* removed(code: string, _text: string, isPython: boolean): Iterable<Edit> {
  const returns = isPython ? /(?<=^[ \t]*return[ \t]+)[^\n\r]+$/gm : /(?<=\breturn[ \t]+)[^\n\r;{([]+(?:\([^\n\r;{]*)?(?=;|\s*\})/g;
  for (const { index, 0: value } of code.matchAll(returns)) {
    if (isBalanced(value)) yield { start: index, end: index + value.length, to: isPython ? 'None' : 'undefined' };
  }
  const calls = isPython
    ? /^([ \t]+)([A-Za-z_][\w.]*\([^\n\r]*\)|[A-Za-z_][\w.[\]]*[ \t]*(?:[+*/|&-])=[^\n\r=][^\n\r]*)[ \t]*$/gm
    : /^([ \t]+)((?:await[ \t]+)?[A-Za-z_$][\w.$]*\([^\n\r]*\);|[A-Za-z_$][\w.$[\]]*[ \t]*[+*/|&-]?=[^\n\r=>][^\n\r]*;)[ \t]*$/gm;
  for (const { index, 1: blank = '', 2: statement = '' } of code.matchAll(calls)) {
    if (isBalanced(statement))
      yield { start: index + blank.length, end: index + blank.length + statement.length, to: isPython ? 'pass' : ';' };
  }
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const sign of text) {
    if ('([{'.includes(sign)) open += 1;
    if (')]}'.includes(sign) && --open < 0) return false;
  }
  return open === 0;
}

const OPERATORS: readonly Operator[] = [negated, swapped, removed, constants];

/**
 * Texts with one mistake each in one of the lines, at most `most`: of each line in turn, so that all have one before any has
 * two. A mistake may be none that can be noticed, or break the text's syntax.
 */
export function mutantsOf(
  text: string,
  { lines, isPython, most }: { readonly lines: ReadonlySet<number>; readonly isPython: boolean; readonly most: number },
): readonly Mutant[] {
  const code = codeOnly(text, isPython);
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: end }) => index + end.length)];
  const byLine = new Map<number, Mutant[]>();
  for (const operator of OPERATORS) {
    for (const { start, end, to } of operator(code, text, isPython)) {
      const line = starts.findLastIndex((one) => one <= start) + 1;
      if (!lines.has(line)) continue;
      const all = byLine.get(line) ?? [];
      all.push({
        line,
        what: `${to || 'nothing'} in place of ${text.slice(start, end)}`,
        text: text.slice(0, start) + to + text.slice(end),
      });
      byLine.set(line, all);
    }
  }
  return inTurn([...byLine].toSorted(([one], [other]) => one - other).map(([, mutants]) => mutants)).slice(0, most);
}

function inTurn(lists: readonly (readonly Mutant[])[]): readonly Mutant[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}
