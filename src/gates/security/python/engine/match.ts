import { assignTo } from './bindings.ts';
import { rejoin } from './branches.ts';
import type { Branch } from './branches.ts';
import { evaluate, placeOf } from './expressions.ts';
import { numberOf, unescaped } from './constants.ts';
import { elementOf } from './members.ts';
import type { Frame, Run } from './run.ts';
import { execute } from './statements.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { constantValue, unknown } from './value.ts';
import type { Value } from './value.ts';

function literal(node: SyntaxNode): Value | undefined {
  if (node.type === 'string') return constantValue(unescaped(node.children.find(({ type }) => type === 'string_content')?.text ?? ''));
  if (node.type === 'integer' || node.type === 'float') return numberOf(node.text);
  return undefined;
}

/** The constants that a pattern matches; undefined if it may match something else. */
function constantsOf(pattern: SyntaxNode): readonly Value[] | undefined {
  if (pattern.type === 'case_pattern' || pattern.type === 'as_pattern')
    return pattern.children[0] === undefined ? undefined : constantsOf(pattern.children[0]);
  if (pattern.type === 'union_pattern') {
    const all = pattern.children.map(constantsOf);
    return all.includes(undefined) ? undefined : all.flatMap((one) => one ?? []);
  }
  const constant = literal(pattern);
  return constant === undefined ? undefined : [constant];
}

function captures(pattern: SyntaxNode): readonly SyntaxNode[] {
  if (pattern.type === 'dotted_name')
    return pattern.parent?.type === 'class_pattern' || pattern.children.length !== 1 ? [] : pattern.children;
  if (pattern.type === 'identifier') return [pattern];
  return pattern.children.flatMap(captures);
}

function isCatchAll(pattern: SyntaxNode): boolean {
  return (
    pattern.text === '_' ||
    (pattern.type === 'case_pattern' && pattern.children[0]?.type === 'dotted_name' && pattern.children[0].children.length === 1)
  );
}

interface Subject {
  readonly value: Value;
  readonly key: string | undefined;
}

/** A case of constants proves that the subject is one of them; another one binds what it captures. */
function enterCase(frame: Frame, patterns: readonly SyntaxNode[], subject: Subject): void {
  const { run } = frame;
  const constants = patterns.length === 1 && patterns[0] !== undefined ? constantsOf(patterns[0]) : undefined;
  if (constants === undefined) {
    const value = patterns.some(isCatchAll) ? subject.value : elementOf(run, subject.value);
    for (const target of patterns.flatMap(captures)) assignTo(frame, target, value);
    return;
  }
  const only = constants.length === 1 ? constants[0]?.constant : undefined;
  const proved =
    subject.key === undefined
      ? []
      : [{ key: subject.key, mask: run.compiled.everything, ...(only === undefined ? undefined : { constant: only }) }];
  run.apply([...proved, ...(subject.value.whenEqual ?? [])]);
}

function executeCase(frame: Frame, clause: SyntaxNode, subject: Subject): boolean {
  const { run } = frame;
  enterCase(frame, patternsOf(clause), subject);
  const guard = clause.child('guard')?.children[0];
  if (guard !== undefined) run.apply(evaluate(run, frame, guard).whenTrue ?? []);
  return execute(run, frame, clause.child('consequence')?.children ?? []);
}

function patternsOf(clause: SyntaxNode): readonly SyntaxNode[] {
  return clause.children.filter(({ type }) => type === 'case_pattern');
}

/** Whether a case matches a subject: surely, surely not, or nobody can tell. */
function matches(clause: SyntaxNode, value: Value): boolean | undefined {
  const patterns = patternsOf(clause);
  const guarded = clause.child('guard') !== undefined;
  if (patterns.some(isCatchAll)) return guarded ? undefined : true;
  const constants = patterns[0] === undefined ? undefined : constantsOf(patterns[0]);
  if (value.constant === undefined || constants === undefined) return undefined;
  if (!constants.some(({ constant }) => constant === value.constant)) return false;
  return guarded ? undefined : true;
}

/** Runs every case that may match. */
export function executeMatch(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const subjectNode = node.child('subject');
  const value = subjectNode === undefined ? unknown : evaluate(run, frame, subjectNode);
  const key = subjectNode === undefined ? undefined : placeOf(run, frame, subjectNode);
  const branches: Branch[] = [];
  for (const clause of node.child('body')?.children.filter(({ type }) => type === 'case_clause') ?? []) {
    const matching = matches(clause, value);
    if (matching === false) continue;
    branches.push(run.forked(() => executeCase(frame, clause, { value, key })));
    if (matching === true) return rejoin(run, branches);
  }
  return rejoin(run, [...branches, run.forked(() => false)]);
}
