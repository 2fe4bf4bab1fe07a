import { createHash } from 'node:crypto';

import type { Finding, GateResult, TextRange } from '../../core/gate.ts';
import { oneLine } from '../proof/words.ts';
import type { Complaint, Place, ProjectTool, ToolReport } from './project-tool.ts';

/** What a tool said of one file before and after a change. A text is absent where there is no such file. */
export interface ToolSides {
  readonly base: ToolReport | { readonly why: string };
  readonly result: ToolReport;
  readonly texts: { readonly base: string | undefined; readonly result: string | undefined };
}

const MOST_FINDINGS = 50;

/** What a workspace's tool is called in a verdict: `ESLint (workspace) 10.15.0`. */
export function toolLabel({ name, version }: Pick<ProjectTool, 'name' | 'version'>): string {
  return `${name} (workspace)${version === undefined ? '' : ` ${version}`}`;
}

/** Of one file, whose complaints alone are in the reports. What the base had, said aloud or not, counts for nothing. */
export function verdictOf(
  tool: Pick<ProjectTool, 'gate' | 'name' | 'version'>,
  { base, result, texts }: ToolSides,
): Omit<GateResult, 'elapsedMs'> {
  const { gate } = tool;
  const before = 'why' in base ? [] : [...base.complaints, ...(base.silenced ?? [])];
  const known = printsOf(before, texts.base ?? '');
  const after = withPrints(result.complaints, texts.result ?? '');
  const fresh = after
    .filter(({ print }) => !known.has(print))
    .map(({ complaint, print }) => findingOf(gate, { complaint, print }, texts.result ?? ''));
  const findings = fresh.toSorted((a, b) => Number(b.blocks) - Number(a.blocks)).slice(0, MOST_FINDINGS);
  const remaining = after.filter(({ complaint, print }) => complaint.blocks && known.has(print)).length;
  const common = {
    gate,
    findings,
    known: 'why' in base ? 0 : base.complaints.length,
    ...(remaining === 0 ? {} : { remaining }),
    tool: toolLabel(tool),
  };
  if (!findings.some(({ blocks }) => blocks)) return { ...common, verdict: 'pass', required: true };
  const whyNot = 'why' in base ? base.why : before.find(({ unreadable }) => unreadable === true)?.message;
  if (whyNot === undefined) return { ...common, verdict: 'fail', required: true };
  const why = `${couldNot(tool)}: of the text before the change it says ${whyNot}, so it cannot be told which findings are new`;
  return { ...common, findings: [], verdict: 'unknown', required: false, why };
}

/** Begins the reason why a tool has said nothing. */
export function couldNot({ name }: Pick<ProjectTool, 'name'>): string {
  return `the workspace's ${name} could not be run`;
}

interface Printed {
  readonly complaint: Complaint;
  readonly print: string;
}

function printsOf(complaints: readonly Complaint[], text: string): ReadonlySet<string> {
  return new Set(withPrints(complaints, text).map(({ print }) => print));
}

/** The same print for the same complaint wherever it has moved to: rule, message, the line's text, and how many equal ones came before. */
function withPrints(complaints: readonly Complaint[], text: string): readonly Printed[] {
  const lines = linesOf(text);
  const seen = new Map<string, number>();
  return complaints
    .toSorted((a, b) => a.place.startLine - b.place.startLine || a.place.startColumn - b.place.startColumn)
    .map((complaint) => {
      const line = (lines[complaint.place.startLine] ?? '').replaceAll(/\s+/g, '');
      // Some messages name a line, which moves with every edit above it.
      const message = complaint.message.replaceAll(/\blines? \d+/g, 'line');
      const identity = createHash('sha256').update(`${complaint.rule}\0${message}\0${line}`).digest('hex').slice(0, 24);
      const ordinal = seen.get(identity) ?? 0;
      seen.set(identity, ordinal + 1);
      return { complaint, print: `${identity}-${ordinal}` };
    });
}

function findingOf(gate: Finding['gate'], { complaint, print }: Printed, text: string): Finding {
  const { rule, message, severity, blocks, url } = complaint;
  return {
    gate,
    rule,
    message: oneLine(message),
    severity,
    blocks,
    range: rangeIn(linesOf(text), complaint.place),
    fingerprint: print,
    ...(url === undefined ? {} : { url }),
  };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

function rangeIn(lines: readonly string[], place: Place): TextRange {
  const column = (line: number, wanted: number): number => {
    const text = lines[line] ?? '';
    const units = place.unit === 'utf16' ? wanted : [...text].slice(0, Math.max(0, wanted)).join('').length;
    return Math.min(Math.max(0, units), text.length);
  };
  const startColumn = column(place.startLine, place.startColumn);
  const endLine = Math.max(place.startLine, place.endLine);
  const endColumn = column(endLine, place.endColumn);
  return {
    startLine: place.startLine,
    startColumn,
    endLine,
    endColumn: endLine === place.startLine ? Math.max(startColumn, endColumn) : endColumn,
  };
}
