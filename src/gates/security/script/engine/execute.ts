import ts from 'typescript';
import { assignTo } from './assign.ts';
import { inFork, mergeForks } from './engine.ts';
import type { Engine, Loop } from './engine.ts';
import { refine, refineSwitch } from './guards.ts';
import { defineClass } from './literals.ts';
import type { State } from './state.ts';
import { apiValue, elementsOf, isTruthy, literalOf, stringOf, unknown } from './values.ts';
import type { Value } from './values.ts';

function executeIf(engine: Engine, node: ts.IfStatement): void {
  const truth = isTruthy(engine.evaluate(node.expression));
  const branch = (statement: ts.Statement | undefined, wanted: boolean): State =>
    inFork(engine, () => {
      if (truth === undefined) refine(engine, node.expression, wanted);
      if (statement) engine.execute(statement);
    });
  const forks = [
    ...(truth === false ? [] : [branch(node.thenStatement, true)]),
    ...(truth === true ? [] : [branch(node.elseStatement, false)]),
  ];
  mergeForks(engine, forks);
}

interface LoopParts {
  readonly node: ts.IterationStatement;
  readonly condition?: ts.Expression | undefined;
  readonly atLeastOnce?: boolean;
  readonly before?: () => void;
  readonly after?: () => void;
}

function labelOf(node: ts.Node): { readonly label?: string } {
  return ts.isLabeledStatement(node.parent) ? { label: node.parent.label.text } : {};
}

function turn(engine: Engine, parts: LoopParts, loop: Loop): State {
  const fork = inFork(engine, () => {
    if (parts.condition && parts.atLeastOnce !== true) {
      engine.evaluate(parts.condition);
      engine.knowledge.onNode(parts.node, unknown, engine);
      refine(engine, parts.condition, true);
    }
    parts.before?.();
    engine.execute(parts.node.statement);
  });
  const base = engine.state;
  if (loop.continues.length > 0) fork.merge([...(fork.dead ? [] : [fork.since(base)]), ...loop.continues.splice(0)]);
  if (!fork.dead) {
    engine.state = fork;
    parts.after?.();
    engine.state = base;
  }
  return fork;
}

/** Twice: what the first turn leaves, the second one may use. */
function executeLoop(engine: Engine, parts: LoopParts): void {
  const base = engine.state;
  const { condition } = parts;
  const truthOfCondition = (): boolean | undefined => (condition ? isTruthy(engine.evaluate(condition)) : undefined);
  if (parts.atLeastOnce !== true && truthOfCondition() === false) return;
  const loop: Loop = { base, breaks: [], continues: [], ...labelOf(parts.node) };
  engine.frame.loops.push(loop);
  for (let round = 0; round < 2; round += 1) {
    const fork = turn(engine, parts, loop);
    const ends = fork.dead ? [] : [fork.since(base)];
    const skipped = parts.atLeastOnce !== true && truthOfCondition() !== true;
    if (!base.merge(skipped || ends.length === 0 ? [...ends, new Map()] : ends)) break;
  }
  engine.frame.loops.pop();
  const endless = truthOfCondition() === true;
  const ended = inFork(engine, () => {
    if (condition && !endless) refine(engine, condition, false);
    if (endless) engine.state.dead = true;
  });
  base.merge([...(ended.dead ? [] : [ended.since(base)]), ...loop.breaks]);
}

function executeFor(engine: Engine, node: ts.ForStatement): void {
  if (node.initializer) {
    if (ts.isVariableDeclarationList(node.initializer)) declare(engine, node.initializer);
    else engine.evaluate(node.initializer);
  }
  const { incrementor, condition } = node;
  // The counter is no constant in the loop.
  if (incrementor) engine.evaluate(incrementor);
  executeLoop(engine, { node, condition, ...(incrementor ? { after: () => void engine.evaluate(incrementor) } : {}) });
}

function executeForEach(engine: Engine, node: ts.ForOfStatement | ts.ForInStatement): void {
  const all = engine.evaluate(node.expression);
  const item: Value = ts.isForOfStatement(node) ? (engine.knowledge.property(all, '*', node.expression) ?? elementsOf(all)) : keysOf(all);
  const before = (): void => {
    const target = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations[0]?.name : node.initializer;
    if (target) assignTo(engine, target, item);
  };
  executeLoop(engine, { node, before });
}

/** The names of an object's properties: untrusted where the whole object is. */
export function keysOf(object: Value): Value {
  return stringOf([...object.taints, ...(object.rest && object.shape !== 'array' ? object.rest.taints : [])]);
}

function executeSwitch(engine: Engine, node: ts.SwitchStatement): void {
  engine.evaluate(node.expression);
  const base = engine.state;
  const loop: Loop = { base, breaks: [], continues: [], isSwitch: true };
  engine.frame.loops.push(loop);
  let through: State | undefined;
  for (const clause of node.caseBlock.clauses) {
    const entered = inFork(engine, () => {
      if (ts.isCaseClause(clause)) engine.evaluate(clause.expression);
      refineSwitch(engine, node, clause);
    });
    if (through && !through.dead) entered.merge([entered.since(base), through.since(base)]);
    engine.state = entered;
    for (const statement of clause.statements) engine.execute(statement);
    engine.state = base;
    through = entered;
  }
  engine.frame.loops.pop();
  const hasDefault = node.caseBlock.clauses.some((clause) => ts.isDefaultClause(clause));
  base.merge([...loop.breaks, ...(through && !through.dead ? [through.since(base)] : []), ...(hasDefault ? [] : [new Map()])]);
}

function executeTry(engine: Engine, node: ts.TryStatement): void {
  const base = engine.state;
  const tried = inFork(engine, () => {
    engine.execute(node.tryBlock);
  });
  const forks = [tried];
  const { catchClause } = node;
  if (catchClause) {
    const caught = base.fork();
    // Anything may have happened before it was thrown.
    caught.merge([new Map(), tried.since(base)]);
    engine.state = caught;
    if (catchClause.variableDeclaration) assignTo(engine, catchClause.variableDeclaration.name, apiValue('@error'));
    engine.execute(catchClause.block);
    engine.state = base;
    forks.push(caught);
  }
  mergeForks(engine, forks);
  if (!node.finallyBlock) return;
  const { dead } = base;
  base.dead = false;
  engine.execute(node.finallyBlock);
  base.dead ||= dead;
}

function declare(engine: Engine, list: ts.VariableDeclarationList): void {
  for (const declaration of list.declarations) {
    if (declaration.initializer) assignTo(engine, declaration.name, engine.evaluate(declaration.initializer));
    else if (ts.isIdentifier(declaration.name)) {
      const binding = engine.scopes.resolve(declaration.name);
      if (binding && !engine.state.get(binding))
        engine.state.set(binding, ts.isForOfStatement(list.parent) ? unknown : literalOf(undefined));
    }
  }
}

function executeReturn(engine: Engine, node: ts.ReturnStatement): void {
  const value = node.expression ? engine.evaluate(node.expression) : literalOf(undefined);
  const { exits, base } = engine.frame;
  exits.push({
    value,
    state: engine.state,
    changes: engine.state.since(base),
    ...(node.expression ? { expression: node.expression } : {}),
  });
  engine.state.dead = true;
}

function executeJump(engine: Engine, node: ts.BreakOrContinueStatement): void {
  const label = node.label?.text;
  const isBreak = ts.isBreakStatement(node);
  const loop = engine.frame.loops.findLast((one) => (label === undefined ? isBreak || one.isSwitch !== true : one.label === label));
  if (loop) (isBreak ? loop.breaks : loop.continues).push(engine.state.since(loop.base));
  engine.state.dead = true;
}

function executeAll(engine: Engine, statements: readonly ts.Statement[]): void {
  for (const statement of statements) engine.execute(statement);
}

type Executor<N extends ts.Statement> = (engine: Engine, node: N) => void;

const executors = new Map<ts.SyntaxKind, Executor<never>>();

function on<N extends ts.Statement>(kind: ts.SyntaxKind, executor: Executor<N>): void {
  executors.set(kind, executor);
}

on(ts.SyntaxKind.Block, (engine, node: ts.Block) => {
  executeAll(engine, node.statements);
});
on(ts.SyntaxKind.ModuleBlock, (engine, node: ts.Block) => {
  executeAll(engine, node.statements);
});
on(ts.SyntaxKind.ModuleDeclaration, (engine, node: ts.ModuleDeclaration) => {
  if (node.body && ts.isModuleBlock(node.body)) executeAll(engine, node.body.statements);
});
on(ts.SyntaxKind.VariableStatement, (engine, node: ts.VariableStatement) => {
  declare(engine, node.declarationList);
});
on(ts.SyntaxKind.ExpressionStatement, (engine, node: ts.ExpressionStatement) => {
  engine.evaluate(node.expression);
});
on(ts.SyntaxKind.ExportAssignment, (engine, node: ts.ExportAssignment) => {
  engine.evaluate(node.expression);
});
on(ts.SyntaxKind.IfStatement, executeIf);
on(ts.SyntaxKind.ForStatement, executeFor);
on(ts.SyntaxKind.ForOfStatement, executeForEach);
on(ts.SyntaxKind.ForInStatement, executeForEach);
on(ts.SyntaxKind.WhileStatement, (engine, node: ts.WhileStatement) => {
  executeLoop(engine, { node, condition: node.expression });
});
on(ts.SyntaxKind.DoStatement, (engine, node: ts.DoStatement) => {
  executeLoop(engine, { node, condition: node.expression, atLeastOnce: true });
});
on(ts.SyntaxKind.SwitchStatement, executeSwitch);
on(ts.SyntaxKind.TryStatement, executeTry);
on(ts.SyntaxKind.ReturnStatement, executeReturn);
on(ts.SyntaxKind.BreakStatement, executeJump);
on(ts.SyntaxKind.ContinueStatement, executeJump);
on(ts.SyntaxKind.ThrowStatement, (engine, node: ts.ThrowStatement) => {
  engine.evaluate(node.expression);
  engine.state.dead = true;
});
on(ts.SyntaxKind.LabeledStatement, (engine, node: ts.LabeledStatement) => {
  engine.execute(node.statement);
});
on(ts.SyntaxKind.ClassDeclaration, (engine, node: ts.ClassDeclaration) => {
  defineClass(engine, node);
});
on(ts.SyntaxKind.FunctionDeclaration, (engine, node: ts.FunctionDeclaration) => {
  if (node.body) engine.frame.pending.push({ node, self: engine.scopes.selfOf(node) });
});

/** Runs a statement on the engine's state. */
export function execute(engine: Engine, node: ts.Statement): void {
  engine.spend();
  if (engine.state.dead && !ts.isFunctionDeclaration(node)) return;
  const executor = executors.get(node.kind);
  // The table is filled by kind, so each executor gets the nodes it is for.
  executor?.(engine, node as never);
}
