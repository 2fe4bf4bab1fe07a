import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, lastName } from '../engine/syntax.ts';
import { textOf } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';
import { callsOf, identifiersIn, purposeNames, writtenAs } from './context.ts';

/*
 * Secrets that are compared, made from the clock, or sent for everyone to read: CWE-208, CWE-338, CWE-319,
 * https://nodejs.org/api/crypto.html#cryptotimingsafeequala-b.
 */

export const equality: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
const secretName = /(?:api_?key|secret|token|signature|hmac|digest|passwd|password|passcode)$|^(?:sig|mac|otp)$/iu;

const isRemote = (value: Value): boolean => value.taints.some(({ source }) => source.from === 'remote');
/** A code of authentication that this program has computed itself. */
const isCode = (value: Value): boolean => /^crypto\.createHmac\(\).*digest\(\)/u.test(value.api ?? '');

function isSecret(node: ts.Expression, value: Value): boolean {
  return !value.literal && value.shape !== 'number' && value.shape !== 'boolean' && !isRemote(value) && secretName.test(lastName(node));
}

/** Notes a secret that is compared with what somebody has sent, character by character. */
export function checkComparison(node: ts.BinaryExpression, engine: Engine): void {
  if (!equality.has(node.operatorToken.kind)) return;
  const [left, right] = [engine.recall(node.left), engine.recall(node.right)];
  if (left.literal || right.literal || ts.isTypeOfExpression(node.left)) return;
  const isCompared =
    isCode(left) || isCode(right) || (isRemote(left) && isSecret(node.right, right)) || (isRemote(right) && isSecret(node.left, left));
  if (isCompared) engine.report('timing-comparison', node);
}

const clockSecret = /token|secret|session_?id$|^sid$|passw|otp|nonce|api_?key/iu;
const notSecret = /expir|time|stamp|_?at$|issued|ttl|date|age|since|until/iu;

function becomesText(parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'toString';
  return ts.isTemplateSpan(parent) || (ts.isCallExpression(parent) && parent.expression.getText() === 'String');
}

/** Whether the statement has something that nobody guesses, too. */
function hasRandom(node: ts.Node): boolean {
  let statement = node;
  while (!ts.isStatement(statement) && !ts.isSourceFile(statement)) statement = statement.parent;
  return identifiersIn(statement).some((name) => /random|uuid|nanoid/iu.test(name) && name !== 'random');
}

/** `createHash('sha256').update(String(Date.now()))`, `Date.now().toString(36)` that becomes a token. */
export function checkClock(call: Call, engine: Engine): void {
  if (call.api !== 'Date.now' || !becomesText(call.node.parent) || hasRandom(call.node)) return;
  const nearest = purposeNames(call.node).find((name) => name !== '') ?? '';
  if (clockSecret.test(nearest) && !notSecret.test(nearest)) engine.report('predictable-random', call.node);
}

const sensitive = /passw|passwd|secret|token|authorization|credential|api_?key|card_?(?:number|no)|cvv|ssn|iban/iu;
const clear =
  /^http:\/\/(?!localhost\b|127\.|\[::1\]|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.(?:local|internal|test|svc)\b|\u0000|\u0001)/iu;
const clients =
  /^(?:fetch|node-fetch|cross-fetch|axios|got|superagent|needle|request|ky|undici|\$|jQuery|navigator)(?:\.(?:create|extend)\(\)|\(\))?(?:\.(?:get|post|put|patch|delete|request|create|fetch|ajax|sendBeacon))?$/u;

/** Notes secrets that are sent without encryption. */
export function checkCleartext(call: Call, engine: Engine): void {
  checkMailServer(call, engine);
  if (!isClearCall(call)) return;
  const names = [...identifiersIn(call.node), ...namesHandedOn(call), ...namesSentLater(call.node)];
  if (names.some((name) => sensitive.test(name))) engine.report('cleartext-transmission', call.node);
}

/** Whether a call asks a server of others without encryption. A client that was made with an address keeps it as its text. */
function isClearCall(call: Call): boolean {
  const { api } = call;
  const [first, second] = call.args;
  if (api === undefined || !first) return false;
  if (api === 'XMLHttpRequest().open') return second !== undefined && clear.test(textOf(second));
  if (api === 'WebSocket' || api === 'ws') return clear.test(textOf(first).replace(/^ws:/iu, 'http:'));
  const isPlainModule = api === 'http.request' || api === 'http.get';
  if (!isPlainModule && !clients.test(api)) return false;
  return clear.test(addressOf(call, first)) || (isPlainModule && isForeign(fieldText(first, ['hostname', 'host'])));
}

/** The address that a call asks, with the base of its client. */
function addressOf({ receiver, args: [, second] }: Call, first: Value): string {
  const bases = ['baseURL', 'prefixUrl', 'prefix'];
  const base = fieldText(first, bases) ?? (second && fieldText(second, bases)) ?? receiver?.text ?? '';
  const address = fieldText(first, ['url', 'uri']) ?? (first.fields ? '' : textOf(first));
  return /^[a-z]+:/iu.test(address) ? address : base + address;
}

/** What a helper of the text that asks the server is called with, unless the call says another address. */
function namesHandedOn({ node }: Call): string[] {
  const calls = callsOf(enclosingFunction(node));
  return calls.filter((one) => !/https:\/\//u.test(one.getText())).flatMap((one) => one.arguments.flatMap(identifiersIn));
}

/** What is written to a request after it was opened. */
function namesSentLater(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isCallExpression(one) && ts.isPropertyAccessExpression(one.expression) && /^(?:write|end|send)$/u.test(one.expression.name.text))
      names.push(...one.arguments.flatMap(identifiersIn));
    ts.forEachChild(one, visit);
  };
  const owner = enclosingFunction(node);
  if (/^(?:https?\.request|\w+\.open)\b/u.test(node.getText())) visit(owner ?? node.getSourceFile());
  return names;
}

/** Passwords that go to a server of mails or files as they are: https://nodemailer.com/smtp/, https://github.com/patrickjuchli/basic-ftp#readme. */
function checkMailServer(call: Call, engine: Engine): void {
  const fields = call.args[0]?.fields;
  if (!fields) return;
  const said = (name: string): unknown => fields.get(name)?.literal?.value;
  const isPlainMail = call.api === 'nodemailer.createTransport' && said('ignoreTLS') === true && fields.has('auth');
  const isPlainFtp =
    call.api === 'basic-ftp.Client().access' &&
    fields.has('password') &&
    (fields.has('secure') ? said('secure') === false : call.args[0]?.closed === true);
  if (isPlainMail || isPlainFtp) engine.report('cleartext-transmission', call.node);
}

const inAddress = /[?&](?:\w+_)?(?:passw(?:or)?d|passwd|pwd|passphrase|client_?secret|secret|pin|cvv|card_?number|ssn)=[\0\u0001]/iu;
const inParameters = /^(?:passw(?:or)?d|passwd|pwd|passphrase|client_?secret|cvv|card_?number|ssn)$/iu;

/** Tokens that say who somebody is. A plain `token` is often one that a mail hands out for one use. */
const tokenNames = 'access_?token|auth_?token|refresh_?token|id_?token|session_?token|bearer_?token|jwt';
const tokenInAddress = new RegExp(`[?&](?:${tokenNames})=[\\0\\u0001]`, 'iu');
const tokenParameter = new RegExp(`^(?:${tokenNames})$`, 'iu');
/** Vendors whose addresses are made that way. */
const vendorsWay = /mapbox|graph\.facebook|graph\.instagram|api\.instagram|api\.vk\.|EventSource/iu;

/** Whether a name of a parameter is that of a secret, or, where no vendor asks for it, of a token. */
function isSecretParameter(name: string, node: ts.Node): boolean {
  return inParameters.test(name) || (tokenParameter.test(name) && !vendorsWay.test(node.getSourceFile().text));
}

function namesSecret(options: Value | undefined, node: ts.Node): boolean {
  return namesPassword(options?.fields?.get('params'), node);
}

/** `url.searchParams.set('password', password)`, `` `${base}?${new URLSearchParams({ password })}` ``. */
function putsIntoQuery(call: Call): boolean {
  return call.isNew
    ? call.api === 'URLSearchParams' && namesPassword(call.args[0], call.node) && isQueryOfText(call.node.parent)
    : setsParameter(call);
}

function setsParameter({ name, node, args: [key, value] }: Call): boolean {
  if (!/^(?:set|append)$/u.test(name) || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return (
    lastName(node.expression.expression) === 'searchParams' &&
    isSecretParameter(String(key?.literal?.value), node) &&
    value !== undefined &&
    !value.literal
  );
}

function namesPassword(parameters: Value | undefined, node: ts.Node): boolean {
  return [...(parameters?.fields?.keys() ?? [])].some((name) => isSecretParameter(name, node));
}

/** Whether what is put into a text stands behind its question mark. */
function isQueryOfText(span: ts.Node): boolean {
  if (!ts.isTemplateSpan(span)) return false;
  const { parent } = span;
  return /[?&]$/u.test((parent.templateSpans[parent.templateSpans.indexOf(span) - 1]?.literal ?? parent.head).text);
}

/** Notes secrets that are put into the address of a request. */
export function checkAddress(call: Call, engine: Engine): void {
  const [first, options] = call.args;
  if (putsIntoQuery(call)) engine.report('secret-in-address', call.node);
  if (!first || !clients.test(call.api ?? '')) return;
  const text = fieldText(first, ['url']) ?? textOf(first);
  const hasToken = tokenInAddress.test(text) && !vendorsWay.test(call.node.getSourceFile().text);
  if (inAddress.test(text) || hasToken || (call.name === 'get' && namesSecret(options, call.node)))
    engine.report('secret-in-address', call.node);
}

function fieldText(options: Value, names: readonly string[]): string | undefined {
  const field = names.map((name) => options.fields?.get(name)).find((value) => value !== undefined);
  return field && textOf(field);
}

function isForeign(host: string | undefined): boolean {
  return host !== undefined && /\w\.\w/u.test(host) && clear.test(`http://${host}/`);
}

/** Whether all that makes a name differ is the clock, the number of the process, or whom or what it is for. */
export function isGuessable(call: Call, engine: Engine): boolean {
  const makers = makersOf(call, engine);
  if (makers.some((one) => /random|uuid|nanoid|mkdtemp|tmp-promise|tmp\.\w/iu.test(one.getText()))) return false;
  return makers.some((one) => /process\.pid\b|Date\.now\(\)|getTime\(\)/u.test(one.getText()) || isNamedAfter(one));
}

/** Where the path of a file is put together: around the call, where its variable is declared, in the helpers that give it. */
function makersOf({ node, argNodes: [path] }: Call, engine: Engine): readonly ts.Node[] {
  const makers: ts.Node[] = [enclosingFunction(node) ?? node.getSourceFile()];
  const visit = (one: ts.Node): void => {
    const closure = ts.isCallExpression(one) ? engine.callAt(one)?.call.callee.closure : undefined;
    if (closure) makers.push(closure.node);
    ts.forEachChild(one, visit);
  };
  const written = path && writtenAs(path, engine);
  if (written) {
    makers.push(written);
    visit(written);
  }
  return makers;
}

const known =
  /^(?:(?:user|account|customer|order|invoice|report|project|team|tenant)_?(?:id|name|number|no)|username|login|email|date|day|month|year|name|title|slug)$/iu;

/** Whether the folder for temporary files is joined with what others know. */
function isNamedAfter(owner: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\btmpdir\(\)/u.test(node.arguments[0]?.getText() ?? '')) {
      const pieces = node.arguments.slice(1).flatMap(piecesOf);
      found ||= pieces.length > 0 && pieces.every((piece) => known.test(lastName(piece)));
    }
    ts.forEachChild(node, visit);
  };
  visit(owner);
  return found;
}

/** What is put into a template. */
function piecesOf(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map((span) => span.expression);
  return ts.isBinaryExpression(node) ? [...piecesOf(node.left), ...piecesOf(node.right)] : ts.isStringLiteralLike(node) ? [] : [node];
}
