import { createHash } from 'node:crypto';
import type { Finding, GateId } from '../core/gate.ts';
import type { Complaint } from './complaint.ts';
import { linesOf } from './lines.ts';

/** More than this many findings of one gate are not sent: the first ones are enough to act on. Blocking ones come first. */
const mostFindings = 200;

/** A finding before the verdict. */
export interface DoubtedFinding extends Finding {
  readonly doubt?: string;
  readonly lacking?: true;
}

/** Whether nothing but what this machine lacks is in doubt. */
export function isLacking(doubted: readonly DoubtedFinding[]): boolean {
  return doubted.every(({ lacking }) => lacking === true);
}

function identityOf(complaint: Complaint, lineText: string): string {
  const place = (complaint.doubt ?? complaint.anchor ?? lineText).replace(/\s+/gu, '');
  // Some messages name a line, which moves with every edit above it.
  const message = complaint.message.replace(/\blines? \d+/gu, 'line');
  return createHash('sha256').update(`${complaint.rule}\0${message}\0${place}`).digest('hex').slice(0, 24);
}

/** Gives each complaint its fingerprint; what blocks is an error, whatever its tool calls it. Order: by place, so that equal ones are numbered from the top. */
export function findingsOf(gate: GateId, text: string, complaints: readonly Complaint[]): DoubtedFinding[] {
  const lines = linesOf(text);
  const seen = new Map<string, number>();
  const sorted = complaints.toSorted((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn);
  return sorted.map((complaint) => {
    const { anchor: _anchor, ...rest } = complaint;
    const identity = identityOf(complaint, lines.text(complaint.range.startLine));
    const ordinal = seen.get(identity) ?? 0;
    // A doubt is about what it names, however often and wherever.
    if (complaint.doubt === undefined) seen.set(identity, ordinal + 1);
    return { gate, ...rest, severity: rest.blocks ? 'error' : rest.severity, fingerprint: `${identity}-${ordinal}` };
  });
}

/** What the result has and the base had not, blocking ones first, then those in doubt. */
export function newFindings(base: readonly Finding[], result: readonly DoubtedFinding[]): DoubtedFinding[] {
  const known = new Set(base.map((finding) => finding.fingerprint));
  const fresh = result.filter((finding) => !known.has(finding.fingerprint));
  const weight = ({ blocks, doubt }: DoubtedFinding): number => (blocks ? 2 : doubt === undefined ? 0 : 1);
  return fresh.toSorted((a, b) => weight(b) - weight(a)).slice(0, mostFindings);
}
