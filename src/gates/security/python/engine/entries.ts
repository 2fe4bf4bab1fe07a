import { type Handling, lastName, handlerClass, handlingOf } from './handling.ts';
import type { HandlerSource } from './knowledge.ts';
import { invoke } from './calls.ts';
import { evaluate } from './expressions.ts';
import { isEnumeration } from './classes.ts';
import { enter, runBody } from './functions.ts';
import { checkRoutes } from './routes.ts';
import { methodOf } from './members.ts';
import { newTaint } from './names.ts';
import { emptyInstance } from './objects.ts';
import { parametersOf, type Parameter } from './parameters.ts';
import type { Frame, Run } from './run.ts';
import { enclosing, type SyntaxNode } from './syntax-tree.ts';
import { unknown, withSafe, type ClassShape, type FunctionShape, type Value } from './value.ts';

/** The object that a method of a class of the text is called on. */
function instanceOf(run: Run, instances: Map<ClassShape, Value>, shape: ClassShape): Value {
  const known = instances.get(shape);
  if (known !== undefined) return known;
  const base = handlerClass(run, shape)?.self;
  const made: Value = {
    taints: [],
    object: run.newObject({ ...emptyInstance, class: shape, ...(base === undefined ? undefined : { base }) }),
  };
  instances.set(shape, made);
  return made;
}

function isNamed(node: SyntaxNode): boolean {
  return node.type === 'identifier' || node.type === 'attribute';
}

function annotated(run: Run, frame: Frame, parameter: Parameter): Value {
  const node = parameter.node.child('type')?.children[0];
  return node === undefined || !isNamed(node) ? unknown : evaluate(run, frame, node);
}

/** The class in a parameter's annotation: `Page`, or the first in `Annotated[Page, Depends()]`. */
function annotationOf({ node, type }: Parameter): SyntaxNode | undefined {
  const written = node.child('type')?.children[0];
  if (written === undefined || isNamed(written)) return written;
  return type.startsWith('Annotated[') ? firstNamed(written, 'Annotated') : undefined;
}

function firstNamed(node: SyntaxNode, except: string): SyntaxNode | undefined {
  if (isNamed(node) && node.text !== except) return node;
  for (const child of node.children) {
    const found = firstNamed(child, except);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a framework makes of a request's body: an object of a class of the text whose fields a stranger has chosen. */
function modelOf(run: Run, shape: ClassShape, tainted: Value): Value {
  const items = new Map<string, Value>();
  for (const [name, type] of shape.fields) items.set(name, run.compiled.knowledge.handlers.harmlessTypes.test(type) ? unknown : tainted);
  return { taints: [], object: run.newObject({ ...emptyInstance, items, rest: tainted, class: shape }) };
}

/** A row of a database, of a class of the text: its fields hold text that others have put there. */
function recordOf(run: Run, shape: ClassShape, tainted: Value): Value | undefined {
  const { base, text, proved } = run.compiled.knowledge.handlers.records;
  if (!shape.bases.some((path) => base.test(path))) return undefined;
  const held = withSafe(tainted, run.compiled.bits(proved));
  const columns = [...(run.store.object(shape.object)?.items ?? [])].filter(([, { path }]) => text.test(path ?? ''));
  const items = new Map(columns.map(([name]) => [name, held] as const));
  return { taints: [], object: run.newObject({ ...emptyInstance, items, class: shape }) };
}

function isPublic(shape: FunctionShape): boolean {
  return !/^_|^test/u.test(shape.name) && shape.owner?.name.startsWith('_') !== true;
}

function isNested(shape: FunctionShape): boolean {
  return shape.node.parent !== undefined && enclosing(shape.node.parent, ({ type }) => type === 'function_definition') !== undefined;
}

/** Whether a function inside another one is what that gives back, as a decorator does: then it is called from elsewhere. */
function isGivenBack({ name, node }: FunctionShape): boolean {
  const around = node.parent === undefined ? undefined : enclosing(node.parent, ({ type }) => type === 'function_definition');
  return around !== undefined && new RegExp(String.raw`\breturn\s[^\n]*\b${name}\b`, 'u').test(around.text);
}

function sourceOf(run: Run, shape: FunctionShape, handling: Handling | undefined): HandlerSource | undefined {
  if (handling !== undefined) return handling.source;
  const first = parametersOf(shape.node).find(({ name }) => name !== 'self');
  if (first?.name === 'request' && run.modules.has('django')) return { what: "the request's address", confidence: 'high' };
  return isPublic(shape) && !isNested(shape)
    ? { what: 'a parameter of a function that others may call', confidence: 'parameter' }
    : undefined;
}

interface Given {
  readonly parameter: Parameter;
  readonly handling: Handling | undefined;
  readonly source: HandlerSource | undefined;
  /** How many functions that a framework asks are asked already for this one. */
  readonly asked: number;
}

/** Functions that ask one another are followed no further than this. */
const mostAsked = 6;

/** Whether a class only shares its name with the request of a framework: one of the text, or of another module. */
function isOfOthers(run: Run, parameter: Parameter, type: Value): boolean {
  const { parameters, frameworks, requestModules } = run.compiled.knowledge.handlers;
  const own = run.classes.find(({ name }) => name === parameter.type);
  if (own !== undefined) return !own.bases.some((base) => parameters.has(lastName(base)));
  const path = type.path ?? '';
  return path.includes('.') && !requestModules.test(path) && !frameworks.includes(path.split('.')[0] ?? '');
}

/** The request that a parameter is by its annotation, or by its name where a framework is used. */
function requestOf(run: Run, parameter: Parameter, type: Value): string | undefined {
  const { parameters, frameworks, standard } = run.compiled.knowledge.handlers;
  if (parameter.name === standard.name && parameter.node.parent?.children.some(({ text }) => text.startsWith(standard.beside)) === true)
    return standard.path;
  if (parameter.type !== '') return isOfOthers(run, parameter, type) ? undefined : parameters.get(lastName(parameter.type));
  return frameworks.some((module) => run.modules.has(module)) ? parameters.get(parameter.name) : undefined;
}

/** Whether a parameter cannot be what an attacker has written. */
function isProvided(run: Run, { parameter, handling, source }: Given): boolean {
  const { harmlessTypes, provided, services } = run.compiled.knowledge.handlers;
  if (source === undefined || harmlessTypes.test(parameter.type) || source.parameters?.test(parameter.name) === false) return true;
  if (provided.test(parameter.initial?.text ?? '') || provided.test(parameter.type)) return true;
  if (source.confidence === 'parameter') return services.test(parameter.name) || parameter.kind !== 'plain';
  return handling !== undefined && run.numbersInRoutes.has(parameter.name);
}

/** A number of any size that whoever sends the request chooses. */
function amountOf(run: Run, { parameter, handling, source }: Given): Value | undefined {
  if (handling === undefined || source?.confidence !== 'high') return undefined;
  const isNumber = /^(?:int|float)$/u.test(parameter.type) || /^Annotated\[(?:int|float),/u.test(parameter.type);
  if ((!isNumber && !run.numbersInRoutes.has(parameter.name)) || /\bl[et]\s*=|Depends/u.test(parameter.node.text)) return undefined;
  return { taints: [newTaint(parameter.node, { ...source, kind: 'amount' })], type: 'number' };
}

const dataTypes = /^(?:str|bytes|dict|list|Optional|object|Any|typing\..*)$/u;

/** A parameter whose initial value is a number or a flag is one. */
function initialOf(run: Run, frame: Frame, parameter: Parameter): Value | undefined {
  const type = parameter.initial?.type;
  if (parameter.initial === undefined || (type !== 'integer' && type !== 'float' && type !== 'true' && type !== 'false')) return undefined;
  return { ...evaluate(run, frame, parameter.initial), assumed: true };
}

/** A number or a flag, how large whoever sends the request may say. */
function numberOf(run: Run, frame: Frame, given: Given): Value | undefined {
  const initial = initialOf(run, frame, given.parameter);
  return initial === undefined ? undefined : (amountOf(run, given) ?? initial);
}

function serviceOf(type: Value): Value | undefined {
  return type.path === undefined || dataTypes.test(type.path) ? undefined : made(type.path);
}

/** The call in a parameter's annotation or initial value that says what a framework fills it in with: `Depends(f)`. */
function providerOf(run: Run, node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'call' && run.compiled.knowledge.handlers.providers.has(lastName(node.child('function')?.text ?? ''))) return node;
  for (const child of node.children) {
    const found = providerOf(run, child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What runs when a function or a class of the text is called. */
function bodyOf(callee: Value): FunctionShape | undefined {
  return callee.function ?? (callee.class === undefined ? undefined : methodOf(callee.class, '__init__'));
}

/** What is called to fill a parameter in: `f` of `Depends(f)`, the class of the annotation for `Depends()`. */
function calleeOf(run: Run, frame: Frame, made: { readonly provider: SyntaxNode; readonly parameter: Parameter }): Value {
  const { provider, parameter } = made;
  const named = provider.child('arguments')?.children.find(({ type }) => type !== 'keyword_argument') ?? annotationOf(parameter);
  return named === undefined ? unknown : evaluate(run, frame, named);
}

/** What a framework gets from a function or a class of the text, which it calls with parts of the same request. */
function supplied(run: Run, frame: Frame, given: Given): Value | undefined {
  const { parameter, source } = given;
  if (given.handling === undefined || given.asked > mostAsked) return undefined;
  const provider = providerOf(run, parameter.node);
  if (provider === undefined) return undefined;
  const callee = calleeOf(run, frame, { provider, parameter });
  const called = bodyOf(callee);
  if (callee.class !== undefined && called === undefined && source !== undefined)
    return modelOf(run, callee.class, { taints: [newTaint(parameter.node, source)] });
  if (called === undefined || run.active.has(called.node.id)) return undefined;
  const values = new Map<string, Value>();
  for (const one of parametersOf(called.node)) {
    const value = run.deeper(() => valueOf(run, frame, { ...given, parameter: one, asked: given.asked + 1 }));
    if (value !== undefined) values.set(one.name, value);
  }
  return invoke(frame, {
    node: provider,
    callee,
    positional: [],
    keywords: values,
    open: undefined,
    receiver: undefined,
    places: new Map(),
  });
}

function valueOf(run: Run, frame: Frame, given: Given): Value | undefined {
  return supplied(run, frame, given) ?? sentOf(run, frame, given);
}

/** What was caught is no service, whatever its class is. */
function servedBy({ handling, source }: Given, service: Value | undefined): Value | undefined {
  return handling === undefined || source?.kind === 'exception' ? undefined : service;
}

/** What a parameter is that its caller, or whoever sends the request, fills in. */
function sentOf(run: Run, frame: Frame, given: Given): Value | undefined {
  const { parameter, source } = given;
  const type = annotated(run, frame, parameter);
  const request = requestOf(run, parameter, type);
  if (request !== undefined) return { taints: [], path: request };
  const service = serviceOf(type);
  const initial = numberOf(run, frame, given);
  if (initial !== undefined) return initial;
  if (source === undefined || isProvided(run, given)) return amountOf(run, given) ?? service;
  const isCallers = source.confidence === 'parameter';
  const what = isCallers ? `the parameter ${parameter.name}, which callers choose` : source.what;
  const tainted: Value = { taints: [newTaint(parameter.node, { ...source, what })] };
  if (type.class !== undefined && isCallers) return recordOf(run, type.class, tainted);
  if (type.class !== undefined) return isEnumeration(type.class) ? undefined : modelOf(run, type.class, tainted);
  return servedBy(given, service) ?? tainted;
}

function made(path: string): Value {
  return { taints: [], path: `${path}()` };
}

function runEntry(run: Run, shape: FunctionShape, instances: Map<ClassShape, Value>): void {
  const handling = handlingOf(run, shape);
  const above = run.frames.get(shape.frame);
  if (above === undefined || (isNested(shape) && handling === undefined && (run.calls.has(shape.node.id) || !isGivenBack(shape)))) return;
  const source = sourceOf(run, shape, handling);
  const isMethod = shape.owner !== undefined && !shape.decorators.includes('staticmethod');
  const self = isMethod && shape.owner !== undefined ? instanceOf(run, instances, shape.owner) : undefined;
  run.perhaps(() => {
    const values = new Map<string, Value>();
    for (const [index, parameter] of parametersOf(shape.node).entries()) {
      const value = index === 0 && self !== undefined ? self : valueOf(run, above, { parameter, handling, source, asked: 0 });
      if (value !== undefined) values.set(parameter.name, value);
    }
    const frame = enter(run, shape, { values, handler: handling });
    run.active.add(shape.node.id);
    runBody(run, frame);
    run.active.delete(shape.node.id);
  });
}

/** Runs every function that somebody else may call, the constructors of classes first. */
export function runEntries(run: Run): void {
  checkRoutes(run);
  const instances = new Map<ClassShape, Value>();
  const done = new Set<number>();
  const constructors = run.functions.filter(({ name }) => name === '__init__');
  const queue = [...constructors, ...run.functions];
  for (let index = 0; index < queue.length; index += 1) {
    const shape = queue[index];
    if (shape === undefined || done.has(shape.node.id)) continue;
    done.add(shape.node.id);
    const before = run.functions.length;
    runEntry(run, shape, instances);
    queue.push(...run.functions.slice(before));
  }
  // What one method puts into an object, another one may have read before.
  for (const [shape, instance] of instances) {
    if (run.taintsOf(instance).length === 0) continue;
    for (const method of shape.methods.values()) runEntry(run, method, instances);
  }
}
