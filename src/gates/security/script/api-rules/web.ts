import type ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, isFunctionNode } from '../engine/syntax.ts';
import { dangerousTaints } from '../sink.ts';
import { textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';
import { identifiersIn } from './context.ts';

/*
 * Origins and cookies: https://github.com/expressjs/cors#readme, https://expressjs.com/en/api.html#res.cookie,
 * https://github.com/expressjs/session#readme, https://developer.mozilla.org/docs/Web/API/Window/postMessage.
 */

function literal(value: Value | undefined): unknown {
  return value?.literal?.value;
}

/** A function that allows whoever asks: `(origin, callback) => callback(null, true)`. */
function allowsAnyone(value: Value): boolean {
  const body = value.closure?.node.body;
  return body !== undefined && /^\{?\s*(?:return\s+)?\w+\(\s*null\s*,\s*true\s*\)\s*;?\s*\}?$/u.test(body.getText());
}

function checkCors(call: Call, engine: Engine): void {
  const options = call.args.at(-1);
  const origin = options?.fields?.get('origin');
  if (!origin) return;
  const open = literal(origin) === true || literal(origin) === '*' || allowsAnyone(origin);
  const credentials = literal(options?.fields?.get('credentials')) === true;
  if (open && credentials) engine.report('cors-any-origin', call.node);
  else if (dangerousTaints('header', origin).some((taint) => taint.source.from === 'remote')) engine.report('cors-any-origin', call.node, credentials ? 'high' : 'medium');
}

const headerSetters: ReadonlySet<string> = new Set(['setHeader', 'set', 'header', 'append', 'appendHeader']);

function checkOriginHeader(call: Call, engine: Engine): void {
  const [name, value] = call.args;
  if (!value || !headerSetters.has(call.name) || !/^@(?:response|reply|koa)\./u.test(call.api ?? '')) return;
  if (!/^access-control-allow-origin$/iu.test(String(literal(name)))) return;
  const around = (enclosingFunction(call.node) ?? call.node.getSourceFile()).getText();
  const credentials = /access-control-allow-credentials['"]\s*,\s*(?:true|['"]true)/iu.test(around);
  if (value.taints.some((taint) => taint.source.from === 'remote' && taint.cleared !== -1)) engine.report('cors-any-origin', call.node, credentials ? 'high' : 'medium');
  else if (literal(value) === '*' && credentials) engine.report('cors-any-origin', call.node);
}

const sessionName = /sess|sid$|^sid|token|auth|jwt|remember|login|credential|refresh/iu;

function isForAnySite(options: Value | undefined): boolean {
  return /^none$/iu.test(String(literal(options?.fields?.get('sameSite'))));
}

function checkCookieOptions(options: Value | undefined, place: { readonly node: ts.Node; readonly engine: Engine; readonly scriptsByDefault: boolean }): void {
  const { node, engine, scriptsByDefault } = place;
  if (options && options.closed !== true && !options.fields) return;
  const complete = options === undefined || options.closed === true;
  const tell = (rule: 'cookie-not-secure' | 'cookie-for-scripts', option: Value | undefined, missing: boolean): void => {
    if (option ? literal(option) === false : missing) engine.report(rule, node, option ? 'high' : 'medium');
  };
  tell('cookie-not-secure', options?.fields?.get('secure'), complete);
  if (isForAnySite(options)) engine.report('cookie-for-any-site', node);
  tell('cookie-for-scripts', options?.fields?.get('httpOnly'), complete && scriptsByDefault);
}

const sessionMakers: ReadonlySet<string> = new Set(['express-session', 'cookie-session', '@fastify/session', 'koa-session']);

function checkCookies(call: Call, engine: Engine): void {
  const { api, node } = call;
  if (api === '@response.cookie' || api === '@reply.cookie' || api === '@reply.setCookie') {
    const name = literal(call.args[0]);
    if (typeof name === 'string' && sessionName.test(name)) checkCookieOptions(call.args[2], { node, engine, scriptsByDefault: true });
  } else if (api === '@koa.cookies.set') {
    const name = literal(call.args[0]);
    const options = call.args[2];
    if (typeof name === 'string' && sessionName.test(name) && options) checkCookieOptions(options, { node, engine, scriptsByDefault: false });
  } else if (api !== undefined && sessionMakers.has(api)) checkSession(call, engine);
}

function checkSession(call: Call, engine: Engine): void {
  const options = call.args.find((value) => value.fields !== undefined);
  const secret = literal(options?.fields?.get('secret'));
  if (typeof secret === 'string' && secret !== '') engine.report('hard-coded-key', call.node);
  if (!options || options.closed !== true) return;
  const own = call.api === 'express-session' || call.api === '@fastify/session' ? options.fields?.get('cookie') : options;
  checkCookieOptions(own ?? { shape: 'object', taints: [], closed: true }, { node: call.node, engine, scriptsByDefault: false });
}

/** A `Set-Cookie` that is written out, or `document.cookie`. */
function checkCookieText(text: string, node: ts.Node, engine: Engine): void {
  const name = /^\s*([^=;\s]+)=/u.exec(text)?.[1];
  if (name === undefined || !sessionName.test(name)) return;
  if (!/;\s*secure\b/iu.test(text)) engine.report('cookie-not-secure', node);
  if (!/;\s*httponly\b/iu.test(text)) engine.report('cookie-for-scripts', node);
}

function checkCookieHeader(call: Call, engine: Engine): void {
  const [name, value] = call.args;
  if (!headerSetters.has(call.name) || !/^set-cookie$/iu.test(String(literal(name))) || !value) return;
  for (const one of value.fields ? value.fields.values() : [value]) checkCookieText(textOf(one), call.node, engine);
}

function isListener(call: Call): boolean {
  return call.name === 'addEventListener' && literal(call.args[0]) === 'message' && (call.receiver === undefined || call.receiver.api === 'window');
}

/** A part of an origin is also in that of a site of the attacker's. */
const partlyChecked = /\borigin\s*\.\s*(?:indexOf|includes|search|startsWith|endsWith)\(\s*(?!['"]\.)/u;

function checkListener(value: Value | undefined, node: ts.Node, engine: Engine): void {
  const listener = value?.closure?.node;
  if (!listener || !isFunctionNode(listener)) return;
  const text = listener.getText();
  const isChecked = /\borigin\b|\.source\b|isTrusted/u.test(text) && !partlyChecked.test(text);
  if (/\bdata\b/u.test(text) && !isChecked) engine.report('message-from-anyone', node);
}

const windows = /^(?:parent|top|opener|contentWindow|popup|frame|child)$|Window$/u;
const personal = /token|secret|passw|session|credential|auth|jwt|api_?key|email|profile|account|card/iu;

/** `parent.postMessage({ token }, '*')`: whatever page is there reads it. */
function checkTarget(call: Call, engine: Engine): void {
  const [message] = call.argNodes;
  if (call.name !== 'postMessage' || !message || literal(call.args[1]) !== '*' || !windows.test(call.receiverName)) return;
  if (identifiersIn(message).some((name) => personal.test(name))) engine.report('message-to-anyone', call.node);
}

/** Notes what a call gives away to other sites and scripts. */
export function checkWeb(call: Call, engine: Engine): void {
  checkTarget(call, engine);
  if (call.isNew && call.api === 'socket.io.Server') checkCors({ ...call, args: call.args.flatMap((value) => value.fields?.get('cors') ?? []) }, engine);
  if (call.api === 'cors' || call.api === '@koa/cors' || (call.name === 'register' && call.args[0]?.api === '@fastify/cors')) checkCors(call, engine);
  checkOriginHeader(call, engine);
  checkCookies(call, engine);
  checkCookieHeader(call, engine);
  if (isListener(call)) checkListener(call.args[1], call.node, engine);
}

/** Notes assignments of that kind. */
export function checkWebProperty(assignment: Assignment, engine: Engine): void {
  const { key, object, value, target } = assignment;
  if (key === 'cookie' && object?.api === 'document') checkCookieText(textOf(value), target.parent, engine);
  if (key === 'onmessage' && (object === undefined || object.api === 'window')) checkListener(value, target.parent, engine);
}
