import { compile } from './compiled.ts';
import type { Compiled } from './compiled.ts';
import { runEntries } from './entries.ts';
import type { Knowledge } from './knowledge.ts';
import { beginningOfTrail, BudgetError, Run } from './run.ts';
import type { Project, Report } from './run.ts';
import { execute } from './statements.ts';
import { enclosing } from './syntax-tree.ts';
import type { SyntaxTree } from './syntax-tree.ts';

export type TreeAnalysis = { readonly ok: true; readonly reports: readonly Report[] } | { readonly ok: false; readonly why: string };

/** Deeper than this no person nests, and the interpreter's own stack would not bear it. */
const deepestTree = 250;
const deepestRun = 1200;

function stepsFor(tree: SyntaxTree): number {
  return 60_000 + tree.size * 40;
}

/** Makes an analysis of trees by what is known of libraries. */
export function createTreeAnalysis(knowledge: Knowledge): (tree: SyntaxTree, find?: Project['find']) => TreeAnalysis {
  const compiled = compile(knowledge);
  return (tree, find) => {
    if (tree.depth > deepestTree) return { ok: false, why: 'the text is nested too deeply' };
    const project = find && { find: (module: string, from: string) => shallow(find(module, from)), loaded: new Map() };
    const analysis = analysed(compiled, tree, project);
    // What the text shows by itself is better than nothing.
    return analysis.ok || project === undefined ? analysis : analysed(compiled, tree, undefined);
  };
}

function shallow(tree: SyntaxTree | undefined): SyntaxTree | undefined {
  return tree === undefined || tree.depth > deepestTree ? undefined : tree;
}

/** Where the text itself calls a function, its calls show what the parameters are; and a place is reported once for a rule. */
function keptReports(run: Run): readonly Report[] {
  const kept = new Map<string, Report>();
  for (const report of run.reports.values()) {
    const key = `${report.rule}:${String(report.node.id)}`;
    const isCallers = report.confidence === 'parameter' && report.trail !== undefined;
    const around = isCallers ? enclosing(beginningOfTrail(report.trail), ({ type }) => type === 'function_definition') : undefined;
    if (around !== undefined && run.calls.has(around.id)) continue;
    if (!isCallers || !kept.has(key)) kept.set(key, report);
  }
  return [...kept.values()];
}

function analysed(compiled: Compiled, tree: SyntaxTree, project: Project | undefined): TreeAnalysis {
  const run = new Run({ compiled, own: tree.root.source, project, steps: stepsFor(tree), deepest: deepestRun });
  for (const [, name] of run.source.matchAll(compiled.knowledge.handlers.numberInRoute))
    if (name !== undefined) run.numbersInRoutes.add(name);
  const { declared } = compiled.knowledge;
  for (const [, name] of run.source.matchAll(declared.pattern))
    if (name !== undefined) run.declared.add(`${declared.of}.${name.replaceAll('-', '_')}`);
  try {
    const frame = run.frame({});
    frame.captured = true;
    execute(run, frame, tree.root.children);
    runEntries(run);
  } catch (error) {
    if (error instanceof BudgetError) return { ok: false, why: error.message };
    throw error;
  }
  return { ok: true, reports: keptReports(run) };
}
