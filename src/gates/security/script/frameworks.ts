import ts from 'typescript';
import type { Call } from './engine/engine.ts';
import { isFunctionNode, propertyName } from './engine/syntax.ts';
import type { FunctionNode } from './engine/syntax.ts';
import { apiValue, objectOf, unknown } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { checkedArgument } from './patterns.ts';
import { parsedBy } from './schemas.ts';
import { sourceValue } from './sources.ts';

/*
 * Functions that a framework finds by where they stand or by what they are given to: functions of the cloud, of routes, of
 * graphs, of queues. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html, https://nextjs.org/docs/app/guides/forms,
 * https://reactrouter.com/start/framework/route-module, https://svelte.dev/docs/kit/routing, https://trpc.io/docs/server/validators,
 * https://kafka.js.org/docs/consuming, https://amqp-node.github.io/amqplib/channel_api.html, https://docs.bullmq.io/guide/workers.
 */

/** The name of a function, or of what it is the content of. */
export function ownName(node: ts.Node): string {
  if (isFunctionNode(node) && node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isBinaryExpression(parent) ? parent.left.getText() : '';
}

const eventKeys =
  /\b(?:Records|queryStringParameters|multiValueQueryStringParameters|pathParameters|rawPath|rawQueryString|body|detail)\b/u;

/** Whether the first parameter of a handler is what set it off: by its name, or by what is read of it. */
export function takesEvent({ name, parent }: ts.ParameterDeclaration): boolean {
  if (ts.isObjectBindingPattern(name)) return eventKeys.test(name.getText());
  if (name.getText() === 'event') return true;
  return (
    'body' in parent &&
    parent.body !== undefined &&
    new RegExp(`\\b${name.getText().replaceAll('$', '\\$')}\\.(?:Records|queryStringParameters|pathParameters|rawPath)\\b`, 'u').test(
      parent.body.getText(),
    )
  );
}

/** `const handler: Handler<S3Event> = async (event) => …`. */
function byHandlerType({ parent }: ts.ParameterDeclaration, index: number): Value | undefined {
  const declaration = parent.parent;
  if (index !== 0 || !ts.isVariableDeclaration(declaration)) return undefined;
  const type = declaration.type?.getText() ?? '';
  return /^(?:\w*(?:S3|SQS|SNS|APIGateway\w*|ALB|LambdaFunctionURL|Kinesis\w*|EventBridge)\w*Handler\w*|Handler<(?!unknown|any))/u.test(
    type,
  )
    ? apiValue('@event')
    : undefined;
}

const loaders = /^(?:loader|action|load|handle|GET|POST|PUT|PATCH|DELETE)$/u;
const loaderTypes = /\b(?:RequestEvent|(?:Loader|Action)(?:Function)?Args|APIContext|(?:PageServer|LayoutServer|Page|Layout)LoadEvent)\b/u;

function source(node: ts.Node, label: string, more: { readonly text?: boolean; readonly as?: string } = {}): Value {
  return sourceValue(node, { from: 'remote', label, ...more });
}

function loaderFields(node: ts.Node): Value {
  const given = (label: string, as?: string): Value => source(node, label, { text: true, ...(as === undefined ? {} : { as }) });
  return objectOf('object', {
    fields: new Map([
      ['request', apiValue('@request')],
      ['params', given("comes from the request's path")],
      ['url', given("comes from the request's URL", '@url')],
    ]),
  });
}

function isInActions(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isPropertyAssignment(parent) && !ts.isObjectLiteralExpression(parent)) return false;
  const object = ts.isPropertyAssignment(parent) ? parent.parent : parent;
  return ts.isVariableDeclaration(object.parent) && object.parent.name.getText() === 'actions';
}

/** What Remix, React Router, SvelteKit and Astro give the functions of a route. */
function byLoader(parameter: ts.ParameterDeclaration, index: number, exported: (node: FunctionNode) => boolean): Value | undefined {
  const { name, parent, type } = parameter;
  if (type && loaderTypes.test(type.getText())) return loaderFields(parameter);
  if (!isFunctionNode(parent) || !exported(parent)) return undefined;
  if (index === 1 && /^(?:GET|POST|PUT|PATCH|DELETE)$/u.test(ownName(parent)))
    return objectOf('object', { fields: new Map([['params', source(parameter, "comes from the request's path", { text: true })]]) });
  return index === 0 && ts.isObjectBindingPattern(name) ? byNames(parameter, name, parent) : undefined;
}

function byNames(parameter: ts.ParameterDeclaration, name: ts.ObjectBindingPattern, parent: FunctionNode): Value | undefined {
  const own = ownName(parent);
  const names = name.elements.map((one) => (one.propertyName ?? one.name).getText());
  if (names.includes('searchParams'))
    return objectOf('object', {
      fields: new Map(['searchParams', 'params'].map((key) => [key, source(parameter, "comes from the page's address")])),
    });
  const isLoader = loaders.test(own) || isInActions(parent);
  return isLoader && names.some((one) => /^(?:request|url|params)$/u.test(one)) ? loaderFields(parameter) : undefined;
}

const graph: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

function isInGraph(node: ts.Node): boolean {
  let at = node;
  while (ts.isPropertyAssignment(at.parent) || ts.isObjectLiteralExpression(at.parent)) {
    at = at.parent;
    if (ts.isPropertyAssignment(at) && graph.has(propertyName(at.name) ?? '')) return true;
    if (ts.isObjectLiteralExpression(at) && at.properties.some((one) => graph.has(propertyName(one.name) ?? ''))) return true;
  }
  return false;
}

/** `{ type: GraphQLString, args: { … }, resolve: (parent, args) => … }`. */
function isFieldOfGraph(node: ts.Node): boolean {
  const property = ts.isMethodDeclaration(node) ? node : node.parent;
  if (ownName(node) !== 'resolve' || !(ts.isMethodDeclaration(property) || ts.isPropertyAssignment(property))) return false;
  const object = property.parent;
  return (
    ts.isObjectLiteralExpression(object) &&
    ['type', 'args'].every((name) => object.properties.some((one) => propertyName(one.name) === name))
  );
}

/** The arguments of a resolver: https://www.apollographql.com/docs/apollo-server/data/resolvers#resolver-arguments. */
function byResolver(parameter: ts.ParameterDeclaration, index: number): Value | undefined {
  const label = 'is an argument of the query';
  if (index === 1) return isInGraph(parameter.parent) || isFieldOfGraph(parameter.parent) ? source(parameter, label) : undefined;
  if (index !== 0) return undefined;
  let at: ts.Node = parameter.parent;
  while (ts.isPropertyAssignment(at.parent) || ts.isObjectLiteralExpression(at.parent)) at = at.parent;
  if (at === parameter.parent || !ts.isVariableDeclaration(at.parent) || !/^root(?:Value)?$/u.test(at.parent.name.getText()))
    return undefined;
  return /['"](?:express-)?graphql(?:-http[\w/-]*)?['"]/u.test(parameter.getSourceFile().text) ? source(parameter, label) : undefined;
}

function isServed(node: ts.Node | undefined): boolean {
  const [first] = node === undefined ? [] : ts.isSourceFile(node) ? node.statements : ts.isBlock(node) ? node.statements : [];
  return (
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteralLike(first.expression) &&
    first.expression.text === 'use server'
  );
}

/** What anybody may send to a function of the server: https://react.dev/reference/rsc/use-server. */
function byServerAction(parameter: ts.ParameterDeclaration, exported: (node: FunctionNode) => boolean): Value | undefined {
  const { parent, type } = parameter;
  if (!isFunctionNode(parent) || !(isServed(parent.body) || (isServed(parent.getSourceFile()) && exported(parent)))) return undefined;
  if (type && /^(?:number|boolean|bigint|Date)$/u.test(type.getText())) return undefined;
  if (/^(?:form|formData|fd)$/u.test(parameter.name.getText())) return source(parameter, 'comes from a form', { text: true, as: '@form' });
  return source(parameter, 'is sent to the server action');
}

/** What a framework that finds a function by its place gives it. */
export function byFramework(
  parameter: ts.ParameterDeclaration,
  index: number,
  exported: (node: FunctionNode) => boolean,
): Value | undefined {
  return (
    byHandlerType(parameter, index) ??
    byLoader(parameter, index, exported) ??
    byResolver(parameter, index) ??
    byServerAction(parameter, exported)
  );
}

const message = 'comes from a message';

function holding(names: readonly string[], value: Value): Value {
  return objectOf('object', { fields: new Map(names.map((name) => [name, value])) });
}

/** What a procedure is called with: `procedure.input(schema).mutation(({ input }) => …)`. */
function procedureArguments(call: Call, index: number): readonly Value[] | undefined {
  const node = call.args[index]?.closure?.node;
  const [parameter] = node?.parameters ?? [];
  if (!parameter || !call.receiver || !/\binput\b/u.test(parameter.parent.getText())) return undefined;
  const given = source(call.node, 'is the input of the procedure');
  const schema = call.receiver.api?.endsWith('.input()') === true ? call.receiver.rest : undefined;
  return [holding(['input'], schema ? parsedBy(schema, given.taints) : given)];
}

/** What comes out of `procedure.input(schema)`: it keeps the schema. */
export function procedureResult(call: Call): Value | undefined {
  const [schema] = call.args;
  return call.name === 'input' && call.receiver && schema?.api?.startsWith('zod') === true
    ? { ...unknown, api: `${call.api ?? '?'}()`, rest: schema }
    : undefined;
}

const elysia = /^elysia\b/u;
const verbs: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'all', 'ws']);

/** The arguments of a callback that a library of routes, procedures, queues or errors calls. */
export function calledByFramework(call: Call, index: number): readonly Value[] | undefined {
  const { name } = call;
  if (/^(?:query|mutation|subscription)$/u.test(name) && call.args.length === 1) return procedureArguments(call, index);
  if (name === 'setErrorHandler') return [apiValue('@error'), apiValue('@request'), apiValue('@reply')];
  if (name === 'onError' && /^hono\b/u.test(call.api ?? '')) return [apiValue('@error'), apiValue('@koa')];
  if (verbs.has(name) && elysia.test(call.receiver?.api ?? ''))
    return [
      holding(
        ['query', 'params', 'body', 'headers', 'cookie', 'path'],
        source(call.node, 'comes from the request', { as: '@request.body' }),
      ),
    ];
  return checkedArgument(call) ?? calledByQueue(call, index);
}

function calledByQueue(call: Call, index: number): readonly Value[] | undefined {
  const { name } = call;
  if (name === 'run' && call.args[0]?.fields?.has('eachMessage'))
    return [holding(['message'], holding(['value', 'key', 'headers'], source(call.node, message)))];
  if (name === 'consume' && index === 1) return [holding(['content', 'properties'], source(call.node, message))];
  const isWorker = call.isNew ? call.api === 'bullmq.Worker' : name === 'process' && /queue/iu.test(call.receiverName);
  return isWorker ? [holding(['data', 'name'], source(call.node, message))] : undefined;
}
