import ts from 'typescript';
import type { PathStep } from '../../../core/gate.ts';
import type { Analysis, Complaint } from '../../complaint.ts';
import { linesOf } from '../../lines.ts';
import type { Lines } from '../../lines.ts';
import type { ScriptLanguage } from '../../plan.ts';
import type { Confidence, SecurityRule } from '../rule.ts';
import { mergeFunctions } from './api-rules/merge-functions.ts';
import { apiRules } from './api-rules/rules.ts';
import { analyseFile } from './engine/analysis.ts';
import { BudgetError } from './engine/engine.ts';
import type { Arrival } from './engine/engine.ts';
import type { Trail } from './engine/values.ts';
import { isEntry } from './entries.ts';
import { confidenceOf } from './confidence.ts';
import { taintRules } from './rules.ts';
import { scriptKnowledge } from './script-knowledge.ts';

const kinds: Readonly<Record<ScriptLanguage, ts.ScriptKind>> = {
  javascript: ts.ScriptKind.JSX,
  javascriptreact: ts.ScriptKind.JSX,
  typescript: ts.ScriptKind.TS,
  typescriptreact: ts.ScriptKind.TSX,
};

const severities = { high: 'error', medium: 'warning', low: 'information' } as const;

function rangeOf(node: ts.Node, lines: Lines): PathStep['range'] {
  return lines.range(node.getStart(), node.getEnd());
}

function stepsOf(arrival: Arrival, lines: Lines): PathStep[] {
  const { taint, node, message } = arrival;
  const steps: PathStep[] = [{ range: rangeOf(node, lines), message }];
  let at: Trail | undefined = taint.trail;
  while (at) {
    steps.unshift({ range: rangeOf(at.node, lines), message: at.message });
    at = at.before;
  }
  return [{ range: rangeOf(taint.source.node, lines), message: taint.source.label }, ...steps];
}

function complaintOf(rule: SecurityRule, confidence: Confidence, place: { readonly node: ts.Node; readonly lines: Lines }): Complaint {
  const { message, cwe, why, url } = rule;
  const range = rangeOf(place.node, place.lines);
  return { rule: rule.rule, message, severity: severities[confidence], range, blocks: confidence === 'high', url, cwe, why };
}

const order: readonly Confidence[] = ['high', 'medium', 'low'];

/** One complaint for each rule and place: the surest. */
function strongest(arrivals: readonly Arrival[]): { readonly arrival: Arrival; readonly confidence: Confidence }[] {
  const best = new Map<string, { readonly arrival: Arrival; readonly confidence: Confidence }>();
  for (const arrival of arrivals) {
    const confidence = confidenceOf(arrival);
    if (!confidence) continue;
    const key = `${arrival.kind}@${arrival.node.pos}-${arrival.node.end}`;
    const other = best.get(key);
    if (!other || order.indexOf(confidence) < order.indexOf(other.confidence)) best.set(key, { arrival, confidence });
  }
  return [...best.values()];
}

/** The analysis of one text: how untrusted data flows in it, and how it uses the interfaces that need care. */
export function analyseScript(text: string, languageId: ScriptLanguage): Analysis {
  const lines = linesOf(text);
  try {
    const file = ts.createSourceFile('text', text, ts.ScriptTarget.Latest, true, kinds[languageId]);
    const { arrivals, reports } = analyseFile(file, scriptKnowledge, isEntry);
    const complaints: Complaint[] = [];
    for (const { arrival, confidence } of strongest(arrivals)) {
      const rule = taintRules[arrival.kind];
      if (rule) complaints.push({ ...complaintOf(rule, confidence, { node: arrival.node, lines }), path: stepsOf(arrival, lines) });
    }
    const seen = new Set<string>();
    for (const { rule, node, confidence } of [...reports, ...mergeFunctions(file)]) {
      const known = apiRules[rule];
      const key = `${rule}@${node.pos}-${node.end}`;
      if (known && !seen.has(key)) complaints.push(complaintOf(known, confidence ?? known.confidence, { node, lines }));
      seen.add(key);
    }
    return { ok: true, complaints };
  } catch (error) {
    if (error instanceof BudgetError) return { ok: false, verdict: 'unknown', why: 'the flow of data in this text takes too much work to follow' };
    if (error instanceof RangeError) return { ok: false, verdict: 'unknown', why: 'the text is nested too deeply to follow' };
    throw error;
  }
}
