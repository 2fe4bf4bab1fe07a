import ts from 'typescript';
import { setPlace } from './engine/assign.ts';
import type { Assignment, Call, Engine } from './engine/engine.ts';
import { enclosingFunction, propertyName } from './engine/syntax.ts';
import { deepTaints, elementsOf, isTainted, textOf, unknown, withField } from './engine/values.ts';
import type { Value } from './engine/values.ts';
import { arriveAt } from './sink.ts';
import { errorValue } from './sources.ts';
import type { SinkRow } from './sink.ts';

/*
 * Pages, headers and redirects: https://expressjs.com/en/api.html#res, https://fastify.dev/docs/latest/Reference/Reply/,
 * https://koajs.com/#response, https://developer.mozilla.org/docs/Web/API/Element/innerHTML, https://api.jquery.com/html/.
 */

const typeField = '@type';

function typeOf(receiver: Value | undefined): string | undefined {
  const type = receiver?.fields?.get(typeField);
  return type && (typeof type.literal?.value === 'string' ? type.literal.value : '');
}

const isMarkup = (type: string): boolean => /html|xml|svg/iu.test(type);

/** Express sends a string as HTML, unless another type is set. */
function isPage(call: Call): boolean {
  const type = typeOf(call.receiver);
  const body = call.args[0];
  if (type !== undefined && type !== '' && !isMarkup(type)) return false;
  // A whole body or query is an object, which is sent as JSON.
  return (
    body !== undefined &&
    body.shape !== 'object' &&
    body.shape !== 'array' &&
    !/^@request\.(?:body|query|params|headers|cookies)$/u.test(body.api ?? '')
  );
}

/** Fastify sends a string as plain text, unless the type is set. */
function isMarkupReply(call: Call): boolean {
  return isMarkup(typeOf(call.receiver) ?? '');
}

const markupMethods = 'html append prepend after before replaceWith wrap wrapInner wrapAll appendTo prependTo insertBefore insertAfter';
const jquery = /^(?:\$|jQuery|\$\w*|jquery)$/u;
const isQuery = (call: Call): boolean => jquery.test(call.receiverName) || /^(?:\$|jquery|jQuery)\b/u.test(call.receiver?.api ?? '');

/** `new Response(html, { headers: { 'Content-Type': 'text/html' } })`: https://developer.mozilla.org/docs/Web/API/Response/Response. */
function isMarkupResponse(call: Call): boolean {
  const type = headerField(call.args[1]?.fields?.get('headers'));
  return call.isNew && isMarkup(String(type?.literal?.value));
}

/** An object of headers, none of which has a rule of its own. */
function setsOtherHeaders(call: Call): boolean {
  const headers = call.args.find((value) => value.fields !== undefined);
  return (
    headers !== undefined && ![...(headers.fields?.keys() ?? [])].some((name) => /^(?:location|access-control-allow-origin)$/iu.test(name))
  );
}

/** What is written to the other end line by line: https://nodejs.org/api/net.html#socketwritedata-encoding-callback. */
const socketWrites = ['net.connect()', 'net.createConnection()', 'net.Socket()', 'tls.connect()', '@socket']
  .flatMap((socket) => ['write', 'end'].map((name) => `${socket}.${name}`))
  .join(' ');

export const webSinks: readonly SinkRow[] = [
  { kind: 'html', calls: '@response.send @response.end @response.write @response.html', slots: [0], when: isPage, plain: true },
  { kind: 'html', calls: '@reply.send @reply.html', slots: [0], when: isMarkupReply, plain: true },
  { kind: 'html', calls: '@koa.html', slots: [0], plain: true },
  // https://hapi.dev/api/#h.response: a string is sent as HTML.
  { kind: 'html', methods: 'response', on: /^h$/u, slots: [0], when: isPage, plain: true },
  { kind: 'html', calls: 'Response next/server.NextResponse', slots: [0], when: isMarkupResponse, plain: true },
  { kind: 'html', calls: 'document.write document.writeln', slots: ['all'] },
  { kind: 'html', methods: 'insertAdjacentHTML', slots: [1] },
  {
    kind: 'html',
    methods:
      'createContextualFragment setHTMLUnsafe bypassSecurityTrustHtml bypassSecurityTrustScript bypassSecurityTrustUrl bypassSecurityTrustResourceUrl',
    slots: [0],
  },
  { kind: 'html', methods: markupMethods, slots: [0], when: isQuery },
  // https://lit.dev/docs/templates/directives/#unsafehtml, https://angular.dev/api/core/Renderer2
  { kind: 'html', calls: 'lit/directives/unsafe-html.unsafeHTML lit-html/directives/unsafe-html.unsafeHTML', slots: [0] },
  {
    kind: 'html',
    methods: 'setProperty',
    on: /renderer/iu,
    slots: [2],
    when: (call) => /^(?:inner|outer)HTML$/u.test(String(call.args[1]?.literal?.value)),
  },
  {
    kind: 'html',
    calls: '$ jQuery jquery',
    slots: [0],
    when: (call) => !/^[#.\w]/u.test(textOf(call.args[0] ?? { shape: 'unknown', taints: [] })),
  },
  { kind: 'html', calls: '$.parseHTML jQuery.parseHTML', slots: [0] },
  {
    kind: 'redirect',
    calls:
      '@response.redirect @reply.redirect @koa.redirect @koa.response.redirect NextResponse.redirect Response.redirect next/server.NextResponse.redirect next/navigation.redirect',
    slots: ['last', 0],
  },
  {
    kind: 'redirect',
    calls:
      '@response.location location.assign location.replace window.location.assign document.location.assign document.location.replace open',
    slots: [0],
  },
  {
    kind: 'header',
    calls: '@response.setHeader @response.set @response.header @response.append @response.appendHeader @reply.header @koa.set',
    slots: [1],
    when: (call) => !/^(?:location|access-control-allow-origin)$/iu.test(String(call.args[0]?.literal?.value)),
  },
  {
    kind: 'redirect',
    calls: '@response.setHeader @response.set @response.header @reply.header @koa.set',
    slots: [1],
    when: (call) => /^location$/iu.test(String(call.args[0]?.literal?.value)),
  },
  {
    kind: 'header',
    calls: '@response.set @response.header @response.writeHead @reply.headers',
    slots: [{ deep: 0 }, { deep: 1 }, { deep: 2 }],
    when: setsOtherHeaders,
  },
  { kind: 'header', calls: '@response.cookie', slots: [0] },
  { kind: 'redirect', calls: '@response.writeHead', slots: [{ of: 'last', fields: ['Location', 'location'] }] },
  { kind: 'header', calls: socketWrites, slots: [0], when: (call) => textOf(call.args[0] ?? unknown).includes('\r\n') },
  {
    kind: 'header',
    methods: 'write end',
    slots: [0],
    when: (call) => /^HTTP\/\d|^[A-Z]{3,8} [^\r\n]{0,300} HTTP\/\d/u.test(textOf(call.args[0] ?? unknown)),
  },
  {
    kind: 'exposure',
    calls:
      '@response.send @response.end @response.write @response.json @reply.send @koa.json @koa.text @koa.html @koa.body Response Response.json next/server.NextResponse next/server.NextResponse.json',
    slots: [0, { deep: 0 }],
  },
  { kind: 'exposure', methods: 'reply', on: /adapter/iu, slots: [{ deep: 1 }] },
];

const typeSetters: ReadonlySet<string> = new Set(['setHeader', 'set', 'header', 'append', 'type', 'contentType', 'writeHead']);

function typeSetBy(call: Call): Value | undefined {
  const [first, second] = call.args;
  if (call.name === 'type' || call.name === 'contentType') return first;
  if (call.name === 'writeHead') return headerField(call.args.at(-1));
  return /^content-type$/iu.test(String(first?.literal?.value)) ? second : headerField(first);
}

function headerField(headers: Value | undefined): Value | undefined {
  for (const [name, value] of headers?.fields ?? []) if (/^content-type$/iu.test(name)) return value;
  return undefined;
}

const chained: ReadonlySet<string> = new Set([
  'status',
  'code',
  'set',
  'header',
  'type',
  'contentType',
  'cookie',
  'clearCookie',
  'vary',
  'links',
  'location',
  'append',
  'attachment',
  'setHeader',
  'writeHead',
  'removeHeader',
]);

/** Methods of a response that give the response, with the type it now has. */
export function responseResult(call: Call, engine: Engine): Value | undefined {
  const { receiver, node } = call;
  if (!receiver || !/^@(?:response|reply)\./u.test(call.api ?? '') || !chained.has(call.name)) return undefined;
  const type = typeSetters.has(call.name) ? typeSetBy(call) : undefined;
  if (!type) return receiver;
  const after = withField(receiver, typeField, type);
  const object = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined;
  const place = object && engine.placeOf(object);
  if (place) setPlace(engine, place, after);
  return after;
}

const markupProperties: ReadonlySet<string> = new Set(['innerHTML', 'outerHTML', 'srcdoc']);

function checkKoaBody(assignment: Assignment, engine: Engine): void {
  const { object, value, target } = assignment;
  const fields = object?.fields;
  const type = (fields?.get('type') ?? fields?.get(typeField))?.literal?.value;
  const page = typeof type === 'string' ? isMarkup(type) : textOf(value).trimStart().startsWith('<');
  if (page && value.shape !== 'object') arriveAt(engine, { value, node: target.parent }, { kind: 'html', message: 'sent as a page' });
  arriveAt(
    engine,
    { value: { ...value, taints: deepTaints(value) }, node: target.parent },
    { kind: 'exposure', message: 'sent to the client' },
  );
}

function isLocation(assignment: Assignment): boolean {
  const api = assignment.object?.api;
  if (assignment.key === 'location') return assignment.object === undefined || api === 'window' || api === 'document';
  return assignment.key === 'href' && (api === 'location' || api === 'document.location');
}

const fixedScheme = /^(?:[a-z][a-z+.-]*:|[/?#.])/iu;

/** Notes the address of a link or a frame, where it may be a script. Frames of a page have one, options of a library do not. */
function checkAddress(assignment: Assignment, engine: Engine): void {
  const { value, target, object } = assignment;
  if (object?.api === undefined || !/^document\b/u.test(object.api) || fixedScheme.test(textOf(value))) return;
  arriveAt(engine, { value, node: target.parent }, { kind: 'script-url', message: `assigned to ${assignment.key}` });
}

/** Notes what is assigned to markup, to the page's address and to a response. */
export function checkWebAssignment(assignment: Assignment, engine: Engine): void {
  const { key, object, value, target } = assignment;
  const placed = { value, node: target.parent };
  if (key === 'src' || key === 'action' || (key === 'href' && !isLocation(assignment))) checkAddress(assignment, engine);
  if (markupProperties.has(key)) arriveAt(engine, placed, { kind: 'html', message: `assigned to ${key}` });
  else if (isLocation(assignment)) arriveAt(engine, placed, { kind: 'redirect', message: 'assigned to the address' });
  else if (key === 'body' && (object?.api === '@koa' || object?.api === '@koa.response')) checkKoaBody(assignment, engine);
}

/** Attributes whose address a browser runs if it is one of `javascript:`. The `src` of an image is not. */
const addressAttributes: ReadonlySet<string> = new Set(['href', 'xlinkHref', 'action', 'formAction', 'data', 'src']);

function isOwnElement({ parent }: ts.JsxAttribute): boolean {
  const name = parent.parent.tagName.getText();
  return parent.properties.length > 0 && /^(?:a|area|form|button|input|iframe|embed|object|script|base)$/u.test(name);
}

/** Properties that React, Vue and others take for an element: https://vuejs.org/guide/extras/render-function.html#creating-vnodes. */
function checkElementProperties(call: Call, engine: Engine): void {
  const properties = call.args[1];
  const node = call.argNodes[1];
  if (!properties || !node || !elementMakers.test(call.api ?? '')) return;
  for (const [name, value] of properties.fields ?? []) {
    if (name === 'innerHTML') arriveAt(engine, { value, node }, { kind: 'html', message: 'put into the page as markup' });
    else if (isScriptAddress(name, value)) arriveAt(engine, { value, node }, { kind: 'script-url', message: `put into ${name}` });
  }
}

function isScriptAddress(name: string, value: Value): boolean {
  return addressAttributes.has(name) && !fixedScheme.test(textOf(value));
}

const elementMakers = /^(?:vue\.(?:h|createVNode|createElementVNode)|preact\.(?:h|createElement)|react\.createElement)$/u;

/** Notes markup in JSX: https://react.dev/reference/react-dom/components/common#dangerously-setting-the-inner-html. */
export function checkMarkupNode(node: ts.Node, value: Value, engine: Engine): void {
  if (ts.isJsxAttribute(node)) {
    const name = node.name.getText();
    const html = name === 'dangerouslySetInnerHTML' ? (value.fields?.get('__html') ?? elementsOf(value)) : undefined;
    if (html) arriveAt(engine, { value: html, node }, { kind: 'html', message: 'put into the page as markup' });
    if (isScriptAddress(name, value) && isOwnElement(node))
      arriveAt(engine, { value, node }, { kind: 'script-url', message: `put into ${name}` });
    if (name === 'srcDoc') arriveAt(engine, { value, node }, { kind: 'html', message: 'put into the page as markup' });
  } else if (ts.isObjectLiteralExpression(node)) checkObject(node, value, engine);
}

function checkObject(node: ts.ObjectLiteralExpression, value: Value, engine: Engine): void {
  checkTemplate(node, value, engine);
  if (!isTainted(value)) return;
  checkInnerHtml(node, value, engine);
  checkAnswer(node, value, engine);
  checkReturnedRedirect(node, value, engine);
}

/** What a function of the cloud gives back: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-types-transforms. */
function checkAnswer(node: ts.ObjectLiteralExpression, value: Value, engine: Engine): void {
  const body = value.fields?.get('body');
  if (!body || !value.fields?.has('statusCode')) return;
  arriveAt(engine, { value: { ...body, taints: deepTaints(body) }, node }, { kind: 'exposure', message: 'sent to the client' });
  const type = headerField(value.fields.get('headers'));
  if (type && isMarkup(textOf(type))) arriveAt(engine, { value: body, node }, { kind: 'html', message: 'sent as a page' });
}

/** `@Redirect() leave() { return { url } }` of Nest, `{ redirect: { destination } }` of Next: https://docs.nestjs.com/controllers#redirection. */
function checkReturnedRedirect(node: ts.ObjectLiteralExpression, value: Value, engine: Engine): void {
  const owner = enclosingFunction(node);
  const isNest =
    owner !== undefined &&
    ts.canHaveDecorators(owner) &&
    ts.getDecorators(owner)?.some(({ expression }) => /^Redirect\b/u.test(expression.getText())) === true;
  const target = isNest ? value.fields?.get('url') : value.fields?.get('redirect')?.fields?.get('destination');
  if (target) arriveAt(engine, { value: target, node }, { kind: 'redirect', message: 'sent as the address' });
}

/** What a component of Vue gives its template, and the names that the template puts into the page as markup: https://vuejs.org/api/built-in-directives.html#v-html. */
function checkTemplate(node: ts.ObjectLiteralExpression, value: Value, engine: Engine): void {
  const template = value.fields?.get('template');
  if (!template || !textOf(template).includes('v-html')) return;
  const names = [...textOf(template).matchAll(/v-html=["']\s*([\w$]+)/gu)].map(([, name]) => name ?? '');
  for (const maker of ['setup', 'data']) {
    const closure = value.fields?.get(maker)?.closure;
    const given = closure ? engine.run(closure, [], node) : undefined;
    for (const name of names) {
      const field = given?.fields?.get(name);
      if (field)
        arriveAt(
          engine,
          { value: { ...field, taints: deepTaints(field) }, node },
          { kind: 'html', message: 'put into the page as markup' },
        );
    }
  }
}

function checkInnerHtml(node: ts.ObjectLiteralExpression, value: Value, engine: Engine): void {
  for (const property of node.properties) {
    if (propertyName(property.name) !== 'dangerouslySetInnerHTML') continue;
    const html = value.fields?.get('dangerouslySetInnerHTML')?.fields?.get('__html');
    if (html) arriveAt(engine, { value: html, node: property }, { kind: 'html', message: 'put into the page as markup' });
  }
}

const senders: ReadonlySet<string> = new Set([
  '@response.send',
  '@response.json',
  '@response.end',
  '@reply.send',
  '@koa.json',
  '@koa.text',
  'Response.json',
  'next/server.NextResponse.json',
]);

/** Notes an error that is sent as it is. */
export function checkExposure(call: Call, engine: Engine): void {
  const [body] = call.args;
  const node = call.argNodes[0];
  if (!body || !node || call.api === undefined || !senders.has(call.api) || isTainted(body)) return;
  arriveAt(engine, { value: errorValue(body, node), node }, { kind: 'exposure', message: 'sent to the client' });
}

const eventAttributes = /^(?:on\w+|srcdoc)$/iu;

/** Notes attributes that hold a program. */
export function checkAttribute(call: Call, engine: Engine): void {
  checkElementProperties(call, engine);
  if (call.name !== 'setAttribute' || !eventAttributes.test(String(call.args[0]?.literal?.value))) return;
  const [, value] = call.args;
  if (value) arriveAt(engine, { value, node: call.argNodes[1] ?? call.node }, { kind: 'html', message: 'passed to setAttribute' });
}
