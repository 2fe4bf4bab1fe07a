import type ts from 'typescript';
import type { SourceClass, Value } from './engine/values.ts';
import { kindSet, partialProofs } from './kinds.ts';
import type { DangerKind } from './kinds.ts';

/** Data that somebody else writes. */
interface SourceRow {
  /** The object that has it. */
  readonly of: string;
  readonly keys: readonly string[];
  readonly from: SourceClass;
  readonly label: string;
  /** What kind of object it is, where that matters further on. */
  readonly as?: string;
  /** It is always a string, never an object. */
  readonly text?: boolean;
  /** It is dangerous for these only. */
  readonly only?: DangerKind;
}

/*
 * Express: https://expressjs.com/en/api.html#req · Koa: https://github.com/koajs/koa/blob/master/docs/api/request.md ·
 * Fastify: https://fastify.dev/docs/latest/Reference/Request/ · Node: https://nodejs.org/api/http.html#class-httpincomingmessage ·
 * the browser: https://developer.mozilla.org/docs/Web/API · AWS Lambda: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
 */
const rows: readonly SourceRow[] = [
  { of: '@request', keys: ['query'], from: 'remote', label: "comes from the request's query", as: '@request.query' },
  { of: '@request', keys: ['body', 'rawBody', 'payload'], from: 'remote', label: "comes from the request's body", as: '@request.body' },
  { of: '@request', keys: ['params'], from: 'remote', label: "comes from the request's path", as: '@request.params', text: true },
  {
    of: '@request',
    keys: ['headers', 'rawHeaders'],
    from: 'remote',
    label: "comes from the request's headers",
    as: '@request.headers',
    text: true,
  },
  { of: '@request', keys: ['cookies', 'signedCookies'], from: 'remote', label: "comes from the request's cookies", as: '@request.cookies' },
  {
    of: '@request',
    keys: ['url', 'originalUrl', 'path', 'href', 'querystring', 'search', 'hostname', 'host'],
    from: 'remote',
    label: "comes from the request's URL",
    text: true,
  },
  { of: '@request', keys: ['nextUrl', 'URL'], from: 'remote', label: "comes from the request's URL", as: '@url', text: true },
  { of: '@request', keys: ['file', 'files'], from: 'remote', label: 'comes from an uploaded file', as: '@upload' },
  {
    of: '@koa',
    keys: ['query', 'params', 'querystring', 'search', 'path', 'url', 'originalUrl', 'href', 'host', 'hostname', 'headers', 'header'],
    from: 'remote',
    label: 'comes from the request',
    text: false,
  },
  // Its parts under a name that is computed, and the pieces of its body.
  { of: '@request', keys: ['*'], from: 'remote', label: 'comes from the request' },
  { of: 'process.stdin', keys: ['*'], from: 'local', label: 'comes from the standard input' },
  { of: '@koa', keys: ['req', 'request'], from: 'remote', label: '', as: '@request' },
  {
    of: '@event',
    keys: [
      'body',
      'queryStringParameters',
      'multiValueQueryStringParameters',
      'pathParameters',
      'headers',
      'rawPath',
      'rawQueryString',
      'cookies',
      'path',
    ],
    from: 'remote',
    label: 'comes from the event of the request',
    text: true,
  },
  { of: '@event', keys: ['Records', 'detail', 'arguments', 'records'], from: 'remote', label: 'comes from the event' },
  {
    of: '@route',
    keys: ['queryParamMap', 'paramMap', 'queryParams', 'params', 'fragment'],
    from: 'remote',
    label: "comes from the page's address",
    text: true,
  },
  { of: '@route', keys: ['snapshot', 'parent', 'firstChild', 'root'], from: 'remote', label: '', as: '@route' },
  { of: '@message-event', keys: ['data'], from: 'remote', label: 'comes from a message' },
  { of: '@socket-event', keys: ['data'], from: 'remote', label: 'comes from the other end of the socket' },
  {
    of: '@archive-entry',
    keys: ['path', 'fileName', 'entryName', 'name', 'filename', 'linkname'],
    from: 'remote',
    label: 'is a name in an archive',
    text: true,
    only: 'path',
  },
  { of: '@error', keys: ['stack'], from: 'error', label: 'holds the stack of an error', text: true },
  { of: 'process', keys: ['argv'], from: 'local', label: 'comes from the command line', as: 'process.argv', text: true },
  { of: 'Deno', keys: ['args'], from: 'local', label: 'comes from the command line', as: 'process.argv', text: true },
  { of: 'Bun', keys: ['argv'], from: 'local', label: 'comes from the command line', as: 'process.argv', text: true },
  { of: 'readline.createInterface()', keys: ['*'], from: 'local', label: 'is typed by a person', text: true },
  { of: 'process', keys: ['env'], from: 'environment', label: 'comes from the environment', as: 'process.env', text: true },
  { of: 'location', keys: ['search', 'hash', 'href', 'pathname'], from: 'remote', label: "comes from the page's address", text: true },
  {
    of: 'document.location',
    keys: ['search', 'hash', 'href', 'pathname'],
    from: 'remote',
    label: "comes from the page's address",
    text: true,
  },
  {
    of: 'document',
    keys: ['URL', 'documentURI', 'baseURI', 'referrer', 'cookie'],
    from: 'remote',
    label: 'comes from the page that led here',
    text: true,
  },
  { of: 'next/router.useRouter()', keys: ['query', 'asPath'], from: 'remote', label: "comes from the page's address", text: true },
  {
    of: 'vue-router.useRoute()',
    keys: ['query', 'params', 'hash', 'fullPath', 'path'],
    from: 'remote',
    label: "comes from the page's address",
    text: true,
  },
  { of: 'window', keys: ['name'], from: 'remote', label: 'comes from the page that opened this one', text: true },
];

const byObject = new Map<string, Map<string, SourceRow>>();
for (const row of rows) {
  const keys = byObject.get(row.of) ?? new Map<string, SourceRow>();
  for (const key of row.keys) keys.set(key, row);
  byObject.set(row.of, keys);
}

const stringKinds = kindSet('nosql', 'mass-assignment');

/** A value that somebody else writes. */
export function sourceValue(
  node: ts.Node,
  source: {
    readonly from: SourceClass;
    readonly label: string;
    readonly text?: boolean;
    readonly as?: string;
    readonly only?: DangerKind;
    readonly guessed?: boolean;
  },
): Value {
  const { from, label, text, as, only, guessed } = source;
  const cleared = only === undefined ? (text === true ? stringKinds : 0) : ~kindSet(only, ...partialProofs);
  return {
    shape: 'unknown',
    taints: [{ source: { node, from, label, ...(guessed === true ? { guessed } : {}) }, cleared, doubtful: false }],
    ...(as === undefined ? {} : { api: as }),
  };
}

/** What is a request by the name of a parameter alone: it may be one that a client sends. */
export const guessedRequest = '@request?';

function sureName(api: string): string {
  return api.startsWith(guessedRequest) ? `@request${api.slice(guessedRequest.length)}` : api;
}

/** What reading a property of a known object gives, where somebody else has written it. */
export function sourceProperty(object: Value, key: string, node: ts.Node): Value | undefined {
  if (object.api === undefined || object.taints.length > 0) return undefined;
  const row = byObject.get(sureName(object.api))?.get(key);
  if (!row) return undefined;
  if (row.label === '') return { shape: 'unknown', taints: [], ...(row.as === undefined ? {} : { api: row.as }) };
  return sourceValue(node, { ...row, guessed: object.api === guessedRequest });
}

/** An error as a whole: what is in it is for the log. */
export function errorValue(value: Value, node: ts.Node): Value {
  const inner = value.api === '@error' ? value : [...(value.fields?.values() ?? [])].find((field) => field.api === '@error');
  return inner ? sourceValue(node, { from: 'error', label: 'is an error with its details' }) : value;
}

export const storedSource = { from: 'stored', label: 'comes from the database' } as const;

interface CallSource {
  readonly from: SourceClass;
  readonly label: string;
  readonly text?: boolean;
  readonly as?: string;
  readonly only?: DangerKind;
}

/** By the callee's name. */
const sourceCalls: ReadonlyMap<string, CallSource> = new Map<string, CallSource>([
  ['@request.get', { from: 'remote', label: "comes from the request's headers", text: true }],
  ['@request.header', { from: 'remote', label: "comes from the request's headers", text: true }],
  ['@request.param', { from: 'remote', label: 'comes from the request' }],
  ['@request.json', { from: 'remote', label: "comes from the request's body", as: '@request.body' }],
  ['@request.parseBody', { from: 'remote', label: "comes from the request's body", as: '@request.body' }],
  ['@request.text', { from: 'remote', label: "comes from the request's body", text: true }],
  ['@request.formData', { from: 'remote', label: "comes from the request's body", text: true, as: '@form' }],
  ['@koa.get', { from: 'remote', label: "comes from the request's headers", text: true }],
  ['@koa.cookies.get', { from: 'remote', label: "comes from the request's cookies", text: true }],
  ['@request.query', { from: 'remote', label: "comes from the request's query", text: true }],
  ['@request.queries', { from: 'remote', label: "comes from the request's query", text: true }],
  ['@koa.req.query', { from: 'remote', label: "comes from the request's query", text: true }],
  ['@request.query()', { from: 'remote', label: "comes from the request's query", text: true }],
  ['react-router-dom.useSearchParams', { from: 'remote', label: "comes from the page's address", text: true }],
  ['next/navigation.useSearchParams', { from: 'remote', label: "comes from the page's address", text: true }],
  ['react-router-dom.useParams', { from: 'remote', label: "comes from the page's address", text: true }],
  ...['h3.', ''].flatMap((module): (readonly [string, CallSource])[] => [
    [`${module}getQuery`, { from: 'remote', label: "comes from the request's query" }],
    [`${module}readBody`, { from: 'remote', label: "comes from the request's body", as: '@request.body' }],
    [`${module}getRouterParam`, { from: 'remote', label: "comes from the request's path", text: true }],
    [`${module}getRouterParams`, { from: 'remote', label: "comes from the request's path", text: true }],
  ]),
  ['hono/cookie.getCookie', { from: 'remote', label: "comes from the request's cookies", text: true }],
  ['h3.getHeader', { from: 'remote', label: "comes from the request's headers", text: true }],
  ['h3.getCookie', { from: 'remote', label: "comes from the request's cookies", text: true }],
  // https://github.com/jshttp/basic-auth#readme
  ['basic-auth', { from: 'remote', label: "comes from the request's headers", text: true }],
  ['basic-auth.parse', { from: 'remote', label: "comes from the request's headers", text: true }],
  ['prompt', { from: 'local', label: 'is typed by a person', text: true }],
  ['readline-sync.question', { from: 'local', label: 'is typed by a person', text: true }],
  ['readline.createInterface().question', { from: 'local', label: 'is typed by a person', text: true }],
]);

/** What a call gives that somebody else has written. */
export function sourceCall(api: string): (CallSource & { readonly guessed: boolean }) | undefined {
  const source = sourceCalls.get(sureName(api));
  return source && { ...source, guessed: api.startsWith(guessedRequest) };
}
