import type { ComplexityLimits } from '../../core/gate-policy.ts';
import type { Analysis, Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import type { Lines } from '../lines.ts';
import { isScriptLanguage } from '../plan.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { isTreeLanguage, treeLanguage } from '../tree-sitter/languages.ts';
import { syntaxErrorsOf } from '../tree-sitter/syntax-errors.ts';
import { scriptPath } from '../typescript/file-path.ts';
import type { CodeLanguage, CodeNode } from './code-node.ts';
import { measureFunctions } from './count.ts';
import type { FunctionMeasure } from './count.ts';
import { scriptLanguage, treeLanguages } from './languages.ts';
import { nodesOfScript } from './script-nodes.ts';
import { complexityThresholds } from './thresholds.ts';
import { nodesOfTree } from './tree-nodes.ts';

/** A text to be measured. */
export interface MeasuredText {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  /** The text before the change: a function that was as bad there is left out. */
  readonly base?: string;
  /** Where a person has other limits than the product's. */
  readonly complexity?: Readonly<Partial<ComplexityLimits>> | undefined;
}

type Measures = { readonly ok: true; readonly functions: readonly FunctionMeasure[] } | { readonly ok: false; readonly why: string };

interface Metric {
  readonly rule: string;
  readonly of: keyof ComplexityLimits;
  value(measure: FunctionMeasure, lines: Lines): number;
  words(value: number, most: number): string;
  readonly url?: string;
}

const metrics: readonly Metric[] = [
  {
    rule: 'cognitive-complexity',
    of: 'cognitive',
    value: ({ cognitive }) => cognitive ?? 0,
    words: (value, most) => `has a cognitive complexity of ${value}; over ${most} it is hard to follow`,
    url: 'https://www.sonarsource.com/docs/CognitiveComplexity.pdf',
  },
  {
    rule: 'cyclomatic-complexity',
    of: 'cyclomatic',
    value: ({ cyclomatic }) => cyclomatic,
    words: (value, most) => `has ${value} independent ways through it; over ${most} they are hard to test`,
    url: 'https://doi.org/10.1109/TSE.1976.233837',
  },
  {
    rule: 'function-length',
    of: 'lines',
    value: ({ node }, lines) => filledLines(node, lines),
    words: (value, most) => `has ${value} lines; over ${most} it is hard to see at once`,
  },
  {
    rule: 'nesting-depth',
    of: 'nesting',
    value: ({ nesting }) => nesting,
    words: (value, most) => `is nested ${value} levels deep; over ${most} it is hard to follow`,
  },
];

function filledLines({ start, end }: CodeNode, lines: Lines): number {
  const last = lines.position(end).line;
  let count = 0;
  for (let line = lines.position(start).line; line <= last; line += 1) if (lines.text(line).trim() !== '') count += 1;
  return count;
}

interface Asked {
  readonly language: CodeLanguage;
  readonly grammar?: string;
}

function askedFor(languageId: string): Asked | undefined {
  if (isScriptLanguage(languageId)) return { language: scriptLanguage };
  const grammar = languageId === 'python' ? 'python' : isTreeLanguage(languageId) ? treeLanguage(languageId).grammar : undefined;
  const language = grammar === undefined ? undefined : treeLanguages[grammar];
  return language === undefined || grammar === undefined ? undefined : { language, grammar };
}

async function measured({ uri, languageId, text }: MeasuredText, grammars: Grammars): Promise<Measures> {
  const asked = askedFor(languageId);
  if (asked === undefined) return { ok: false, why: `functions of ${languageId} are not measured` };
  const { language, grammar } = asked;
  try {
    if (grammar !== undefined) {
      return await grammars.withTree(grammar, text, (tree): Measures =>
        tree.rootNode.hasError && syntaxErrorsOf(tree, text).length > 0
          ? { ok: false, why: 'the text has syntax errors' }
          : { ok: true, functions: measureFunctions(nodesOfTree(tree, text, language), language) },
      );
    }
    const path = isScriptLanguage(languageId) ? scriptPath(uri, languageId) : uri;
    return { ok: true, functions: measureFunctions(nodesOfScript(text, path), language) };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, why: 'the text is nested too deeply to be measured' };
    throw error;
  }
}

/** By metric and function the worst it had. Functions of the same name are told apart by their order. */
function worstOf(functions: readonly FunctionMeasure[], lines: Lines): ReadonlyMap<string, number> {
  const worst = new Map<string, number>();
  for (const { key, measure } of keyed(functions))
    for (const metric of metrics) worst.set(`${metric.rule} ${key}`, metric.value(measure, lines));
  return worst;
}

function keyed(functions: readonly FunctionMeasure[]): { readonly key: string; readonly measure: FunctionMeasure }[] {
  const seen = new Map<string, number>();
  return functions.map((measure) => {
    const before = seen.get(measure.name) ?? 0;
    seen.set(measure.name, before + 1);
    return { key: `${measure.name} ${before}`, measure };
  });
}

function complaintOf(
  metric: Metric,
  { name, node }: FunctionMeasure,
  { value, most, lines }: { readonly value: number; readonly most: number; readonly lines: Lines },
): Complaint {
  const first = lines.position(node.start).line;
  const { rule, url } = metric;
  const message = `${name === '' ? 'This function' : `\`${name}\``} ${metric.words(value, most)}.`;
  const range = lines.range(node.start, Math.min(node.end, lines.offset(first, lines.text(first).length)));
  return { rule, message, severity: 'warning', range, blocks: false, anchor: name, ...(url === undefined ? {} : { url }) };
}

/** The gate `complexity`: functions over a threshold, of a change only those that it made or made worse. It is advice. */
export async function analyseComplexity(subject: MeasuredText, grammars: Grammars): Promise<Analysis> {
  const result = await measured(subject, grammars);
  if (!result.ok) return { ok: false, verdict: 'not-applicable', why: result.why };
  const lines = linesOf(subject.text);
  const limits: ComplexityLimits = { ...complexityThresholds, ...subject.complexity };
  const over = keyed(result.functions).flatMap(({ key, measure }) =>
    metrics
      .map((metric) => ({ metric, key, measure, value: metric.value(measure, lines) }))
      .filter(({ metric, value }) => value > limits[metric.of]),
  );
  const before = over.length === 0 || subject.base === undefined ? undefined : await measured({ ...subject, text: subject.base }, grammars);
  const worst = before?.ok === true ? worstOf(before.functions, linesOf(subject.base ?? '')) : new Map<string, number>();
  const worse = over.filter(({ metric, key, value }) => value > (worst.get(`${metric.rule} ${key}`) ?? 0));
  return {
    ok: true,
    complaints: worse.map(({ metric, measure, value }) => complaintOf(metric, measure, { value, most: limits[metric.of], lines })),
  };
}
