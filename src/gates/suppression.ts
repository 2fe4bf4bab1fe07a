import type { GateId } from '../core/gate.ts';
import type { Complaint } from './complaint.ts';
import { linesOf } from './lines.ts';
import { oneForOne } from './one-for-one.ts';

/** A comment that tells a tool to keep silent, or code that does. */
export interface Suppression {
  readonly gate: GateId;
  /** What is written, white space collapsed: two suppressions are the same when this is. */
  readonly text: string;
  /** Offsets of what makes it work. */
  readonly start: number;
  readonly end: number;
  /** The zero-based line it is about; absent where it is about the whole file or an open range. */
  readonly line?: number;
  /** That line's text without white space. */
  readonly about?: string;
  /** Not a comment: it cannot be overwritten. */
  readonly inCode?: true;
  /** Names that an ESLint `global` comment declares. */
  readonly declares?: readonly string[];
  /** Of an ignore comment of ours: the rules it names, and the person's reason, empty where there is none. */
  readonly rules?: readonly string[];
  readonly reason?: string;
}

/** A comment's place in a text. */
export interface CommentRange {
  readonly start: number;
  readonly end: number;
}

interface Directive {
  readonly gate: GateId;
  /** Finds it in a comment; the group `key` is what makes it work. */
  readonly pattern: RegExp;
  readonly scope: 'file' | 'line' | 'next-line';
}

const scriptDirectives: readonly Directive[] = [
  { gate: 'types', pattern: /^[/*\s]*(?<key>@ts-(?:ignore|expect-error))/gimu, scope: 'next-line' },
  { gate: 'types', pattern: /^[/*\s]*(?<key>@ts-nocheck)/gimu, scope: 'file' },
  // JSDoc's ways to write `any`; they count in JavaScript.
  { gate: 'types', pattern: /(?<key>@type)\s*\{\s*(?:any|\*|\?)\s*\}/gu, scope: 'file' },
  { gate: 'lint', pattern: /^[/*\s]*(?<key>eslint-disable-next-line)\b/giu, scope: 'next-line' },
  { gate: 'lint', pattern: /^[/*\s]*(?<key>eslint-disable-line)\b/giu, scope: 'line' },
  { gate: 'lint', pattern: /^[/*\s]*(?<key>eslint-(?:disable|enable|env))(?![-\w])/giu, scope: 'file' },
  { gate: 'lint', pattern: /^\/\*\s*(?<key>eslint)\s+["']?[\w@/-]+["']?\s*:/gu, scope: 'file' },
  { gate: 'lint', pattern: /^\/\*\s*(?<key>globals?)\s+(?<names>[\w$][^*]*)/gu, scope: 'file' },
  { gate: 'lint', pattern: /^\/\*\s*(?<key>exported)\s+[\w$]/gu, scope: 'file' },
];

const pythonDirectives: readonly Directive[] = [
  { gate: 'lint', pattern: /#\s*(?<key>(?:ruff|flake8)\s*:\s*(?:noqa|disable|enable|ignore|file-ignore))/giu, scope: 'file' },
  { gate: 'lint', pattern: /#\s*(?<key>noqa)\b/giu, scope: 'line' },
  { gate: 'types', pattern: /#\s*(?<key>(?:type|ty)\s*:\s*ignore[\w-]*|mypy\s*:\s*(?:ignore|disable)[\w-]*)/giu, scope: 'line' },
  { gate: 'types', pattern: /#\s*(?<key>pyright\s*:\s*ignore)/giu, scope: 'line' },
  { gate: 'types', pattern: /#\s*(?<key>pyright\s*:)/giu, scope: 'file' },
];

/** Of scanners for secrets, which look for them anywhere in a text, whatever its language. */
const secretDirectives: readonly Directive[] = [
  { gate: 'secrets', pattern: /(?:\/\/|\/\*|#|<!--|--|;|^)[ \t*!-]*(?<key>secretlint-disable-next-line)\b/gimu, scope: 'next-line' },
  { gate: 'secrets', pattern: /(?:\/\/|\/\*|#|<!--|--|;|^)[ \t*!-]*(?<key>secretlint-disable-line)\b/gimu, scope: 'line' },
  { gate: 'secrets', pattern: /(?:\/\/|\/\*|#|<!--|--|;|^)[ \t*!-]*(?<key>secretlint-disable)(?![-\w])/gimu, scope: 'file' },
  {
    gate: 'secrets',
    pattern: /(?<key>gitleaks:allow|trufflehog:ignore|\bggignore\b|pragma:\s?(?:allow|white)list(?:\s|-nextline\s)secret)/giu,
    scope: 'line',
  },
];

const anyDirective =
  /secretlint|gitleaks|trufflehog|ggignore|pragma|eslint|globals?\s|exported\s|@ts-|@type\b|noqa|ruff|flake8|isort|pylint|pyright|mypy|type\s*:|ty\s*:/iu;

/** False only where no tool would find a comment that silences it. */
export function mayBeSilenced(text: string): boolean {
  return anyDirective.test(text);
}

function targetLine(text: string, start: number, scope: Directive['scope']): number | undefined {
  if (scope === 'file') return undefined;
  const lines = linesOf(text);
  const own = lines.position(start).line;
  if (scope === 'line') return own;
  let next = own + 1;
  while (next < lines.count && /^\s*(?:\/\/.*|\*.*)?$/u.test(lines.text(next))) next += 1;
  return next;
}

function suppressionOf(text: string, comment: CommentRange, found: { directive: Directive; match: RegExpExecArray }): Suppression {
  const { directive, match } = found;
  const key = match.groups?.['key'] ?? match[0];
  const start = comment.start + match.index + match[0].indexOf(key);
  const line = targetLine(text, start, directive.scope);
  const rest = text.slice(start, comment.end).split(/[\r\n]/u, 1)[0] ?? '';
  const names = match.groups?.['names']?.split(/[\s,]+/u).map((name) => name.replace(/:.*$/u, ''));
  return {
    gate: directive.gate,
    text: rest
      .replace(/\*\/\s*$/u, '')
      .replace(/\s+/gu, ' ')
      .trim(),
    start,
    end: start + key.length,
    ...(line === undefined ? {} : { line, about: linesOf(text).text(line).replace(/\s+/gu, '') }),
    ...(names ? { declares: names.filter((name) => /^[\w$]+$/u.test(name)) } : {}),
  };
}

/** The suppressions in a text's comments, in order. */
export function suppressionsIn(text: string, comments: readonly CommentRange[], language: 'script' | 'python'): Suppression[] {
  return suppressionsBy(language === 'script' ? scriptDirectives : pythonDirectives, text, comments);
}

/** What tells a scanner for secrets to keep silent. */
export function secretSuppressionsIn(text: string): Suppression[] {
  return suppressionsBy(secretDirectives, text, [{ start: 0, end: text.length }]);
}

function suppressionsBy(directives: readonly Directive[], text: string, comments: readonly CommentRange[]): Suppression[] {
  const all = comments.flatMap((comment) =>
    directives.flatMap((directive) =>
      [...text.slice(comment.start, comment.end).matchAll(directive.pattern)].map((match) =>
        suppressionOf(text, comment, { directive, match }),
      ),
    ),
  );
  const found: Suppression[] = [];
  for (const one of all) {
    if (!found.some((other) => other.start < one.end && one.start < other.end)) found.push(one);
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** The text with every comment that suppresses overwritten by as many characters, so that no place moves. */
export function withoutSuppressions(text: string, suppressions: readonly Suppression[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, inCode } of suppressions) {
    if (inCode) continue;
    result += text.slice(at, start) + '_'.repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}

/**
 * Splits a result's suppressions one for one. Kept: the base had it, about the same line. Added: the base had none left
 * of its text. What is neither was moved, or its line was changed: it is no new one, and silences nothing.
 */
export function splitByBase(
  base: readonly Suppression[],
  result: readonly Suppression[],
): { readonly kept: readonly Suppression[]; readonly added: readonly Suppression[] } {
  const whole = ({ gate, text, about }: Suppression): string => `${gate}\0${text}\0${about ?? ''}`;
  const loose = ({ gate, text }: Suppression): string => `${gate}\0${text}`;
  const { known: kept, fresh: changed } = oneForOne(base.map(whole), result, whole);
  const left = oneForOne(kept.map(whole), base, whole).fresh;
  return { kept, added: oneForOne(left.map(loose), changed, loose).fresh };
}

/** The finding that an added suppression is. */
export function complaintOfSuppression(text: string, suppression: Suppression): Complaint {
  const said = suppression.text.slice(0, 80);
  return {
    rule: 'centuria/added-suppression',
    message: suppression.inCode
      ? `This switches the type checker off (${said}). Type it properly.`
      : `This comment silences a check (${said}). Mend what the check complains about; only a person may silence it.`,
    severity: 'error',
    range: linesOf(text).range(suppression.start, suppression.end),
    blocks: true,
    anchor: suppression.text,
  };
}
