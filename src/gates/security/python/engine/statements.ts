import { assignTo, keepChosen } from './bindings.ts';
import { rejoin } from './branches.ts';
import type { Branch } from './branches.ts';
import { defineClass, defineFunction } from './definitions.ts';
import { combined, evaluate } from './expressions.ts';
import { gains } from './functions.ts';
import { importFrom, importModules } from './imports.ts';
import { executeMatch } from './match.ts';
import { elementOf } from './members.ts';
import { newTaint, sourced } from './names.ts';
import { parametersOf } from './parameters.ts';
import { checkReturn } from './returns.ts';
import type { Frame, Run } from './run.ts';
import type { Store } from './store.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { constantValue, joinValues, truthOf, unknown } from './value.ts';
import type { Value } from './value.ts';

/** Executes a statement; true if what follows it is not reached. */
type Executor = (run: Run, frame: Frame, node: SyntaxNode) => boolean;

function blockOf(node: SyntaxNode): readonly SyntaxNode[] {
  const body = node.child('body') ?? node.child('consequence') ?? node.children.find(({ type }) => type === 'block');
  return body?.children ?? [];
}

function executeIf(frame: Frame, node: SyntaxNode, alternatives = node.all('alternative')): boolean {
  const { run } = frame;
  const condition = node.child('condition');
  const test = condition === undefined ? unknown : evaluate(run, frame, condition);
  const known = truthOf(test);
  const otherwise = (): boolean => {
    const [next, ...rest] = alternatives;
    if (next === undefined) return false;
    return next.type === 'elif_clause' ? executeIf(frame, next, rest) : execute(run, frame, blockOf(next));
  };
  if (known === true) return execute(run, frame, blockOf(node));
  if (known === false) return otherwise();
  const yes = run.forked(() => {
    run.apply(test.whenTrue ?? []);
    return execute(run, frame, blockOf(node));
  });
  const no = run.forked(() => {
    run.apply(test.whenFalse ?? []);
    return otherwise();
  });
  return rejoin(run, [yes, no]);
}

/** Runs a loop's body until nothing new is untrusted, at most three times. */
function loop(run: Run, frame: Frame, once: () => boolean): void {
  const base = run.store;
  for (let round = 0; round < 3; round += 1) {
    const left: Store[] = [];
    frame.loops.push({ base, left });
    const { store, result } = run.forked(once);
    frame.loops.pop();
    const changed = store.changedTaints(base) || left.some((one) => one.changedTaints(base));
    run.store.merge([...left, ...(result ? [] : [store]), base.fork()]);
    if (!changed) return;
  }
}

function executeFor(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const [target, source] = [node.child('left'), node.child('right')];
  if (target === undefined || source === undefined) return false;
  const gone = evaluate(run, frame, source);
  loop(run, frame, () => {
    assignTo(frame, target, sourced(run, source, elementOf(run, gone)));
    keepChosen(frame, node, target);
    return execute(run, frame, blockOf(node));
  });
  return elseOf(run, frame, node);
}

function elseOf(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const otherwise = node.child('alternative');
  return otherwise === undefined ? false : run.perhaps(() => execute(run, frame, blockOf(otherwise))) && false;
}

const orders: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** `while count > 0: … count -= 1`, where a stranger has chosen the count. */
function checkCounted(run: Run, frame: Frame, node: SyntaxNode): void {
  const condition = node.child('condition');
  const sides =
    condition?.type === 'comparison_operator' && orders.has(condition.operators[0] ?? '')
      ? condition.children
      : condition === undefined
        ? []
        : [condition];
  const names = sides.filter(({ type }) => type === 'identifier');
  const body = node.child('body')?.text ?? '';
  if (!names.some(({ text }) => new RegExp(String.raw`(?<![\w.])${text}\s*(?:[-+]=|=\s*${text}\s*[-+])`, 'u').test(body))) return;
  for (const name of names) {
    const value = evaluate(run, frame, name);
    run.reportTaints({
      rule: 'resource-exhaustion',
      node: name,
      value,
      taints: value.taints,
      most: 'medium',
      message: 'says how often the loop runs',
    });
  }
}

function executeWhile(run: Run, frame: Frame, node: SyntaxNode): boolean {
  checkCounted(run, frame, node);
  const condition = node.child('condition');
  let last: Value = unknown;
  const test = (): Value => (last = condition === undefined ? unknown : evaluate(run, frame, condition));
  if (truthOf(run.perhaps(test)) === false) return false;
  loop(run, frame, () => {
    run.apply(test().whenTrue ?? []);
    return execute(run, frame, blockOf(node));
  });
  run.apply(last.whenFalse ?? []);
  return elseOf(run, frame, node);
}

function leaveLoop(run: Run, frame: Frame): boolean {
  const around = frame.loops.at(-1);
  if (around !== undefined) around.left.push(run.store.changesSince(around.base));
  return true;
}

function executeTry(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const body = run.forked(() => execute(run, frame, blockOf(node)));
  const handlers = node.children.filter(({ type }) => type === 'except_clause' || type === 'except_group_clause');
  const branches: Branch[] = [body];
  for (const clause of node.children.filter(({ type }) => type === 'else_clause')) {
    const base = run.store;
    run.store = body.store;
    if (!body.result) branches[0] = { store: body.store, result: execute(run, frame, blockOf(clause)) };
    run.store = base;
  }
  for (const handler of handlers) {
    branches.push(
      run.forked(() => {
        // It starts in any state that the body went through.
        run.store.merge([body.store, run.store.fork()]);
        catchException(run, frame, handler);
        return execute(run, frame, blockOf(handler));
      }),
    );
  }
  const ended = rejoin(run, branches);
  const last = node.children.find(({ type }) => type === 'finally_clause');
  return last === undefined ? ended : execute(run, frame, blockOf(last)) || ended;
}

function catchException(run: Run, frame: Frame, handler: SyntaxNode): void {
  const caught = handler.child('value');
  const alias = caught?.type === 'as_pattern' ? caught.child('alias') : undefined;
  if (caught === undefined || alias === undefined) return;
  const type = caught.children[0]?.text ?? '';
  const isOwn = caught.children[0] !== undefined && evaluate(run, frame, caught.children[0]).class !== undefined;
  const tells = !isOwn && run.compiled.knowledge.tellingException.test(type);
  const taints = tells ? [newTaint(alias, { what: `the exception ${type}`, confidence: 'high', kind: 'exception' })] : [];
  assignTo(frame, alias, { taints });
}

function executeWith(run: Run, frame: Frame, node: SyntaxNode): boolean {
  for (const item of node.children.find(({ type }) => type === 'with_clause')?.children ?? []) {
    const opened = item.child('value') ?? item;
    const source = opened.type === 'as_pattern' ? opened.children[0] : opened;
    const value = source === undefined ? unknown : evaluate(run, frame, source);
    const alias = opened.type === 'as_pattern' ? opened.child('alias') : undefined;
    if (alias !== undefined) assignTo(frame, alias, value);
  }
  return execute(run, frame, blockOf(node));
}

function executeAssignment(run: Run, frame: Frame, node: SyntaxNode): Value {
  const [target, source] = [node.child('left'), node.child('right')];
  if (target === undefined || source === undefined) return unknown;
  const value = source.type === 'assignment' ? executeAssignment(run, frame, source) : evaluate(run, frame, source);
  assignTo(frame, target, value);
  return value;
}

function executeAugmented(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const [target, source] = [node.child('left'), node.child('right')];
  if (target === undefined || source === undefined) return false;
  const operator = node.operators[0]?.replace('=', '') ?? '+';
  const before = evaluate(run, frame, target);
  const value = combined(run, operator, [before, evaluate(run, frame, source)]);
  assignTo(frame, target, before.object === undefined || value.object !== undefined ? value : joinValues(before, value));
  return false;
}

function executeExpression(run: Run, frame: Frame, node: SyntaxNode): boolean {
  let ended = false;
  for (const child of node.children) {
    if (child.type === 'assignment') executeAssignment(run, frame, child);
    else if (child.type === 'augmented_assignment') executeAugmented(run, frame, child);
    else ended = evaluate(run, frame, child).never === true || ended;
  }
  return ended;
}

function executeReturn(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const source = node.children[0];
  const value = source === undefined ? constantValue(null) : evaluate(run, frame, source);
  if (value.never === true) return true;
  if (source !== undefined) checkReturn(run, frame, { node, value });
  frame.exits.push({ value, gained: gains(run, frame), truth: truthOf(value) });
  return true;
}

/** An assertion in a function that answers requests. */
function checkAssertion(run: Run, frame: Frame, node: SyntaxNode): void {
  const definition = frame.function?.node;
  const answers =
    definition !== undefined && (frame.handler !== undefined || parametersOf(definition).some(({ name }) => name === 'request'));
  if (!answers || /^test/u.test(frame.function?.name ?? '')) return;
  for (const { rule, confidence, of } of run.compiled.knowledge.assertions) {
    if (of.test(node.children[0]?.text ?? '')) run.report({ rule, node, confidence, trail: undefined });
  }
}

function executeAssert(run: Run, frame: Frame, node: SyntaxNode): boolean {
  const test = node.children[0] === undefined ? unknown : evaluate(run, frame, node.children[0]);
  checkAssertion(run, frame, node);
  run.apply(test.whenTrue ?? []);
  return truthOf(test) === false;
}

function each(run: Run, frame: Frame, node: SyntaxNode): boolean {
  for (const child of node.children) evaluate(run, frame, child);
  return false;
}

const executors: Readonly<Record<string, Executor>> = {
  expression_statement: executeExpression,
  return_statement: executeReturn,
  if_statement: (_run, frame, node) => executeIf(frame, node),
  for_statement: executeFor,
  while_statement: executeWhile,
  try_statement: executeTry,
  with_statement: executeWith,
  match_statement: (run, frame, node) => executeMatch(run, frame, node),
  function_definition: (_run, frame, node) => defineFunction(frame, node, []),
  class_definition: (_run, frame, node) => defineClass(frame, node, []),
  decorated_definition: (_run, frame, node) => {
    const definition = node.child('definition');
    if (definition === undefined) return false;
    const decorators = node.children.filter(({ type }) => type === 'decorator');
    return definition.type === 'class_definition'
      ? defineClass(frame, definition, decorators)
      : defineFunction(frame, definition, decorators);
  },
  import_statement: (run, frame, node) => importModules(run, frame, node),
  import_from_statement: (run, frame, node) => importFrom(run, frame, node),
  assert_statement: executeAssert,
  raise_statement: (run, frame, node) => {
    each(run, frame, node);
    return true;
  },
  break_statement: (run, frame) => leaveLoop(run, frame),
  continue_statement: (run, frame) => leaveLoop(run, frame),
  global_statement: (_run, frame, node) => {
    for (const name of node.children) frame.globals.add(name.text);
    return false;
  },
  nonlocal_statement: (_run, frame, node) => {
    for (const name of node.children) frame.globals.add(name.text);
    return false;
  },
};

/** Executes statements in order; true if what follows them is not reached. */
export function execute(run: Run, frame: Frame, nodes: readonly SyntaxNode[]): boolean {
  for (const node of nodes) {
    const executor = executors[node.type] ?? each;
    if (run.deeper(() => executor(run, frame, node))) return true;
  }
  return false;
}
