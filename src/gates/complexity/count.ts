import { logicalOperators } from './code-node.ts';
import type { CodeLanguage, CodeNode } from './code-node.ts';

/** What was counted of one function. */
export interface FunctionMeasure {
  /** Empty: it has none. */
  readonly name: string;
  readonly node: CodeNode;
  /** Absent: it is counted with the function around it. */
  readonly cognitive?: number;
  readonly cyclomatic: number;
  readonly nesting: number;
}

/**
 * Measures every function of a text.
 *
 * Cognitive complexity is counted as in G. Ann Campbell, "Cognitive Complexity: a new way of measuring understandability"
 * (https://www.sonarsource.com/docs/CognitiveComplexity.pdf): one for each break in the linear flow, and one more for each
 * level it is nested in; `else` and a jump to a label one without that; a sequence of the same logical operator one; a
 * function that calls itself one. A function inside of another adds to it, a level deeper, unless the outer one does
 * nothing but declare: then each is measured by itself.
 *
 * Cyclomatic complexity (T. J. McCabe, "A Complexity Measure", 1976) is one more than the decisions of the function
 * itself: conditions, loops, cases, handlers and logical operators.
 */
export function measureFunctions(root: CodeNode, language: CodeLanguage): readonly FunctionMeasure[] {
  const found: FunctionMeasure[] = [];
  const parts = createParts(language);
  const walk = (node: CodeNode, isCounted: boolean): void => {
    const isFunction = parts.isFunction(node);
    if (!isFunction) {
      for (const child of node.children) walk(child, isCounted);
      return;
    }
    const own = cognitiveOf(node, parts);
    const withInner = own.alone === 0 ? 0 : own.all;
    const { cyclomatic, nesting } = flowOf(node, parts);
    if (language.functions.has(node.type) || node.name !== undefined || !isCounted) {
      found.push({ name: node.name ?? '', node, ...(isCounted ? {} : { cognitive: withInner }), cyclomatic, nesting });
    }
    for (const child of node.children) walk(child, isCounted || own.alone > 0);
  };
  walk(root, false);
  return found;
}

interface Parts {
  readonly language: CodeLanguage;
  isFunction(node: CodeNode): boolean;
  /** Whether a node is a logical operation that no other one of the same kind holds. */
  operatorsOf(node: CodeNode): readonly string[];
}

function createParts(language: CodeLanguage): Parts {
  const isLogical = (node: CodeNode): boolean => language.binaries.has(node.type) && logicalOperators.has(node.operator ?? '');
  const unwrapped = (node: CodeNode): CodeNode => {
    const [only, ...others] = node.children;
    return language.parentheses.has(node.type) && only !== undefined && others.length === 0 ? unwrapped(only) : node;
  };
  const operatorsOf = (node: CodeNode): string[] => {
    const inner = unwrapped(node);
    if (!isLogical(inner)) return [];
    const [left, ...right] = inner.children;
    return [...(left ? operatorsOf(left) : []), inner.operator ?? '', ...right.flatMap(operatorsOf)];
  };
  return { language, isFunction: (node) => language.functions.has(node.type) || language.lambdas.has(node.type), operatorsOf };
}

/** How often the operator changes in a sequence, the first one counted. */
function runsOf(operators: readonly string[]): number {
  return operators.filter((operator, index) => operator !== operators[index - 1]).length;
}

interface Cognitive {
  /** Without what is in functions inside. */
  readonly alone: number;
  readonly all: number;
}

interface Place {
  readonly nesting: number;
  /** In a function inside of the measured one. */
  readonly inner: boolean;
  /** Part of a sequence of logical operators that was counted. */
  readonly counted?: boolean;
}

function cognitiveOf(measured: CodeNode, parts: Parts): Cognitive {
  const { language } = parts;
  let alone = 0;
  let all = 0;
  const add = (much: number, { inner }: Place): void => {
    all += much;
    if (!inner) alone += much;
  };
  const visitAll = (nodes: readonly CodeNode[], place: Place): void => nodes.forEach((node) => visit(node, place));
  const deeper = (place: Place): Place => ({ nesting: place.nesting + 1, inner: place.inner });
  const visitParts = (node: CodeNode, place: Place): void => {
    const mayElse = language.ifs.has(node.type) || language.elseIfs.has(node.type) || language.loops.has(node.type);
    for (const child of node.children) {
      const isElse = mayElse && (child.field === 'alternative' || language.elses.has(child.type) || language.elseIfs.has(child.type));
      if (isElse) visitElse(child, place);
      else visit(child, child.field === 'condition' ? { nesting: place.nesting, inner: place.inner } : deeper(place));
    }
  };
  const visitElse = (node: CodeNode, place: Place): void => {
    const [only, ...others] = node.children;
    if (language.elses.has(node.type) && only !== undefined && others.length === 0 && language.ifs.has(only.type))
      return visitElse(only, place);
    add(1, place);
    if (language.ifs.has(node.type) || language.elseIfs.has(node.type)) visitParts(node, place);
    else visitAll(node.children.length === 0 ? [] : [node], { ...deeper(place), counted: false });
  };
  const visit = (node: CodeNode, place: Place): void => {
    if (parts.isFunction(node)) return visitAll(node.children, { nesting: place.nesting + 1, inner: true });
    if (breaksFlow(node, language)) {
      add(1 + place.nesting, place);
      return visitParts(node, place);
    }
    const operators = place.counted === true ? [] : parts.operatorsOf(node);
    add(runsOf(operators) + flatIncrement(node, measured, language), place);
    const counted =
      operators.length > 0 || (place.counted === true && (language.binaries.has(node.type) || language.parentheses.has(node.type)));
    visitAll(node.children, { nesting: place.nesting, inner: place.inner, counted });
  };
  visitAll(measured.children, { nesting: 0, inner: false });
  return { alone, all };
}

function breaksFlow({ type }: CodeNode, language: CodeLanguage): boolean {
  return [language.ifs, language.loops, language.switches, language.catches, language.ternaries].some((types) => types.has(type));
}

/** A jump to a label, or a call of the measured function itself. */
function flatIncrement(node: CodeNode, measured: CodeNode, language: CodeLanguage): number {
  if (language.gotos.has(node.type)) return 1;
  if (language.jumps.has(node.type)) return node.children.some(({ type }) => language.labels.has(type)) ? 1 : 0;
  if (!language.calls.has(node.type) || node.name === undefined || measured.name === undefined) return 0;
  const own = /^(?:(?:this|self|Self|\$this)(?:\.|->|::))?(.+)$/su.exec(node.name)?.[1];
  return own === measured.name ? 1 : 0;
}

interface Flow {
  readonly cyclomatic: number;
  readonly nesting: number;
}

/** How many decisions a node is. */
function decisionsOf(node: CodeNode, language: CodeLanguage): number {
  if (language.binaries.has(node.type)) return logicalOperators.has(node.operator ?? '') ? 1 : 0;
  if (language.cases.has(node.type)) return isDefault(node) ? 0 : 1;
  return [language.ifs, language.elseIfs, language.loops, language.catches, language.ternaries].some((types) => types.has(node.type))
    ? 1
    : 0;
}

/** The case for everything else is no decision. */
function isDefault({ name }: CodeNode): boolean {
  return name !== undefined && /^(?:default\b|case\s+_\s*:|_\s*=>)/u.test(name);
}

/** Of the function itself, without those inside. */
function flowOf(measured: CodeNode, parts: Parts): Flow {
  const { language } = parts;
  const blocks = [language.ifs, language.loops, language.switches, language.tries];
  let cyclomatic = 1;
  let nesting = 0;
  const visit = (node: CodeNode, depth: number, afterElse = false): void => {
    if (parts.isFunction(node)) return;
    cyclomatic += decisionsOf(node, language);
    const isElseIf = (node.field === 'alternative' || afterElse) && language.ifs.has(node.type);
    const inside = blocks.some((types) => types.has(node.type)) && !isElseIf ? depth + 1 : depth;
    nesting = Math.max(nesting, inside);
    const isElse = language.elses.has(node.type) && node.children.length === 1;
    for (const child of node.children) visit(child, inside, isElse);
  };
  for (const child of measured.children) visit(child, 0);
  return { cyclomatic, nesting };
}
