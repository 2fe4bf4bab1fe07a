import { assignTo } from './bindings.ts';
import { evaluate, placeOf } from './expressions.ts';
import { numberOf, unescaped } from './constants.ts';
import { elementOf } from './members.ts';
import type { Frame, Run } from './run.ts';
import type { Store } from './store.ts';
import { execute } from './statements.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { constantValue, unknown } from './value.ts';
import type { Value } from './value.ts';

type Rejoin = (run: Run, branches: readonly { store: Store; result: boolean }[]) => boolean;

function literal(node: SyntaxNode): Value | undefined {
  if (node.type === 'string') return constantValue(unescaped(node.children.find(({ type }) => type === 'string_content')?.text ?? ''));
  if (node.type === 'integer' || node.type === 'float') return numberOf(node.text);
  return undefined;
}

/** The constants that a pattern matches; undefined if it may match something else. */
function constantsOf(pattern: SyntaxNode): readonly Value[] | undefined {
  if (pattern.type === 'case_pattern' || pattern.type === 'as_pattern') return pattern.children[0] === undefined ? undefined : constantsOf(pattern.children[0]);
  if (pattern.type === 'union_pattern') {
    const all = pattern.children.map(constantsOf);
    return all.includes(undefined) ? undefined : all.flatMap((one) => one ?? []);
  }
  const constant = literal(pattern);
  return constant === undefined ? undefined : [constant];
}

function captures(pattern: SyntaxNode): readonly SyntaxNode[] {
  if (pattern.type === 'dotted_name') return pattern.parent?.type === 'class_pattern' || pattern.children.length !== 1 ? [] : pattern.children;
  if (pattern.type === 'identifier') return [pattern];
  return pattern.children.flatMap(captures);
}

function isCatchAll(pattern: SyntaxNode): boolean {
  return pattern.text === '_' || (pattern.type === 'case_pattern' && pattern.children[0]?.type === 'dotted_name' && pattern.children[0].children.length === 1);
}

function executeCase(run: Run, frame: Frame, clause: SyntaxNode, subject: { value: Value; key: string | undefined }): boolean {
  const patterns = clause.children.filter(({ type }) => type === 'case_pattern');
  const constants = patterns.length === 1 && patterns[0] !== undefined ? constantsOf(patterns[0]) : undefined;
  if (constants !== undefined) {
    const only = constants.length === 1 ? constants[0]?.constant : undefined;
    const proved = subject.key === undefined ? [] : [{ key: subject.key, mask: run.compiled.everything, ...(only === undefined ? undefined : { constant: only }) }];
    run.apply([...proved, ...(subject.value.whenEqual ?? [])]);
  } else {
    for (const target of patterns.flatMap(captures)) assignTo(run, frame, target, patterns.some(isCatchAll) ? subject.value : elementOf(run, subject.value));
  }
  const guard = clause.child('guard')?.children[0];
  if (guard !== undefined) run.apply(evaluate(run, frame, guard).whenTrue ?? []);
  return execute(run, frame, clause.child('consequence')?.children ?? []);
}

/** Runs every case that may match. A case of constants proves that the subject is one of them. */
export function executeMatch(run: Run, frame: Frame, node: SyntaxNode, rejoin: Rejoin): boolean {
  const subjectNode = node.child('subject');
  const value = subjectNode === undefined ? unknown : evaluate(run, frame, subjectNode);
  const key = subjectNode === undefined ? undefined : placeOf(run, frame, subjectNode);
  const clauses = node.child('body')?.children.filter(({ type }) => type === 'case_clause') ?? [];
  const branches: { store: Store; result: boolean }[] = [];
  let complete = false;
  for (const clause of clauses) {
    const patterns = clause.children.filter(({ type }) => type === 'case_pattern');
    const constants = patterns[0] === undefined ? undefined : constantsOf(patterns[0]);
    if (value.constant !== undefined && constants?.every(({ constant }) => constant !== value.constant) === true) continue;
    branches.push(run.forked(() => executeCase(run, frame, clause, { value, key })));
    const certain = value.constant !== undefined && constants?.some(({ constant }) => constant === value.constant) === true;
    complete = clause.child('guard') === undefined && (certain || patterns.some(isCatchAll));
    if (complete) break;
  }
  return rejoin(run, complete ? branches : [...branches, run.forked(() => false)]);
}
