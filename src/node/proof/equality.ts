import { linesOfSpans } from './changed-code.ts';
import { codeOnly, withoutComments } from './code-mask.ts';
import { idleScriptEqualities, type IdleEquality } from './script-equality.ts';

const METHOD =
  /^([ \t]*)(?:async[ \t]+)?def[ \t]+(__(?:eq|ne)__)[ \t]*\([ \t\n]*(\w+)[^(),]*,[ \t\n]*\*{0,2}(\w+)[^()]*\)[^:\n]*:(.*(?:\n(?:\1[ \t]+.*|[ \t]*)(?=\n|$))*)/gm;
const LAMBDA = /\b(__(?:eq|ne)__)[ \t]*=[ \t]*lambda[ \t]+(\w+)[^:\n]*?,[ \t]*\*{0,2}(\w+)[^:\n]*:([^\n]*)/g;
/** Everything that makes one, so that what cannot be read is not believed. */
const MADE = /\bdef[ \t]+(__(?:eq|ne)__)\b|\b(__(?:eq|ne)__)[ \t]*=(?!=)(?![ \t]*[\w.]+\.\2\b)[^\n]*/g;
/** A method that is set by its name, and what the standard library has that is equal to everything. */
const SET = /["'](__(?:eq|ne)__)["']|\bmock\b[^\n]*\b(ANY)\b/g;
/** They tell what something is, not what its value is. */
const TYPE_CHECK = /\b(?:isinstance|issubclass|hasattr|callable|type)[ \t]*\((?:[^()]|\([^()]*\))*\)|\b\w+\.__class__\b/g;
const DECIDING = /^[ \t]*(?:return|if|elif|while|for|raise|assert|match|case|yield)\b/;
const CONSTANT = /^(?:not[ \t]+)?(?:True|False|None|\d+)$/;

/** The name of a method of equality that a change adds or changes and that does not compare its own value with the other's. */
export function idleEqualities(base: string, result: string, isPython: boolean): string | undefined {
  const idleIn = isPython ? idlePythonEqualities : idleScriptEqualities;
  const before = idleIn(base);
  const countIn = (all: readonly IdleEquality[], code: string): number => all.filter((one) => one.code === code).length;
  return idleIn(result).find(({ code }, index, all) => countIn(all.slice(0, index + 1), code) > countIn(before, code))?.name;
}

/** One-based numbers of the lines of such methods: a mistake in one of them shows nothing. */
export function linesOfIdleEqualities(text: string, isPython: boolean): ReadonlySet<number> {
  const idle = isPython ? idlePythonEqualities(text) : idleScriptEqualities(text);
  return new Set(
    linesOfSpans(
      text,
      idle.map(({ start, code }) => ({ start, end: start + code.length })),
    ),
  );
}

function idlePythonEqualities(text: string): readonly IdleEquality[] {
  const code = codeOnly(text, true);
  const methods = [...code.matchAll(METHOD)].map(({ index: start, 0: all, 2: name = '', 3: self = '', 4: other = '', 5: body = '' }) => ({
    name,
    code: all,
    start,
    isIdle: !compares(body, self, other) || isConstant(body),
  }));
  const lambdas = [...code.matchAll(LAMBDA)].map(({ index: start, 0: all, 1: name = '', 2: self = '', 3: other = '', 4: body = '' }) => ({
    name,
    code: all,
    start,
    isIdle: !compares(`return ${body}`, self, other),
  }));
  const read = [...methods, ...lambdas];
  const unread = [...code.matchAll(MADE)]
    .map(({ index: start, 0: all, 1: defined, 2: assigned }) => ({ name: defined ?? assigned ?? '', code: all, start }))
    .filter(({ start: made }) => !read.some(({ start, code: all }) => start <= made && made < start + all.length));
  const set = [...withoutComments(text, true).matchAll(SET)].map(({ index: start, 0: all, 1: method, 2: any }) => ({
    name: method ?? any ?? '',
    code: all,
    start,
  }));
  return [...read.filter(({ isIdle }) => isIdle), ...unread, ...set];
}

function mentions(text: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => new RegExp(`\\b${name}\\b`).test(text));
}

/** Whether what decides depends on both, or on what was taken from them. */
function compares(body: string, self: string, other: string): boolean {
  const [own, others] = [new Set([self, 'super']), new Set([other])];
  for (const statement of statementsOf(body.replace(TYPE_CHECK, ''))) {
    const isOfBoth = mentions(statement, own) && mentions(statement, others);
    const targets = /^[ \t]*(?:for[ \t]+)?([\w, \t()*]+?)[ \t]*(?:\bin\b|=(?!=))/.exec(statement)?.[1]?.match(/\w+/g) ?? [];
    for (const from of [own, others].filter((names) => mentions(statement, names))) targets.forEach((target) => from.add(target));
    if (isOfBoth && DECIDING.test(statement)) return true;
  }
  return false;
}

/** One a line, whatever brackets they are spread over. */
function statementsOf(body: string): readonly string[] {
  let open = 0;
  const flat = body.replace(/\\\n/g, ' ').replace(/[()[\]{}\n]/g, (sign) => {
    if (sign === '\n') return open > 0 ? ' ' : sign;
    open += '([{'.includes(sign) ? 1 : -1;
    return sign;
  });
  return flat.split(/[\n;]|:(?=[ \t]*(?:return|raise|yield)\b)/);
}

/** Its only result is one constant, whatever it looks at. */
function isConstant(body: string): boolean {
  const returned = statementsOf(body)
    .flatMap((statement) => /^[ \t]*return\b(.*)$/.exec(statement)?.[1]?.trim() ?? [])
    .filter((value) => value !== 'NotImplemented');
  return returned.every((value) => CONSTANT.test(value)) && new Set(returned).size <= 1 && !/\b(?:raise|assert)\b/.test(body);
}
