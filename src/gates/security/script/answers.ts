import type { Call, Engine } from './engine/engine.ts';
import { callWith } from './engine/collections.ts';
import { apiValue, clear, deepTaints, isTainted, joinTaints, stringOf, textOf, unknown } from './engine/values.ts';
import type { Taint, Value } from './engine/values.ts';
import { kindSet } from './kinds.ts';
import { errorValue, sourceValue } from './sources.ts';

/*
 * What calls give that are neither sources nor escapes: answers of servers, streams of values, forms as objects, what a framework
 * hands out. https://developer.mozilla.org/docs/Web/API/Response/json, https://axios-http.com/docs/res_schema,
 * https://rxjs.dev/api/index/class/Observable, https://angular.dev/api/core/inject, https://hono.dev/docs/helpers/html.
 */

/** What a server had stored: as markup it is somebody else's. */
const answered = { from: 'stored', label: 'comes from what a server has stored', only: 'html' } as const;

/** Somewhere on the site itself, or where an own server is. */
const ownAddress = /^(?:\/(?!\/)|[\u0000]|\.\/)/u;
const fetched = /^(?:fetch|node-fetch|cross-fetch)\(\)\.json$/u;
const fetchedText = /^(?:fetch|node-fetch|cross-fetch)\(\)\.text$/u;
/** The whole of a stream, or the body of a request: https://nodejs.org/api/webstreams.html#utility-consumers. */
const consumers =
  /^(?:stream\/consumers\.(?:text|json|buffer|arrayBuffer)|raw-body|co-body(?:\.\w+)?|micro\.(?:json|text|buffer)|body\/json|body\/form)$/u;
const axios = /^axios(?:\.create\(\))?\.(?:get|post|request)$/u;

/** A file that is a part of the program is no answer of others. */
function isFile(address: Value | undefined): boolean {
  return /\.(?:html?|json|svg|md|txt)(?:[?#]|$)/iu.test(address ? textOf(address) : '');
}

function fetchedResult(call: Call, api: string): Value | undefined {
  const [address] = call.args;
  if (api === 'fetch') return isFile(address) ? apiValue('@file-response') : undefined;
  if (fetchedText.test(api)) return isClean(call) ? sourceValue(call.node, { ...answered, only: 'code' }) : undefined;
  if (fetched.test(api)) return isClean(call) ? sourceValue(call.node, answered) : undefined;
  if (axios.test(api)) return axiosResult(call);
  return /^@http-client\.(?:get|post|request)$/u.test(api) ? sourceValue(call.node, answered) : undefined;
}

const isClean = ({ receiver }: Call): boolean => receiver?.taints.length === 0;

function axiosResult(call: Call): Value | undefined {
  const [address] = call.args;
  if (!ownAddress.test(textOf(address ?? unknown)) || isFile(address)) return undefined;
  return { shape: 'unknown', taints: [], fields: new Map([['data', sourceValue(call.node, answered)]]) };
}

/** `route.queryParamMap.pipe(map((params) => params.get('q')))`: each operator on what the one before gives. */
function pipedResult(call: Call, engine: Engine): Value | undefined {
  if (call.name !== 'pipe' || !call.receiver || !isTainted(call.receiver)) return undefined;
  return call.args.reduce((value, operator) => (operator.api === '@operator' ? callWith(engine, operator, [value]) : value), call.receiver);
}

const operators = /^rxjs(?:\/operators)?\.(?:map|switchMap|mergeMap|concatMap|exhaustMap)$/u;

/** A tag that escapes what is put in, unless it was said to be markup. */
function taggedResult(call: Call): Value | undefined {
  if (call.api !== 'hono/html.html' && call.api !== 'lit.html' && call.api !== 'lit-html.html' && call.api !== 'common-tags.safeHtml')
    return undefined;
  const taints = call.args.reduce<readonly Taint[]>(
    (all, one) => joinTaints(all, deepTaints(one.api === 'hono/html.raw()' ? one : clear(one, kindSet('html', 'xml')))),
    [],
  );
  return stringOf(taints);
}

/** `Object.fromEntries(form)`: whatever names a stranger has sent. */
function entriesResult(call: Call): Value | undefined {
  const [entries] = call.args;
  if (entries?.api !== '@form' || call.args.length > 1) return undefined;
  const taints = entries.taints.map((taint) => ({ ...taint, cleared: taint.cleared & ~kindSet('mass-assignment') }));
  return { ...unknown, taints, api: '@request.body' };
}

const given: ReadonlyMap<string, string> = new Map([
  ['@host.switchToHttp().getResponse', '@response'],
  ['@host.switchToHttp().getRequest', '@request'],
  ['@host.getArgByIndex', '@request'],
]);

const injected: ReadonlyMap<string, string> = new Map([
  ['@angular/router.ActivatedRoute', '@route'],
  ['@angular/common/http.HttpClient', '@http-client'],
]);

/** A client with a base address, which is kept as its text: https://axios-http.com/docs/instance. */
function madeClient(call: Call): Value {
  const options = call.args[0]?.fields;
  const base = options?.get('baseURL') ?? options?.get('prefixUrl') ?? options?.get('prefix');
  return { ...apiValue(`${call.api}()`), ...(base ? { text: textOf(base), taints: deepTaints(base) } : {}) };
}

/** What a call of a framework or of another server gives. */
export function answerResult(call: Call, engine: Engine): Value | undefined {
  const { api } = call;
  if (api === undefined) return pipedResult(call, engine);
  const known = given.get(api);
  if (known !== undefined) return apiValue(known);
  return byName.get(api)?.(call) ?? bodyResult(call, api) ?? taggedResult(call) ?? pipedResult(call, engine) ?? fetchedResult(call, api);
}

const byName: ReadonlyMap<string, (call: Call) => Value | undefined> = new Map([
  ['@angular/core.inject', injectedResult],
  ['@form.entries', (call: Call) => call.receiver],
  ['hono/html.raw', (call: Call) => ({ ...stringOf(deepTaints(call.args[0] ?? unknown)), api: 'hono/html.raw()' })],
  ['util.inspect', shownError],
  ['serialize-error.serializeError', shownError],
  ['Object.fromEntries', entriesResult],
  ...['axios.create', 'ky.create', 'ky.extend', 'got.extend'].map((api) => [api, madeClient] as const),
]);

function shownError(call: Call): Value | undefined {
  const [error] = call.args;
  return error?.api === '@error' ? errorValue(error, call.node) : undefined;
}

function bodyResult(call: Call, api: string): Value | undefined {
  const [first] = call.args;
  if (first?.closure && operators.test(api)) return { ...first, api: '@operator' };
  return first?.api?.startsWith('@request') === true && consumers.test(api)
    ? sourceValue(call.node, { from: 'remote', label: "comes from the request's body" })
    : undefined;
}

function injectedResult(call: Call): Value | undefined {
  const [token] = call.args;
  const known = injected.get(token?.api ?? '');
  if (known !== undefined) return apiValue(known);
  return token?.instance ? { shape: 'object', taints: [], instance: token.instance } : undefined;
}
