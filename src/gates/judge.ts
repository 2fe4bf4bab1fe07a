import type { Finding, GateId, GateResult, JudgeRequest, TextRange } from '../core/gate.ts';
import type { Analysers } from './analysers.ts';
import { analyse, suppressionsOf, toolOf } from './analyse.ts';
import type { Subject } from './analyse.ts';
import { findingsOf, newFindings } from './compare.ts';
import type { DoubtedFinding } from './compare.ts';
import { CancelledError } from './complaint.ts';
import type { Analysis, Complaint, IsCancelled } from './complaint.ts';
import { notRun, planFor } from './plan.ts';
import type { PlannedGate } from './plan.ts';
import { unreadable } from './readable.ts';
import { complaintOfSuppression, splitByBase, withoutSuppressions } from './suppression.ts';
import type { Suppression } from './suppression.ts';

/** What judging needs beside the request. */
export interface JudgeTools {
  readonly analysers: Analysers;
  readonly isCancelled: IsCancelled;
  /** Milliseconds from any start. */
  readonly now: () => number;
  /** Called with each gate's result as soon as there is one. */
  readonly onResult?: (result: GateResult) => void;
}

/** A text without a byte order mark, and with one whether a column on the first line is off by one. */
interface Side {
  readonly subject: Subject;
  readonly bom: boolean;
}

interface Change {
  readonly base: Side;
  readonly result: Side;
  readonly kept: readonly Suppression[];
  readonly added: readonly Suppression[];
}

function stripBom(text: string): { readonly text: string; readonly bom: boolean } {
  const bom = text.startsWith('\uFEFF');
  return { text: bom ? text.slice(1) : text, bom };
}

/**
 * Both sides without suppressions: what an agent silences is found all the same, what a person had silenced is known
 * from the base.
 */
function prepare(request: JudgeRequest): Change {
  const { uri, languageId, overlays } = request;
  const base = stripBom(request.base);
  const result = stripBom(request.result);
  const baseSuppressions = suppressionsOf(base.text, uri, languageId);
  const resultSuppressions = suppressionsOf(result.text, uri, languageId);
  const { kept, added } = splitByBase(baseSuppressions, resultSuppressions);
  const side = (text: string, bom: boolean, own: readonly Suppression[]): Side => ({
    bom,
    subject: {
      uri,
      languageId,
      overlays,
      text: withoutSuppressions(text, own),
      // What the result declares beyond the base is an added suppression, and does not count.
      declared: baseSuppressions.flatMap((one) => one.declares ?? []),
      honourComments: false,
    },
  });
  return { base: side(base.text, base.bom, baseSuppressions), result: side(result.text, result.bom, resultSuppressions), kept, added };
}

/** Findings in the coordinates of the text as it was given. */
function shifted(doubted: readonly DoubtedFinding[], bom: boolean): readonly Finding[] {
  const findings = doubted.map(({ doubt: _doubt, ...finding }) => finding);
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
  return complaints.map((one) =>
    one.blocks && lines.has(one.range.startLine) ? { ...one, blocks: false, severity: 'information' } : one,
  );
}

/** More reasons than this say no more. */
const mostDoubts = 5;

interface Sides {
  readonly base: Analysis;
  readonly result: Analysis;
}

function verdictOn(planned: PlannedGate, sides: Sides, change: Change): Omit<GateResult, 'tool' | 'elapsedMs'> {
  const { gate, required } = planned;
  const { base, result } = sides;
  const suppressions = change.added.filter((one) => one.gate === gate).map((one) => complaintOfSuppression(change.result.subject.text, one));
  if (!result.ok && suppressions.length === 0) {
    return { gate, required, verdict: result.verdict, findings: [], known: 0, why: result.why };
  }
  const own = result.ok ? softened(result.complaints, gate, change.kept) : [];
  const after = findingsOf(gate, change.result.subject.text, [...own, ...suppressions]);
  const before = findingsOf(gate, change.base.subject.text, base.ok ? base.complaints : []);
  const fresh = newFindings(before, after);
  const findings = shifted(fresh, change.result.bom);
  const certain = fresh.filter((one) => one.blocks && (base.ok || one.rule === 'centuria/added-suppression'));
  if (certain.length > 0) return { gate, required, verdict: 'fail', findings, known: before.length };
  if (!base.ok && fresh.some((one) => one.blocks)) {
    const why = `the text before the change could not be analysed (${base.why}), so it cannot be told which findings are new`;
    return { gate, required, verdict: 'unknown', findings, known: 0, why };
  }
  const doubts = new Set(fresh.flatMap(({ doubt }) => doubt ?? []));
  if (doubts.size > 0) {
    return { gate, required, verdict: 'unknown', findings, known: before.length, why: [...doubts].slice(0, mostDoubts).join('; ') };
  }
  return { gate, required, verdict: 'pass', findings, known: before.length };
}

async function runGate(planned: PlannedGate, change: Change, tools: JudgeTools): Promise<GateResult> {
  const started = tools.now();
  const { gate } = planned;
  try {
    const tool = toolOf(gate, change.result.subject.languageId, tools.analysers);
    const base = await analyse(gate, change.base.subject, tools.analysers);
    if (tools.isCancelled()) throw new CancelledError('cancelled between two analysers');
    const result = await analyse(gate, change.result.subject, tools.analysers);
    return { ...verdictOn(planned, { base, result }, change), tool, elapsedMs: tools.now() - started };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const why = `${planned.tool} failed: ${error instanceof Error ? error.message : String(error)}`;
    return { ...notRun(planned, why), elapsedMs: tools.now() - started };
  }
}

function whyNot(planned: PlannedGate, request: JudgeRequest): string | undefined {
  if (request.result.trim() === '' && request.base.trim() !== '') return 'the result is empty';
  const problem = unreadable(request.result) ?? unreadable(request.base);
  if (problem === undefined) return undefined;
  const spared = planned.gate === 'secrets' || request.languageId.startsWith('json');
  return problem.programOnly && spared ? undefined : problem.why;
}

/** Once the result has new syntax errors, what the other analysers of the program would say of it means nothing. */
function isBroken(results: readonly GateResult[]): boolean {
  return results.some((result) => result.gate === 'syntax' && result.verdict === 'fail');
}

/**
 * Judges a change: every gate of its language over the base and the result. Only what the base did not have counts;
 * a gate fails when something new blocks. Throws `CancelledError` only.
 */
export async function judge(request: JudgeRequest, tools: JudgeTools): Promise<GateResult[]> {
  const results: GateResult[] = [];
  let change: Change | undefined;
  for (const planned of planFor(request.languageId)) {
    if (tools.isCancelled()) throw new CancelledError('cancelled before an analyser');
    const why = whyNot(planned, request);
    let result: GateResult;
    if (planned.because) result = notRun(planned, planned.because.why, planned.because.verdict);
    else if (why !== undefined) result = notRun(planned, why);
    else if (planned.gate !== 'secrets' && isBroken(results)) {
      result = notRun(planned, 'the text has syntax errors', 'not-applicable');
    } else result = await runGate(planned, (change ??= prepare(request)), tools);
    results.push(result);
    tools.onResult?.(result);
  }
  return results;
}
