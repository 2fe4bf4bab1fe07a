import { readFile } from 'node:fs/promises';
import { Language, Parser } from 'web-tree-sitter';
import type { PathStep } from '../../../core/gate.ts';
import type { Analysis, Complaint } from '../../complaint.ts';
import { linesOf } from '../../lines.ts';
import type { Lines } from '../../lines.ts';
import type { ProjectFiles } from '../project-files.ts';
import { createTreeAnalysis } from './engine/analyse-tree.ts';
import type { Report } from './engine/run.ts';
import { syntaxTreeOf } from './engine/syntax-tree.ts';
import type { SourceText, SyntaxTree } from './engine/syntax-tree.ts';
import type { Confidence, Trail } from './engine/value.ts';
import { knowledge } from './knowledge/knowledge.ts';
import { createTreeCache, moduleFinder } from './project.ts';

/** The security analysis of Python. It never throws: what it could not analyse, it says. */
export interface PythonSecurity {
  analyse(text: string, files?: ProjectFiles): Analysis;
  /** The text as nodes; undefined if it has syntax errors or is too long. */
  tree(text: string): SyntaxTree | undefined;
  /** Frees the parser; nothing may be analysed after it. */
  dispose(): void;
}

/** Longer texts are generated or vendored. UTF-16 units. */
const longestText = 1_000_000;

/** Above all nodes of a text that is judged. */
const firstImportedId = 10_000_000;

const severities: Readonly<Record<Confidence, Complaint['severity']>> = {
  high: 'error',
  medium: 'warning',
  low: 'information',
  parameter: 'information',
};

type LinesOf = (source: SourceText) => Lines;

function createLines(): LinesOf {
  const known = new Map<SourceText, Lines>();
  return (source) => {
    const lines = known.get(source) ?? linesOf(source.text);
    known.set(source, lines);
    return lines;
  };
}

function pathOf(trail: Trail | undefined, lines: LinesOf): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (let at = trail; at !== undefined; at = at.before) {
    const { source, start, end } = at.node;
    steps.push({
      ...(source.uri === undefined ? undefined : { uri: source.uri }),
      range: lines(source).range(start, end),
      message: at.message,
    });
  }
  return steps.toReversed();
}

function complaintOf(report: Report, lines: LinesOf): Complaint {
  const rule = knowledge.rules[report.rule];
  const path = pathOf(report.trail, lines);
  return {
    rule: report.rule,
    message: rule?.message ?? report.rule,
    severity: severities[report.confidence],
    range: lines(report.node.source).range(report.node.start, report.node.end),
    blocks: report.confidence === 'high',
    ...(rule === undefined ? undefined : { url: rule.url, cwe: rule.cwe, why: rule.why }),
    ...(path.length === 0 ? undefined : { path }),
  };
}

function parse(parser: Parser, source: SourceText): SyntaxTree | undefined {
  const tree = parser.parse(source.text);
  if (tree === null) return undefined;
  const cursor = tree.walk();
  try {
    return tree.rootNode.hasError ? undefined : syntaxTreeOf(cursor, source);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

/** Loads the parser and Python's grammar from their files. */
export async function createPythonSecurity(assets: {
  readonly treeSitterWasm: string;
  readonly pythonGrammar: string;
}): Promise<PythonSecurity> {
  const [engine, grammar] = await Promise.all([readFile(assets.treeSitterWasm), readFile(assets.pythonGrammar)]);
  await Parser.init({ wasmBinary: engine });
  const parser = new Parser().setLanguage(await Language.load(grammar));
  const analyseTree = createTreeAnalysis(knowledge);
  let nextId = firstImportedId;
  const treeOf = createTreeCache(({ text, path, uri }) => {
    const tree = parse(parser, { text, path, uri, firstId: nextId });
    nextId += tree?.size ?? 0;
    return tree;
  });
  return {
    analyse: (text, files) => {
      if (text.length > longestText) return { ok: false, verdict: 'not-applicable', why: 'the text is too long' };
      const tree = parse(parser, { text, path: files?.path ?? '', firstId: 0 });
      if (tree === undefined) return { ok: false, verdict: 'not-applicable', why: 'the text has syntax errors' };
      const analysis = analyseTree(tree, files && moduleFinder(files, treeOf));
      if (!analysis.ok) return { ok: false, verdict: 'unknown', why: analysis.why };
      const lines = createLines();
      const reports = analysis.reports.toSorted((a, b) => a.node.start - b.node.start || a.rule.localeCompare(b.rule));
      return { ok: true, complaints: reports.map((report) => complaintOf(report, lines)) };
    },
    tree: (text) => (text.length > longestText ? undefined : parse(parser, { text, path: '', firstId: 0 })),
    dispose: () => parser.delete(),
  };
}
