import { difficultyOf, lineCount } from '../difficulty.ts';
import type { GateResult } from '../gate.ts';
import type { ModelCard } from '../model-card.ts';
import { fenced, type Prompt } from '../prompt.ts';
import type { TaskSubject } from '../task.ts';
import { fenceTag, languageName } from '../change/change-prompt.ts';
import type { Repair, Work } from '../work.ts';
import { locateQuote } from './locate.ts';

export interface AnalyseJob {
  readonly subject: TaskSubject;
  readonly languageId: string;
  readonly fileName: string;
  /** The analysed text, and the zero-based line of the file at which it starts. */
  readonly text: string;
  readonly firstLine: number;
  /** The file's other lines, which are not sent. */
  readonly around: { readonly before: string; readonly after: string };
  readonly role: string;
}

/** What a model says it found. The range is ours: where the quoted code stands in the analysed text. */
export interface CodeFinding {
  readonly start: number;
  readonly end: number;
  readonly title: string;
  readonly why: string;
  readonly severity: 'warning' | 'information';
}

const ANSWER_TOKENS = 2048;
const THINKING_ROOM = 8192;
const MOST_FINDINGS = 50;
const RULES = `Report only real problems in the given code. Reply with one fenced json block that holds an array, empty if there is none:
[{"quote": "the exact code it is about, copied character for character, one to three lines", "title": "the problem in one short sentence", "why": "why it matters and what to do, in at most two sentences", "severity": "warning" or "information"}]`;

export function analyseWork(job: AnalyseJob, onFindings: (findings: readonly CodeFinding[], dropped: number) => void): Work {
  return {
    subject: job.subject,
    difficulty: difficultyOf({ lines: lineCount(job.text) }),
    prompt: (card, repair) => analysePrompt(job, card, repair),
    check(answer) {
      const read = readFindings(answer.text, answer.truncated, job.text);
      if (!read.ok) return Promise.resolve({ results: [formatResult(read.why)] });
      onFindings(read.findings, read.dropped);
      return Promise.resolve({ results: [formatResult(undefined)], note: countWords(read.findings.length, read.dropped) });
    },
  };
}

function analysePrompt(job: AnalyseJob, card: ModelCard, repair: Repair | undefined): Prompt {
  const refused = repair === undefined ? '' : `\n\nAn earlier answer was refused: ${repair.lines.join('; ')}`;
  const text =
    `File: ${job.fileName} (${languageName(job.languageId)})\n\n${fenced(job.text, fenceTag(job.languageId))}\n\n` +
    `${job.subject.instruction}${refused}`;
  return {
    system: `${job.role}\n\n${RULES}`,
    messages: [{ role: 'user', text }],
    maxOutputTokens: Math.min(ANSWER_TOKENS + (card.reasoning ? THINKING_ROOM : 0), card.maxOutputTokens),
    parts: [{ label: job.fileName, text: job.text, firstLine: job.firstLine, around: job.around }],
    leftOut: [],
  };
}

type ReadFindings =
  { readonly ok: true; readonly findings: readonly CodeFinding[]; readonly dropped: number } | { readonly ok: false; readonly why: string };

/** Reads the fenced array. A finding whose quote is not in `text` is dropped and counted: no match, no finding. */
export function readFindings(answer: string, truncated: boolean, text: string): ReadFindings {
  if (truncated) return { ok: false, why: 'The answer was cut at its length limit.' };
  const items = parseArray(firstFence(answer) ?? answer);
  if (items === undefined) return { ok: false, why: 'The answer is not a JSON array of findings.' };
  const findings: CodeFinding[] = [];
  for (const item of items.slice(0, MOST_FINDINGS)) {
    const finding = readFinding(item, text);
    if (finding !== undefined) findings.push(finding);
  }
  return { ok: true, findings, dropped: items.length - findings.length };
}

/** What stands in the first fence that is closed. A fence stands on lines of its own: one inside a quote ends nothing. */
function firstFence(answer: string): string | undefined {
  const lines = answer.split('\n');
  const open = lines.findIndex((line) => /^```(?:json)?$/i.test(line.trim()));
  if (open < 0) return undefined;
  const length = lines.slice(open + 1).findIndex((line) => line.trim() === '```');
  return length < 0 ? undefined : lines.slice(open + 1, open + 1 + length).join('\n');
}

function parseArray(body: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(body.trim());
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readFinding(item: unknown, text: string): CodeFinding | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { quote, title, why, severity } = { quote: '', title: '', why: '', severity: '', ...item };
  if (typeof quote !== 'string' || typeof title !== 'string' || title.trim() === '') return undefined;
  const place = locateQuote(text, quote);
  if (place === undefined) return undefined;
  return {
    ...place,
    title: title.trim(),
    why: typeof why === 'string' ? why.trim() : '',
    severity: severity === 'information' ? 'information' : 'warning',
  };
}

function countWords(kept: number, dropped: number): string {
  const found = `${kept} ${kept === 1 ? 'finding' : 'findings'}`;
  return dropped === 0 ? found : `${found}, ${dropped} dropped: what they quote is not in the code`;
}

function formatResult(why: string | undefined): GateResult {
  const base = { gate: 'format', required: true, known: 0, tool: 'Centuria', elapsedMs: 0 } as const;
  if (why === undefined) return { ...base, verdict: 'pass', findings: [] };
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const finding = {
    gate: 'format',
    rule: 'findings',
    message: why,
    severity: 'error',
    range,
    blocks: true,
    fingerprint: `findings:${why}`,
  } as const;
  return { ...base, verdict: 'fail', findings: [finding] };
}
