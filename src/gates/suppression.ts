import type { GateId } from '../core/gate.ts';
import type { Complaint } from './complaint.ts';
import { linesOf } from './lines.ts';

/** A comment that tells a tool to keep silent. */
export interface Suppression {
  readonly gate: GateId;
  /** What is written, white space collapsed: two suppressions are the same when this is. */
  readonly text: string;
  /** Offsets of what makes it work. */
  readonly start: number;
  readonly end: number;
  /** The zero-based line it is about; absent where it is about the whole file or an open range. */
  readonly line?: number;
  /** Names that an ESLint `global` comment declares. */
  readonly declares?: readonly string[];
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
  { gate: 'types', pattern: /^[/*\s]*(?<key>@ts-(?:ignore|expect-error))/gmu, scope: 'next-line' },
  { gate: 'types', pattern: /^[/*\s]*(?<key>@ts-nocheck)/gmu, scope: 'file' },
  { gate: 'lint', pattern: /^[/*\s]*(?<key>eslint-disable-next-line)\b/gu, scope: 'next-line' },
  { gate: 'lint', pattern: /^[/*\s]*(?<key>eslint-disable-line)\b/gu, scope: 'line' },
  { gate: 'lint', pattern: /^[/*\s]*(?<key>eslint-(?:disable|enable|env))(?![-\w])/gu, scope: 'file' },
  { gate: 'lint', pattern: /^\/\*\s*(?<key>eslint)\s+["']?[\w@/-]+["']?\s*:/gu, scope: 'file' },
  { gate: 'lint', pattern: /^\/\*\s*(?<key>globals?)\s+(?<names>[\w$][^*]*)/gu, scope: 'file' },
  { gate: 'lint', pattern: /^\/\*\s*(?<key>exported)\s+[\w$]/gu, scope: 'file' },
];

const pythonDirectives: readonly Directive[] = [
  { gate: 'lint', pattern: /#\s*(?<key>(?:ruff|flake8)\s*:\s*(?:noqa|disable|enable|ignore|file-ignore))/giu, scope: 'file' },
  { gate: 'lint', pattern: /#\s*(?<key>noqa)\b/giu, scope: 'line' },
  { gate: 'lint', pattern: /#\s*(?<key>(?:type|pyright|mypy|ty)\s*:\s*(?:ignore|disable|basic|off)[\w-]*)/giu, scope: 'line' },
];

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
    text: rest.replace(/\*\/\s*$/u, '').replace(/\s+/gu, ' ').trim(),
    start,
    end: start + key.length,
    ...(line === undefined ? {} : { line }),
    ...(names ? { declares: names.filter((name) => /^[\w$]+$/u.test(name)) } : {}),
  };
}

/** The suppressions in a text's comments, in order. */
export function suppressionsIn(text: string, comments: readonly CommentRange[], language: 'script' | 'python'): Suppression[] {
  const directives = language === 'script' ? scriptDirectives : pythonDirectives;
  const all = comments.flatMap((comment) =>
    directives.flatMap((directive) =>
      [...text.slice(comment.start, comment.end).matchAll(directive.pattern)].map((match) => suppressionOf(text, comment, { directive, match })),
    ),
  );
  const found: Suppression[] = [];
  for (const one of all) {
    if (!found.some((other) => other.start < one.end && one.start < other.end)) found.push(one);
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** The text with every suppression overwritten by as many characters, so that no place moves. */
export function withoutSuppressions(text: string, suppressions: readonly Suppression[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of suppressions) {
    result += text.slice(at, start) + '_'.repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}

/** Splits a result's suppressions into those that the base had too, one for one, and those that were added. */
export function splitByBase(
  base: readonly Suppression[],
  result: readonly Suppression[],
): { readonly kept: readonly Suppression[]; readonly added: readonly Suppression[] } {
  const left = new Map<string, number>();
  for (const { text } of base) left.set(text, (left.get(text) ?? 0) + 1);
  const kept: Suppression[] = [];
  const added: Suppression[] = [];
  for (const one of result) {
    const count = left.get(one.text) ?? 0;
    left.set(one.text, count - 1);
    (count > 0 ? kept : added).push(one);
  }
  return { kept, added };
}

/** The finding that an added suppression is. */
export function complaintOfSuppression(text: string, suppression: Suppression): Complaint {
  return {
    rule: 'centuria/added-suppression',
    message: `This comment silences a check (${suppression.text.slice(0, 80)}). Mend what the check complains about; only a person may silence it.`,
    severity: 'error',
    range: linesOf(text).range(suppression.start, suppression.end),
    blocks: true,
    anchor: suppression.text,
  };
}
