import ts from 'typescript';
import { assignTo, setPlace, withDefault } from './assign.ts';
import { inFork, mergeForks } from './engine.ts';
import type { Engine, Exit, Frame } from './engine.ts';
import { isFunctionNode, lastName } from './syntax.ts';
import { deepTaints, isTainted, joinAll, joinTaints, literalOf, objectOf, unknown, withStep } from './values.ts';
import type { Closure, Taint, Value } from './values.ts';

const deepest = 7;
/** Runs on nothing that matters teach little after the first ones. */
const mostIdleRuns = 3;
/** Characters. A function of another file that nothing untrusted gets into is followed only for what it gives, if it is short. */
const longestIdleOutside = 400;
/** A function is followed as often as its length in characters allows, within bounds. */
const lengthOfRuns = 12_000;
const fewestRuns = 7;
const mostRuns = 60;

function runsOf(node: ts.Node, args: readonly Value[], isOutside: boolean): number {
  const matters = args.some((value) => value.closure !== undefined || isTainted(value));
  if (!matters && isOutside && args.every((value) => value.api?.startsWith('@') !== true))
    return node.end - node.pos > longestIdleOutside ? 0 : 1;
  if (!matters) return mostIdleRuns;
  return Math.min(mostRuns, Math.max(fewestRuns, Math.floor(lengthOfRuns / (node.end - node.pos))));
}

/** How often each function was run, and which are being run. */
export interface Runs {
  readonly counts: Map<ts.Node, number>;
  readonly active: Set<ts.Node>;
}

function nameOf(node: ts.Node): string {
  if (isFunctionNode(node) && node.name) return node.name.getText();
  if (ts.isConstructorDeclaration(node)) return node.parent.name?.text ?? 'a class';
  if (ts.isBinaryExpression(node.parent)) return lastName(node.parent.left) || 'a function';
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'a function';
}

function givenTo(
  engine: Engine,
  closure: Closure,
  at: {
    readonly parameter: ts.ParameterDeclaration;
    readonly index: number;
    readonly args: readonly Value[];
    readonly site: ts.Node | undefined;
  },
): Value {
  const { parameter, index, args, site } = at;
  const missing = site ? literalOf(undefined) : unknown;
  const given = parameter.dotDotDotToken ? restOf(args.slice(index)) : (args[index] ?? missing);
  if (parameter.initializer && (args[index] === undefined || given.shape === 'nothing')) return engine.evaluate(parameter.initializer);
  if (parameter.initializer && !site) return withDefault(engine, given, parameter.initializer);
  return site ? withStep(given, parameter, `passed to ${nameOf(closure.node)}`) : given;
}

function bindParameters(
  engine: Engine,
  closure: Closure,
  call: { readonly args: readonly Value[]; readonly site: ts.Node | undefined },
): void {
  closure.node.parameters.forEach((parameter, index) => {
    const value = givenTo(engine, closure, { parameter, index, ...call });
    const binding = ts.isIdentifier(parameter.name) ? engine.scopes.resolve(parameter.name) : undefined;
    if (binding) engine.state.set(binding, value);
    else assignTo(engine, parameter.name, value);
    if (binding && closure.self && ts.isParameterPropertyDeclaration(parameter, parameter.parent)) {
      setPlace(engine, { binding: closure.self, keys: [binding.name] }, value);
    }
  });
}

function restOf(values: readonly Value[]): Value {
  return objectOf('array', { fields: new Map(values.map((value, index) => [String(index), value])), closed: true });
}

/** What a function did to its arguments or proved of them holds for the names the caller has for them. */
function writeBack(
  engine: Engine,
  closure: Closure,
  passed: { readonly values: readonly (Value | undefined)[]; readonly nodes: readonly ts.Expression[] },
): void {
  closure.node.parameters.forEach((parameter, index) => {
    const binding = ts.isIdentifier(parameter.name) ? engine.scopes.resolve(parameter.name) : undefined;
    const node = passed.nodes[index];
    if (!binding || binding.reassigned || !node || parameter.dotDotDotToken) return;
    const after = engine.state.get(binding);
    const place = engine.placeOf(node);
    if (after && place && after !== passed.values[index]) setPlace(engine, place, after);
  });
}

function runBody(engine: Engine, closure: Closure): void {
  const { body } = closure.node;
  const { exits, base } = engine.frame;
  if (!body) return;
  if (ts.isBlock(body)) {
    engine.execute(body);
    if (!engine.state.dead) exits.push({ value: literalOf(undefined), state: engine.state, changes: engine.state.since(base) });
    return;
  }
  if (!ts.isExpression(body)) return;
  const value = engine.evaluate(body);
  exits.push({ value, expression: body, state: engine.state, changes: engine.state.since(base) });
}

function isDeferred(node: Closure['node']): boolean {
  return (
    isFunctionNode(node) &&
    (node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true ||
      ('asteriskToken' in node && node.asteriskToken !== undefined))
  );
}

function opaque(args: readonly Value[]): Value {
  const taints = args.reduce<readonly Taint[]>((all, one) => joinTaints(all, deepTaints(one)), []);
  return { ...unknown, taints };
}

/** The place in the judged file from where a function of another file is run. */
function outsideOf(engine: Engine, node: ts.Node, site: ts.Node | undefined): ts.Node | undefined {
  if (!engine.modules || node.getSourceFile() === engine.file) return undefined;
  return engine.frame.outside ?? site ?? engine.calling ?? node.getSourceFile();
}

function afterCall(
  engine: Engine,
  closure: Closure,
  {
    exits,
    passed,
    site,
  }: { readonly exits: readonly Exit[]; readonly passed: readonly (Value | undefined)[]; readonly site: ts.Node | undefined },
): void {
  if (!site || !(ts.isCallExpression(site) || ts.isNewExpression(site))) return;
  engine.recordExits(site, exits);
  writeBack(engine, closure, { values: passed, nodes: [...(site.arguments ?? [])] });
}

/** Runs a function in the engine's state. Recursion is not followed: what goes in may come out. */
export function runClosure(
  engine: Engine,
  runs: Runs,
  call: { readonly closure: Closure; readonly args: readonly Value[]; readonly site?: ts.Node },
): Value {
  const { closure, args, site } = call;
  const { node } = closure;
  const count = runs.counts.get(node) ?? 0;
  const outside = outsideOf(engine, node, site);
  const isOpaque = runs.active.has(node) || engine.frame.depth >= deepest || count >= runsOf(node, args, outside !== undefined);
  runs.counts.set(node, isOpaque ? count : count + 1);
  if (isOpaque) return opaque(args);
  const outer = engine.frame;
  const before = engine.state;
  const frame: Frame = { node, base: before, exits: [], loops: [], pending: [], depth: outer.depth + 1, ...(outside ? { outside } : {}) };
  runs.active.add(node);
  engine.frame = frame;
  engine.state = before.fork();
  bindParameters(engine, closure, { args, site });
  const passed = closure.node.parameters.map((parameter) => {
    const binding = ts.isIdentifier(parameter.name) ? engine.scopes.resolve(parameter.name) : undefined;
    return binding && engine.state.get(binding);
  });
  runBody(engine, closure);
  const wasDead = before.dead;
  before.merge(frame.exits.map((exit) => exit.changes));
  if (isDeferred(node)) before.dead = wasDead;
  engine.state = before;
  runPending(engine, frame.pending);
  engine.frame = outer;
  runs.active.delete(node);
  afterCall(engine, closure, { exits: frame.exits, passed, site });
  return withStep(joinAll(frame.exits.map((exit) => exit.value)), site ?? node, `returned by ${nameOf(node)}`);
}

/** The arguments of a function that code elsewhere calls. */
export function entryArguments(engine: Engine, closure: Closure): Value[] {
  return closure.node.parameters.map((parameter, index) => engine.knowledge.parameter(parameter, index, engine) ?? unknown);
}

/** Runs a function that may be called at any time; what it leaves may be so afterwards. True when untrusted data has spread. */
export function runSometime(engine: Engine, closure: Closure, args: readonly Value[]): boolean {
  const ran = inFork(engine, () => {
    engine.run(closure, args);
    engine.state.dead = false;
  });
  return mergeForks(engine, [ran, engine.state.fork()]);
}

/** Of a class, or an old one, by its name. */
function isConstructor({ node }: Closure): boolean {
  return ts.isConstructorDeclaration(node) || (ts.isFunctionDeclaration(node) && /^[A-Z][a-z]/u.test(node.name?.text ?? ''));
}

/** Runs the functions that were made and that nobody called here: constructors first, then the others. */
export function runPending(engine: Engine, pending: readonly Closure[]): void {
  const dead = engine.state.dead;
  engine.state.dead = false;
  const waiting = pending
    .filter((closure) => !engine.wasCalled(closure.node))
    .toSorted((a, b) => Number(isConstructor(b)) - Number(isConstructor(a)));
  let spread = false;
  for (const closure of waiting) spread = runSometime(engine, closure, entryArguments(engine, closure)) || spread;
  const members = waiting.filter((closure) => ts.isClassLike(closure.node.parent));
  // What one method leaves in a field, another one may use.
  if (spread) for (const closure of members) runSometime(engine, closure, entryArguments(engine, closure));
  engine.state.dead = dead;
}
