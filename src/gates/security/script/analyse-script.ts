import ts from 'typescript';
import type { PathStep } from '../../../core/gate.ts';
import type { Analysis, Complaint } from '../../complaint.ts';
import { linesOf } from '../../lines.ts';
import type { Lines } from '../../lines.ts';
import type { ScriptLanguage } from '../../plan.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { Confidence, SecurityRule } from '../rule.ts';
import { apiRules } from './api-rules/rules.ts';
import { reportsOfText } from './api-rules/whole-text.ts';
import { analyseFile } from './engine/analysis.ts';
import { BudgetError } from './engine/engine.ts';
import type { Arrival } from './engine/engine.ts';
import type { Trail } from './engine/values.ts';
import { enclosingFunction } from './engine/syntax.ts';
import { isEntry, isHandler } from './entries.ts';
import { confidenceOf } from './confidence.ts';
import { takesConstants } from './constant-callers.ts';
import { hiddenOrder } from './hidden-order.ts';
import { moduleFinder } from './project.ts';
import { taintRules } from './rules.ts';
import { scriptKnowledge } from './script-knowledge.ts';

const kinds: Readonly<Record<ScriptLanguage, ts.ScriptKind>> = {
  javascript: ts.ScriptKind.JSX,
  javascriptreact: ts.ScriptKind.JSX,
  typescript: ts.ScriptKind.TS,
  typescriptreact: ts.ScriptKind.TSX,
};

const severities = { high: 'error', medium: 'warning', low: 'information' } as const;

/** Where nodes are: in the text that is judged, or in another file of the project. */
type Places = (node: ts.Node) => Pick<PathStep, 'range' | 'uri'>;

function placesOf(file: ts.SourceFile, uris: ReadonlyMap<ts.SourceFile, string>): Places {
  const known = new Map<ts.SourceFile, Lines>();
  return (node) => {
    const own = node.getSourceFile();
    const lines = known.get(own) ?? linesOf(own.text);
    known.set(own, lines);
    const uri = own === file ? undefined : uris.get(own);
    return { range: lines.range(node.getStart(), node.getEnd()), ...(uri === undefined ? {} : { uri }) };
  };
}

function stepsOf(arrival: Arrival, places: Places): PathStep[] {
  const { taint, node, message } = arrival;
  const steps: PathStep[] = [{ ...places(node), message }];
  let at: Trail | undefined = taint.trail;
  while (at) {
    steps.unshift({ ...places(at.node), message: at.message });
    at = at.before;
  }
  return [{ ...places(taint.source.node), message: taint.source.label }, ...steps];
}

function complaintOf(rule: SecurityRule, confidence: Confidence, range: PathStep['range']): Complaint {
  const { message, cwe, why, url } = rule;
  return { rule: rule.rule, message, severity: severities[confidence], range, blocks: confidence === 'high', url, cwe, why };
}

const order: readonly Confidence[] = ['high', 'medium', 'low'];

/** What another file does with data that it takes in by itself is found when that file is judged. */
function isOfOtherFile({ node, taint, through }: Arrival, file: ts.SourceFile): boolean {
  const { source } = taint;
  if (source.node.getSourceFile() === file) return false;
  if (source.from === 'parameter') return true;
  const handler = through && node.getSourceFile() === source.node.getSourceFile() ? enclosingFunction(source.node) : undefined;
  return handler !== undefined && isHandler(handler);
}

/** One complaint for each rule and place: the surest. */
function strongest(arrivals: readonly Arrival[], file: ts.SourceFile): { readonly arrival: Arrival; readonly confidence: Confidence }[] {
  const best = new Map<string, { readonly arrival: Arrival; readonly confidence: Confidence }>();
  for (const arrival of arrivals) {
    const confidence = isOfOtherFile(arrival, file) ? undefined : confidenceOf(arrival);
    if (!confidence || (arrival.taint.source.from === 'parameter' && takesConstants(arrival.taint.source.node))) continue;
    const { pos, end } = arrival.through ?? arrival.node;
    const key = `${arrival.kind}@${pos}-${end}`;
    const other = best.get(key);
    if (!other || order.indexOf(confidence) < order.indexOf(other.confidence)) best.set(key, { arrival, confidence });
  }
  return [...best.values()];
}

/** Words without one of which a text has nothing that a stranger sends: then what it imports need not be read. */
const sourceWords =
  /\b(?:req|request|ctx|location|document\.|event\.|argv|stdin|prompt|readline|socket|searchParams|cookies|FormData|onmessage|queryStringParameters|useRouter|useParams|addEventListener|resolvers|Records|ActivatedRoute|ipcMain|eachMessage|consume|use server|onDidReceiveMessage|webhooks|[Pp]robot|handleMessage|processMessage|eachBatch|ReceiveMessage|getQuery|readBody|getRouterParam)|\.input\(|\bnew Worker\(|@(?:Body|Query|Param|Headers|Args?|MessageBody|Payload|Cookies|\w+Params?)\(|\.on\(\s*['"]/u;

function complaintsIn(file: ts.SourceFile, files: ProjectFiles | undefined): Complaint[] {
  const find = files && sourceWords.test(file.text) ? moduleFinder(files) : undefined;
  const { arrivals, reports, uris } = analyseFile(file, { knowledge: scriptKnowledge, isEntry, find });
  const places = placesOf(file, uris);
  const complaints: Complaint[] = [];
  for (const { arrival, confidence } of strongest(arrivals, file)) {
    const rule = taintRules[arrival.kind];
    if (rule)
      complaints.push({ ...complaintOf(rule, confidence, places(arrival.through ?? arrival.node).range), path: stepsOf(arrival, places) });
  }
  const seen = new Set<string>();
  for (const { rule, node, confidence } of [...reports, ...reportsOfText(file)]) {
    const known = apiRules[rule];
    const key = `${rule}@${node.pos}-${node.end}`;
    if (known && !seen.has(key)) complaints.push(complaintOf(known, confidence ?? known.confidence, places(node).range));
    seen.add(key);
  }
  return [...complaints, ...hiddenOrder(file.text)];
}

function analyse(file: ts.SourceFile, files: ProjectFiles | undefined): Analysis {
  try {
    return { ok: true, complaints: complaintsIn(file, files) };
  } catch (error) {
    // What the text shows by itself is better than nothing.
    if (files && (error instanceof BudgetError || error instanceof RangeError)) return analyse(file, undefined);
    if (error instanceof BudgetError)
      return { ok: false, verdict: 'unknown', why: 'the flow of data in this text takes too much work to follow' };
    throw error;
  }
}

/** The analysis of one text: how untrusted data flows in it and in what it imports, and how it uses the interfaces that need care. */
export function analyseScript(text: string, languageId: ScriptLanguage, files?: ProjectFiles): Analysis {
  try {
    return analyse(ts.createSourceFile(files?.path ?? 'text', text, ts.ScriptTarget.Latest, true, kinds[languageId]), files);
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, verdict: 'unknown', why: 'the text is nested too deeply to follow' };
    throw error;
  }
}
