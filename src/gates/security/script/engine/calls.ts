import ts from 'typescript';
import { construct } from './bases.ts';
import { builtin } from './builtins.ts';
import { settle } from './collections.ts';
import type { Call, CallNode, Engine } from './engine.ts';
import { refine } from './guards.ts';
import { readElement, readProperty } from './properties.ts';
import { entryArguments, runSometime } from './run.ts';
import { lastName, unwrapped } from './syntax.ts';
import { apiValue, elementsOf, literalOf, objectOf, unknown } from './values.ts';
import type { Closure, Value } from './values.ts';

function evaluateArguments(engine: Engine, nodes: readonly ts.Expression[]): Value[] {
  const args: Value[] = [];
  for (const node of nodes) {
    const value = engine.evaluate(node);
    if (!ts.isSpreadElement(node)) args.push(value);
    else if (value.closed === true && value.fields) args.push(...value.fields.values());
    else args.push(elementsOf(value));
  }
  return args;
}

interface Callee {
  readonly callee: Value;
  readonly receiver?: Value;
  readonly name: string;
  readonly receiverName: string;
}

function calleeOf(engine: Engine, expression: ts.Expression): Callee {
  const inner = unwrapped(expression);
  if (ts.isPropertyAccessExpression(inner)) {
    const receiver = engine.evaluate(inner.expression);
    const name = inner.name.text;
    return { callee: readProperty(engine, receiver, { key: name, node: inner }), receiver, name, receiverName: lastName(inner.expression) };
  }
  if (ts.isElementAccessExpression(inner)) {
    const receiver = engine.evaluate(inner.expression);
    const key = engine.evaluate(inner.argumentExpression);
    const name = key.literal ? String(key.literal.value) : '*';
    return { callee: readElement(engine, receiver, { key, node: inner }), receiver, name, receiverName: lastName(inner.expression) };
  }
  const callee = inner.kind === ts.SyntaxKind.ImportKeyword ? apiValue('import') : engine.evaluate(inner);
  return { callee, name: ts.isIdentifier(inner) ? originalName(callee, inner.text) : '', receiverName: '' };
}

/** `run` of `import { exec as run }` is `exec`. */
function originalName(callee: Value, name: string): string {
  return callee.api === undefined || callee.api.startsWith('@class') ? name : (callee.api.split('.').at(-1) ?? name);
}

function callOf(
  engine: Engine,
  node: CallNode,
  parts: { readonly target: ts.Expression; readonly argNodes: readonly ts.Expression[] },
): Call {
  const callee = calleeOf(engine, parts.target);
  const args = evaluateArguments(engine, parts.argNodes);
  const { api } = callee.callee;
  return { node, isNew: ts.isNewExpression(node), ...(api === undefined ? {} : { api }), ...callee, args, argNodes: parts.argNodes };
}

function imported(engine: Engine, call: Call): Value | undefined {
  const isImport = (call.api === 'require' && call.args.length === 1) || call.api === 'import';
  const specifier = call.args[0]?.literal?.value;
  if (!isImport || typeof specifier !== 'string') return undefined;
  return engine.modules?.imported(specifier, call.node) ?? apiValue(engine.knowledge.moduleName(specifier));
}

function constructed(engine: Engine, call: Call, owner: ts.ClassLikeDeclaration): Value {
  const self = engine.scopes.selfOf(owner);
  construct(engine, owner, call);
  return { ...(engine.state.get(self) ?? unknown), shape: 'object', instance: owner };
}

/** `new X()` of an old constructor: what it leaves in `this`, with the methods of its prototype. */
function madeByFunction(engine: Engine, call: Call, closure: Closure): Value {
  const given = engine.run(closure, call.args, call.node);
  if (given.shape === 'object' || given.instance) return given;
  const own = engine.state.get(engine.scopes.selfOf(closure.node));
  const methods = call.callee.fields?.get('prototype')?.fields;
  return { ...(own ?? unknown), shape: 'object', fields: new Map([...(methods ?? []), ...(own?.fields ?? [])]) };
}

/** Calls back what was passed to a function of elsewhere, now and perhaps. */
function callBack(engine: Engine, call: Call): void {
  call.args.forEach((argument, index) => {
    const closures = argument.closure
      ? [argument.closure]
      : [...(argument.fields?.values() ?? [])].flatMap((field) => (field.closure ? [field.closure] : []));
    for (const closure of closures)
      runSometime(engine, closure, engine.knowledge.callback(call, index, engine) ?? entryArguments(engine, closure));
  });
}

function promised(engine: Engine, call: Call): Value | undefined {
  const executor = call.args[0]?.closure;
  if (!call.isNew || call.api !== 'Promise' || !executor) return undefined;
  const settled = engine.scopes.selfOf(call.node);
  runSometime(engine, executor, [
    { ...apiValue('@resolve'), derived: { place: { binding: settled, keys: [] }, how: 'same' } },
    apiValue('@reject'),
  ]);
  return engine.state.get(settled) ?? unknown;
}

function resolved(engine: Engine, call: Call): Value | undefined {
  return settle(engine, call.callee, call.args[0] ?? unknown) ? literalOf(undefined) : undefined;
}

/** What a function or class of the text gives. */
function ofText(engine: Engine, call: Call): Value | undefined {
  const { closure, instance } = call.callee;
  if (call.isNew && instance) return constructed(engine, call, instance);
  if (call.isNew && closure) return madeByFunction(engine, call, closure);
  if (closure) return engine.run(closure, call.args, call.node);
  const isSuper = ts.isCallExpression(call.node) && call.node.expression.kind === ts.SyntaxKind.SuperKeyword;
  if (!isSuper || !instance) return undefined;
  construct(engine, instance, call);
  return unknown;
}

function outcomeOf(engine: Engine, call: Call): Value {
  const known = imported(engine, call) ?? promised(engine, call) ?? resolved(engine, call) ?? engine.knowledge.result(call, engine);
  if (known) {
    callBack(engine, call);
    return known;
  }
  const own = ofText(engine, call) ?? builtin(engine, call);
  if (own) return own;
  callBack(engine, call);
  const api = call.api === undefined ? {} : { api: `${call.api}()` };
  return { ...unknown, ...api, taints: engine.knowledge.opaque(call) };
}

function perform(engine: Engine, call: Call): Value {
  engine.record(call);
  engine.knowledge.onCall(call, engine);
  const outcome = outcomeOf(engine, call);
  if (engine.knowledge.endsHere(call)) engine.state.dead = true;
  const [condition] = call.argNodes;
  if (condition && engine.knowledge.asserts(call)) refine(engine, condition, true);
  return outcome;
}

export function evaluateCall(engine: Engine, node: ts.CallExpression | ts.NewExpression): Value {
  const value = perform(engine, callOf(engine, node, { target: node.expression, argNodes: node.arguments ?? [] }));
  return value.shape === 'boolean' && !value.literal ? { ...value, test: node } : value;
}

export function evaluateTagged(engine: Engine, node: ts.TaggedTemplateExpression): Value {
  const { template } = node;
  const spans = ts.isTemplateExpression(template) ? template.templateSpans : [];
  const call = callOf(engine, node, { target: node.tag, argNodes: spans.map((span) => span.expression) });
  if (!call.callee.closure) return perform(engine, call);
  // A function of the text gets the pieces between first.
  const pieces = [ts.isTemplateExpression(template) ? template.head : template, ...spans.map((span) => span.literal)];
  const fields = new Map(pieces.map((piece, index) => [String(index), literalOf(piece.text)]));
  return perform(engine, { ...call, args: [objectOf('array', { fields, closed: true }), ...call.args] });
}
