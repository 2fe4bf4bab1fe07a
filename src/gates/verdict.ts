import type { ChangedFile, Finding, GateId, GateResult, TextRange } from '../core/gate.ts';
import { findingsOf, newFindings, isLacking } from './compare.ts';
import type { DoubtedFinding } from './compare.ts';
import type { Analysis, Complaint } from './complaint.ts';
import type { PlannedGate } from './plan.ts';
import { counts } from './ignore-comments.ts';
import { complaintOfSuppression, splitByBase, withoutSuppressions } from './suppression.ts';
import type { Suppression } from './suppression.ts';

/** One side of a change as the analysers get it. */
export interface Side {
  /** Without byte order mark and suppressions. Absent: the file is not there. */
  readonly text?: string;
  /** Whether a column on the first line is off by one. */
  readonly bom: boolean;
}

/** A change of one file, ready to be analysed. */
export interface Change {
  readonly base: Side;
  readonly result: Side;
  /** What the result declares beyond the base is an added suppression, and does not count. */
  readonly declared: readonly string[];
  readonly kept: readonly Suppression[];
  readonly added: readonly Suppression[];
  /** By their codes. */
  readonly rulesOff: readonly string[];
}

export function stripBom(text: string): { readonly text: string; readonly bom: boolean } {
  const bom = text.startsWith('\uFEFF');
  return { text: bom ? text.slice(1) : text, bom };
}

/** Of both sides. */
interface Suppressions {
  readonly base: readonly Suppression[];
  readonly result: readonly Suppression[];
}

/**
 * Both sides without suppressions: what an agent silences is found all the same, what a person had silenced is known
 * from the base.
 */
export function prepared(file: ChangedFile, suppressions: Suppressions, rulesOff: readonly string[]): Change {
  const side = (whole: string | undefined, own: readonly Suppression[]): Side => {
    if (whole === undefined) return { bom: false };
    const { text, bom } = stripBom(whole);
    return { text: withoutSuppressions(text, own), bom };
  };
  const { kept, added } = splitByBase(suppressions.base, suppressions.result);
  const declared = suppressions.base.flatMap((one) => one.declares ?? []);
  return { base: side(file.base, suppressions.base), result: side(file.result, suppressions.result), declared, kept, added, rulesOff };
}

/** Findings in the coordinates of the text as it was given. */
function shifted(doubted: readonly DoubtedFinding[], bom: boolean): readonly Finding[] {
  const findings = doubted.map(({ doubt: _doubt, lacking: _lacking, fix: _fix, ...finding }) => finding);
  if (!bom) return findings;
  const moved = (line: number, column: number): number => (line === 0 ? column + 1 : column);
  const movedRange = ({ startLine, startColumn, endLine, endColumn }: TextRange): TextRange => ({
    startLine,
    startColumn: moved(startLine, startColumn),
    endLine,
    endColumn: moved(endLine, endColumn),
  });
  return findings.map((one) => {
    const path = one.path?.map((step) => (step.uri === undefined ? { ...step, range: movedRange(step.range) } : step));
    return { ...one, range: movedRange(one.range), ...(path ? { path } : {}) };
  });
}

/** What a person had silenced on the very line stays advice there. */
function softened(complaints: readonly Complaint[], gate: GateId, kept: readonly Suppression[]): Complaint[] {
  const lines = new Set(kept.filter((one) => one.gate === gate).map((one) => one.line));
  return complaints.map((one) => (one.blocks && lines.has(one.range.startLine) ? { ...one, blocks: false, severity: 'information' } : one));
}

/** More reasons than this say no more. */
const mostDoubts = 5;

export interface Sides {
  readonly base: Analysis;
  readonly result: Analysis;
}

/** What a gate's analyses of both sides come to. */
export function verdictOn(planned: PlannedGate, sides: Sides, change: Change): Omit<GateResult, 'tool' | 'elapsedMs'> {
  const { gate, required } = planned;
  const { base, result } = sides;
  const suppressions = change.added.filter((one) => one.gate === gate).map((one) => complaintOfSuppression(change.result.text ?? '', one));
  if (!result.ok && suppressions.length === 0) {
    return { gate, required, verdict: result.verdict, findings: [], known: 0, why: result.why };
  }
  const own = result.ok ? softened(result.complaints, gate, change.kept) : [];
  const after = findingsOf(gate, change.result.text ?? '', [...own, ...suppressions]);
  const before = findingsOf(gate, change.base.text ?? '', base.ok ? base.complaints : []);
  const { fresh, dropped, remaining } = counted(before, after, change);
  const rest = { ...(dropped === 0 ? {} : { ignored: dropped }), ...(remaining === 0 ? {} : { remaining }) };
  const common = { gate, required, findings: shifted(fresh, change.result.bom), known: before.length, ...rest };
  const certain = fresh.filter((one) => one.blocks && (base.ok || one.rule === 'centuria/added-suppression'));
  if (certain.length > 0) return { ...common, verdict: 'fail' };
  if (!base.ok && fresh.some((one) => one.blocks)) {
    const why = `the text before the change could not be analysed (${base.why}), so it cannot be told which findings are new`;
    return { ...common, verdict: 'unknown', known: 0, why };
  }
  return { ...common, ...inDoubt(fresh, required) };
}

/** Where nothing of what is new is certain. */
function inDoubt(fresh: readonly DoubtedFinding[], required: boolean): Pick<GateResult, 'verdict' | 'required' | 'why'> {
  const doubted = fresh.filter(({ doubt }) => doubt !== undefined);
  if (doubted.length === 0) return { verdict: 'pass', required };
  const doubts = [...new Set(doubted.map(({ doubt }) => doubt))];
  return { verdict: 'unknown', required: required && !isLacking(doubted), why: doubts.slice(0, mostDoubts).join('; ') };
}

interface Counted {
  readonly fresh: readonly DoubtedFinding[];
  readonly dropped: number;
  readonly remaining: number;
}

/** What is new and counts, how much of what is new does not, and how much that counts and blocks is left from before. */
function counted(before: readonly Finding[], after: readonly DoubtedFinding[], { kept, rulesOff }: Change): Counted {
  const ignored = { ignores: kept, rulesOff };
  const known = new Set(before.map(({ fingerprint }) => fingerprint));
  const counting = after.filter((one) => counts(one, ignored));
  const remaining = counting.filter(({ blocks, fingerprint }) => blocks && known.has(fingerprint)).length;
  return {
    fresh: newFindings(before, counting),
    dropped: newFindings(
      before,
      after.filter((one) => !counts(one, ignored)),
    ).length,
    remaining,
  };
}
