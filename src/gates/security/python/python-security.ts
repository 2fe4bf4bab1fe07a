import { readFile } from 'node:fs/promises';
import { Language, Parser } from 'web-tree-sitter';
import type { PathStep } from '../../../core/gate.ts';
import type { Analysis, Complaint } from '../../complaint.ts';
import { linesOf } from '../../lines.ts';
import type { Lines } from '../../lines.ts';
import { createTreeAnalysis } from './engine/analyse-tree.ts';
import type { Report } from './engine/run.ts';
import { syntaxTreeOf } from './engine/syntax-tree.ts';
import type { SyntaxTree } from './engine/syntax-tree.ts';
import type { Confidence, Trail } from './engine/value.ts';
import { knowledge } from './knowledge/knowledge.ts';

/** The security analysis of Python. It never throws: what it could not analyse, it says. */
export interface PythonSecurity {
  analyse(text: string): Analysis;
  /** The text as nodes; undefined if it has syntax errors or is too long. */
  tree(text: string): SyntaxTree | undefined;
  /** Frees the parser; nothing may be analysed after it. */
  dispose(): void;
}

/** Longer texts are generated or vendored. UTF-16 units. */
const longestText = 1_000_000;

const severities: Readonly<Record<Confidence, Complaint['severity']>> = { high: 'error', medium: 'warning', low: 'information', parameter: 'information' };

function pathOf(trail: Trail | undefined, lines: Lines): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (let at = trail; at !== undefined; at = at.before) steps.push({ range: lines.range(at.node.start, at.node.end), message: at.message });
  return steps.toReversed();
}

function complaintOf(report: Report, lines: Lines): Complaint {
  const rule = knowledge.rules[report.rule];
  const path = pathOf(report.trail, lines);
  return {
    rule: report.rule,
    message: rule?.message ?? report.rule,
    severity: severities[report.confidence],
    range: lines.range(report.node.start, report.node.end),
    blocks: report.confidence === 'high',
    ...(rule === undefined ? undefined : { url: rule.url, cwe: rule.cwe, why: rule.why }),
    ...(path.length === 0 ? undefined : { path }),
  };
}

function parse(parser: Parser, text: string): SyntaxTree | undefined {
  const tree = parser.parse(text);
  if (tree === null) return undefined;
  const cursor = tree.walk();
  try {
    return tree.rootNode.hasError ? undefined : syntaxTreeOf(cursor, text);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

/** Loads the parser and Python's grammar from their files. */
export async function createPythonSecurity(assets: { readonly treeSitterWasm: string; readonly pythonGrammar: string }): Promise<PythonSecurity> {
  const [engine, grammar] = await Promise.all([readFile(assets.treeSitterWasm), readFile(assets.pythonGrammar)]);
  await Parser.init({ wasmBinary: engine });
  const parser = new Parser().setLanguage(await Language.load(grammar));
  const analyseTree = createTreeAnalysis(knowledge);
  return {
    analyse: (text) => {
      if (text.length > longestText) return { ok: false, verdict: 'not-applicable', why: 'the text is too long' };
      const tree = parse(parser, text);
      if (tree === undefined) return { ok: false, verdict: 'not-applicable', why: 'the text has syntax errors' };
      const analysis = analyseTree(tree);
      if (!analysis.ok) return { ok: false, verdict: 'unknown', why: analysis.why };
      const lines = linesOf(text);
      const reports = analysis.reports.toSorted((a, b) => a.node.start - b.node.start || a.rule.localeCompare(b.rule));
      return { ok: true, complaints: reports.map((report) => complaintOf(report, lines)) };
    },
    tree: (text) => (text.length > longestText ? undefined : parse(parser, text)),
    dispose: () => parser.delete(),
  };
}
