import type { ApiRule, Call } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';
import type { Value } from '../engine/value.ts';

/* Tokens that nobody has verified, or that never end: CWE-347, CWE-613, https://pyjwt.readthedocs.io/en/stable/usage.html. */

const is = (value: Value | undefined, constant: boolean): boolean => value?.constant === constant;

function skipsSignature(call: Call): boolean {
  const options = call.keywords.get('options');
  const off = ['verify_signature', 'verify'].some((name) => is(call.entry(options, name), false));
  const algorithms = call.items(call.argument(2, 'algorithms')) ?? [];
  const none = algorithms.some(({ constant }) => typeof constant === 'string' && constant.toLowerCase() === 'none');
  return (off || none || is(call.keywords.get('verify'), false)) && !onlyNamesKey(call);
}

/** Claims that say with which key the token is to be verified. */
const namesKey = /^\s*(?:\.get\(\s*|\[\s*)["'](?:kid|iss|alg|aud|azp|tid|tenant|tenant_id|client_id|typ)["']/u;

/** Whether nothing but those claims is read of it, and the token is verified then. */
function onlyNamesKey(call: Call): boolean {
  const around = enclosing(call.node, ({ type }) => type === 'function_definition') ?? call.node;
  const after = call.node.source.text.slice(call.node.end, around.end);
  const isVerified = /\bdecode\([^()]*(?:\([^()]*\)[^()]*)*\balgorithms\s*=/u.test(after);
  if (!isVerified) return false;
  if (namesKey.test(after)) return true;
  const name = nameOf(call.node);
  const uses = name === undefined ? [] : [...after.matchAll(new RegExp(String.raw`(?<![\w.])${name}\b`, 'gu'))];
  return uses.length > 0 && uses.every(({ index }) => namesKey.test(after.slice(index + (name?.length ?? 0))));
}

/** The variable that a call's result is put into. */
function nameOf(node: SyntaxNode): string | undefined {
  const left = node.parent?.type === 'assignment' ? node.parent.child('left') : undefined;
  return left?.type === 'identifier' ? left.text : undefined;
}

const fromHeader = /get_unverified_headers?\(\)(?:\[alg\]|\.get\(\)|\.alg)$/u;

/** A header of a token that was read without its signature says which algorithm is used. */
function isOfHeader(value: Value): boolean {
  const isGot = value.path?.endsWith('.get()') !== true || value.made?.positional[0]?.constant === 'alg';
  return fromHeader.test(value.path ?? '') && isGot;
}

/** Compared with some that are meant. */
const chosen = /\balg\w*["'\])]*\s*(?:not in|in|==|!=)\s/u;

function letsTokenChoose(call: Call): boolean {
  const given = call.argument(2, 'algorithms');
  const items = given === undefined ? [] : [given, ...(call.items(given) ?? [])];
  return items.some(isOfHeader) && !chosen.test(call.around());
}

/** The middle of a token that is decoded by hand, and verified nowhere in the function. */
function readsPayload(call: Call): boolean {
  const text = `${call.node.child('arguments')?.text ?? ''} ${call.around()}`;
  const isMiddle = /\.split\(\s*["']\.["'][^)]*\)\s*\[1\]|(?:_|\w+),\s*\w+,\s*\w+\s*=\s*\w+\.split\(\s*["']\.["']/u.test(text);
  return (
    isMiddle &&
    /jwt|bearer|claims|id_token|access_token|authorization/iu.test(text) &&
    !/verif|hmac|compare_digest|\bdecode\([^)]*algorithms|public_key|signature/iu.test(text)
  );
}

const person = /^(?:sub|user|uid|user_?id|user_?name|email|mail|login|account|member|id|role|admin)$/iu;

/** Claims that are all known, name somebody and have no end. */
function neverEnds(call: Call): boolean {
  const claims = [...(call.entries(call.argument(0, 'payload') ?? call.keywords.get('claims')) ?? [])].map(([name]) => String(name));
  return claims.some((name) => person.test(name)) && !claims.includes('exp') && !/\bexp\b|expires?_/u.test(call.around());
}

const decoders = [
  'jwt.decode',
  'jwt.decode_complete',
  'jwt.PyJWT().decode',
  'jwt.api_jwt.decode',
  'jwt.api_jwt.decode_complete',
  'jose.jwt.decode',
  'google.auth.jwt.decode',
  'jose.jws.verify',
];

export const tokenApis: readonly ApiRule[] = [
  { rule: 'token-not-verified', callees: decoders, confidence: 'high', when: skipsSignature },
  {
    rule: 'token-without-end',
    callees: ['jwt.encode', 'jose.jwt.encode', 'jwt.PyJWT().encode', 'authlib.jose.jwt.encode'],
    confidence: 'medium',
    when: neverEnds,
  },
  { rule: 'token-not-verified', callees: decoders, confidence: 'high', when: letsTokenChoose },
  {
    rule: 'token-not-verified',
    callees: ['jwt.process_jwt', 'jose.jwt.get_unverified_claims', 'jose.jws.get_unverified_claims', 'jwcrypto.jwt.JWT().token'],
    confidence: 'medium',
    when: (call) => !onlyNamesKey(call),
  },
  {
    rule: 'token-not-verified',
    callees: ['.loads_unsafe', '.load_payload'],
    confidence: 'medium',
    when: (call) => call.imports('itsdangerous'),
  },
  { rule: 'token-not-verified', callees: ['base64.urlsafe_b64decode', 'base64.b64decode'], confidence: 'medium', when: readsPayload },
];
