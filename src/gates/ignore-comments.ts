import type { Finding, GateId, GateResult } from '../core/gate.ts';
import { linesOf } from './lines.ts';
import type { Lines } from './lines.ts';
import type { CommentRange, Suppression } from './suppression.ts';

/*
 * A person's word that findings of named rules on the next line do not count: `centuria-ignore-next-line RULE, RULE -- reason`.
 */

const key = 'centuria-ignore-next-line';
const inComment = new RegExp(`^(?:/[/*]+|#+)[\\s*]*(?=${key}\\b)`, 'u');
/** In a language whose comments no parser finds: alone on its line. */
const onOwnLine = new RegExp(`^[ \\t]*(?:/[/*]+|#+|<!--|--|;+|%+|\\*)[ \\t*]*(?=${key}\\b)`, 'gmu');
const rule = /^[\w@/.:-]+$/u;

/** The gates whose findings may be ignored. What does not parse, or has the wrong type, is no matter of judgement. */
export const ignorable: ReadonlySet<GateId> = new Set(['lint', 'security', 'imports', 'secrets', 'complexity', 'documentation']);

export function mayIgnore(text: string): boolean {
  return text.includes(key);
}

/** The zero-based line it is about: several of them may stand above one another. */
function lineBelow(lines: Lines, own: number): number {
  let line = own + 1;
  while (line < lines.count && mayIgnore(lines.text(line))) line += 1;
  return line;
}

function ignoreAt(text: string, lines: Lines, start: number): Suppression {
  const written = text.slice(start).split(/[\r\n]/u, 1)[0] ?? '';
  const said = written
    .replace(/\s*(?:\*+\/\s*\}?|-->)\s*$/u, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const [named = '', ...reason] = said.slice(key.length).split(/ --(?: |$)/u);
  const line = lineBelow(lines, lines.position(start).line);
  return {
    gate: 'tests',
    text: said,
    start,
    end: start + key.length,
    line,
    about: lines.text(line).replace(/\s+/gu, ''),
    rules: named.split(/[\s,]+/u).filter((name) => rule.test(name)),
    reason: reason.join(' -- ').trim(),
  };
}

/** The ignore comments of a text, in order. They are of the gate `tests`, as all that keeps a gate from judging. */
export function ignoresIn(text: string, comments: readonly CommentRange[] | undefined): Suppression[] {
  if (!mayIgnore(text)) return [];
  const lines = linesOf(text);
  const starts = comments
    ? comments.flatMap(({ start, end }) => inComment.exec(text.slice(start, end))?.map((lead) => start + lead.length) ?? [])
    : [...text.matchAll(onOwnLine)].map((match) => match.index + match[0].length);
  return starts.map((start) => ignoreAt(text, lines, start));
}

/** What keeps findings from counting. */
export interface Ignored {
  readonly ignores: readonly Suppression[];
  readonly rulesOff: readonly string[];
}

function isOff({ gate, rule: code }: Finding, rulesOff: readonly string[]): boolean {
  return ignorable.has(gate) && !code.startsWith('centuria/') && rulesOff.includes(code);
}

/** The comment that ignores a finding. One without a reason ignores nothing. */
function ignoreOf({ gate, rule: code, range }: Finding, ignores: readonly Suppression[]): Suppression | undefined {
  if (!ignorable.has(gate) || code.startsWith('centuria/')) return undefined;
  return ignores.find(({ line, rules = [], reason = '' }) => line === range.startLine && reason !== '' && rules.includes(code));
}

/** Whether a finding counts. */
export function counts(finding: Finding, { ignores, rulesOff }: Ignored): boolean {
  return !isOff(finding, rulesOff) && ignoreOf(finding, ignores) === undefined;
}

/** What is to be said of ignore comments themselves. `found`: all findings of the text; absent where not every gate could say. */
export function ignoreResult(text: string, ignores: readonly Suppression[], found: readonly Finding[] | undefined): GateResult {
  const lines = linesOf(text);
  const findings = ignores.flatMap((one, at) =>
    complaintsOf(one, found).map(({ rule: code, message, severity }): Finding => {
      const { start, end } = one;
      return { gate: 'tests', rule: code, message, severity, blocks: false, range: lines.range(start, end), fingerprint: `${code}-${at}` };
    }),
  );
  return { gate: 'tests', verdict: 'pass', required: false, findings, known: 0, tool: 'Centuria ignore comments', elapsedMs: 0 };
}

type Said = Pick<Finding, 'rule' | 'message' | 'severity'>;

function complaintsOf(ignore: Suppression, found: readonly Finding[] | undefined): readonly Said[] {
  const { rules = [], reason = '' } = ignore;
  if (reason === '' || rules.length === 0) {
    const missing = rules.length === 0 ? 'names no rule' : 'gives no reason';
    const message = `This comment ${missing}, so it ignores nothing. Write: ${key} RULE -- reason.`;
    return [{ rule: 'centuria/ignore-without-reason', message, severity: 'warning' }];
  }
  const unused =
    found === undefined ? [] : rules.filter((code) => !found.some((one) => one.rule === code && ignoreOf(one, [ignore]) !== undefined));
  return unused.map((code) => ({
    rule: 'centuria/unused-ignore',
    message: `Nothing on the next line breaks ${code} that a comment may ignore. Take it out.`,
    severity: 'information',
  }));
}
