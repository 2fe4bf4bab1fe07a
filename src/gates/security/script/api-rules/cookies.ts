import type ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { lastName } from '../engine/syntax.ts';
import { textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';
import { byApi } from './by-api.ts';
import { headersSetBy, textsOf } from './headers.ts';
import { optionOf } from './places.ts';

/*
 * Cookies of sessions: https://expressjs.com/en/api.html#res.cookie, https://github.com/expressjs/session#readme,
 * https://nextjs.org/docs/app/api-reference/functions/cookies, https://hono.dev/docs/helpers/cookie, https://h3.dev/utils/cookie,
 * https://github.com/fastify/fastify-cookie#readme, https://koajs.com/#ctx-cookies-set-name-value-options-,
 * https://svelte.dev/docs/kit/@sveltejs-kit#Cookies, https://reactrouter.com/explanation/sessions-and-cookies.
 */

function literal(value: Value | undefined): unknown {
  return value?.literal?.value;
}

const sessionName = /sess|sid$|^sid|token|auth|jwt|remember|login|credential|refresh|^(?:__Host-|__Secure-)?id$/iu;
/** Scripts send it back in a header, so they must read it. */
const forScripts = /xsrf|csrf/iu;

/** Where a way of setting cookies has the name and the options, and what it does where the options do not say. */
interface Setter {
  readonly name: number;
  readonly options: number;
  /** Scripts may read it unless it is said. */
  readonly open: boolean;
  /** It is sent without encryption unless it is said. */
  readonly plain: boolean;
}

const usual: Setter = { name: 0, options: 2, open: true, plain: true };
const setterFor = byApi<readonly [RegExp, Setter]>([
  [/^@response\.cookie$|^@reply\.(?:set)?[cC]ookie$/u, usual],
  [/^@koa\.cookies\.set$/u, { ...usual, open: false }],
  [/^(?:next\/headers\.cookies\(\)|next\/server\.NextResponse.*\.cookies|Astro\.cookies)\.set$/u, usual],
  [
    /^(?:cookie\.serialize|nookies\.set|cookies-next\.setCookie|cookies-next\/server\.setCookie|react-cookie\.\w+\(\)\.set|universal-cookie\(\)\.set)$/u,
    usual,
  ],
  [/^nookies\.(?:set|setCookie)$/u, { ...usual, name: 1, options: 3 }],
  [/^(?:hono\/cookie|h3)\.setCookie$|^setCookie$/u, { ...usual, name: 1, options: 3 }],
  [/^hono\/cookie\.setSignedCookie$/u, { ...usual, name: 1, options: 4 }],
  [/^js-cookie\.set$|^Cookies\.set$/u, usual],
  [/^(?:@remix-run\/\w+|react-router|react-router-dom|@react-router\/\w+)\.createCookie$/u, { ...usual, options: 1 }],
]);
/** What is in the cookies of a request or response whose kind is not known: SvelteKit, Astro. Theirs are closed unless it is said. */
const jar: Setter = { name: 0, options: 2, open: false, plain: false };

interface Cookie {
  readonly setter: Setter;
  readonly name: Value | undefined;
  readonly value: ts.Expression | undefined;
  readonly options: Value | undefined;
}

function setterOf(call: Call): Setter | undefined {
  const known = setterFor(call.api)?.[1];
  if (known) return known;
  const isJar =
    call.name === 'set' && /^(?:cookies|cookieStore|cookieJar)$/u.test(call.receiverName) && !call.callee.closure && call.args.length > 0;
  return isJar ? jar : undefined;
}

/** `jar.set(name, value, options)`, `jar.set({ name, value, … })`, `session.set({ value, … })` of Elysia. */
function cookieOf(call: Call): Cookie | undefined {
  const setter = setterOf(call);
  const [first] = call.args;
  const name = call.args.length === 1 ? first?.fields?.get('name') : undefined;
  if (setter && name) return { setter, name, value: undefined, options: first };
  if (setter) return { setter, name: call.args[setter.name], value: call.argNodes[setter.name + 1], options: call.args[setter.options] };
  if (call.name !== 'set' || call.args.length !== 1 || !['httpOnly', 'value'].every((name) => first?.fields?.has(name))) return undefined;
  return { setter: jar, name: { shape: 'string', taints: [], literal: { value: call.receiverName } }, value: undefined, options: first };
}

function isOfSession({ name, value }: Cookie): boolean {
  const text = name && textOf(name);
  if (text !== undefined && /\w/u.test(text)) return sessionName.test(text);
  return sessionName.test(lastName(value));
}

function isForAnySite(options: Value | undefined): boolean {
  return /^none$/iu.test(String(literal(options?.fields?.get('sameSite') ?? options?.fields?.get('samesite'))));
}

const optionFor = { 'cookie-not-secure': 'secure', 'cookie-for-scripts': 'httpOnly' } as const;

interface Place {
  readonly call: Call;
  readonly engine: Engine;
  readonly setter: Pick<Setter, 'open' | 'plain'>;
}

function checkOptions(options: Value | undefined, { call, engine, setter }: Place): void {
  if (options && options.closed !== true && !options.fields) return;
  const complete = options === undefined || options.closed === true;
  const tell = (rule: 'cookie-not-secure' | 'cookie-for-scripts', option: Value | undefined, missing: boolean): void => {
    if (option ? literal(option) === false : missing)
      engine.report(rule, option ? optionOf(call, engine, [optionFor[rule]]) : call.node, option ? 'high' : 'medium');
  };
  tell('cookie-not-secure', options?.fields?.get('secure'), complete && setter.plain);
  if (isForAnySite(options)) engine.report('cookie-for-any-site', optionOf(call, engine, ['sameSite', 'samesite']));
  tell('cookie-for-scripts', options?.fields?.get('httpOnly'), complete && setter.open);
}

/** Forms and pages send a token against forged requests back, so only its way matters. */
function checkCookie(call: Call, engine: Engine): void {
  const cookie = cookieOf(call);
  if (!cookie || !isOfSession(cookie)) return;
  const open = cookie.setter.open && !forScripts.test(cookie.name ? textOf(cookie.name) : '');
  // Koa's own defaults stand where nothing is said.
  if (cookie.options === undefined && call.api === '@koa.cookies.set') return;
  // Taking a cookie back is no danger.
  if (literal(cookie.options?.fields?.get('maxAge')) === 0) return;
  const options = forScripts.test(cookie.name ? textOf(cookie.name) : '') ? withoutField(cookie.options, 'httpOnly') : cookie.options;
  checkOptions(options, { call, engine, setter: { ...cookie.setter, open } });
}

function withoutField(options: Value | undefined, key: string): Value | undefined {
  return options?.fields && { ...options, fields: new Map([...options.fields].filter(([name]) => name !== key)) };
}

/** What makes sessions, where its cookie's options are, and what it does where they do not say. */
const makerFor = byApi<readonly [RegExp, string, Pick<Setter, 'open' | 'plain'>]>([
  [/^(?:express-session|@fastify\/session)$/u, 'cookie', { open: false, plain: true }],
  [/^(?:cookie-session|koa-session)$/u, '', { open: false, plain: true }],
  [/^(?:@remix-run\/\w+|react-router|@react-router\/\w+)\.create(?:Cookie)?SessionStorage$/u, 'cookie', { open: true, plain: true }],
  [/^iron-session\.\w+$/u, 'cookieOptions', { open: false, plain: false }],
]);

function checkMaker(call: Call, engine: Engine): void {
  const found = makerFor(call.api) ?? (call.name === 'register' ? makerFor(call.args[0]?.api) : undefined);
  if (!found) return;
  const options = call.args.find((value) => value.fields !== undefined);
  if (!options) return;
  const [, field, setter] = found;
  const own = field === '' ? options : options.fields?.get(field);
  if (!own && options.closed !== true) return;
  checkOptions(own ?? { shape: 'object', taints: [], closed: true }, { call, engine, setter });
}

/** A `Set-Cookie` that is written out, or `document.cookie`. */
function checkText(text: string, node: ts.Node, engine: Engine): void {
  const name = /^\s*([^=;\s]+)=/u.exec(text)?.[1];
  if (name === undefined || !sessionName.test(name) || /;\s*max-age=0\b/iu.test(text)) return;
  if (!/;\s*secure\b/iu.test(text)) engine.report('cookie-not-secure', node);
  if (!/;\s*httponly\b/iu.test(text) && !forScripts.test(name)) engine.report('cookie-for-scripts', node);
  if (/;\s*samesite=none\b/iu.test(text)) engine.report('cookie-for-any-site', node);
}

/** Notes cookies of sessions that others can read or send. */
export function checkCookies(call: Call, engine: Engine): void {
  checkCookie(call, engine);
  checkMaker(call, engine);
  for (const { name, value } of headersSetBy(call))
    if (name === 'set-cookie') for (const text of textsOf(value)) checkText(text, call.node, engine);
}

/** Notes `document.cookie = 'session=…'`. */
export function checkCookieProperty({ key, object, value, target }: Assignment, engine: Engine): void {
  if (key === 'cookie' && object?.api === 'document') checkText(textOf(value), target.parent, engine);
}
