import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { enclosingFunction } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { callsOf } from './context.ts';

/* Sessions that are kept when somebody signs in, CWE-384: https://expressjs.com/en/resources/middleware/session.html. */

const person =
  /^(?:user|userId|user_id|uid|username|account|accountId|member|memberId|customer|customerId|admin|isAdmin|role|currentUser|loggedIn|logged_in|isLoggedIn|signedIn|authenticated|isAuthenticated|isAuth|authed|principal|profileId)$/u;
const signsIn = /passw|passcode|bcrypt|argon2|\.compare\(|log_?in\b|sign_?in\b|authenticate|credential/iu;
/** A session of these is in the cookie itself. */
const keepsNothing = /['"](?:cookie-session|iron-session[\w/]*|client-sessions|@fastify\/secure-session|next-session|koa-session)['"]/u;
const servers = /['"](?:express|express-session|fastify|@fastify\/session|koa|koa-generic-session|@koa\/router|koa-router)['"]/u;

function isNobody({ literal, shape }: Value): boolean {
  return shape === 'nothing' || literal?.value === null || literal?.value === false || literal?.value === '';
}

/** The function around, where it stands as a handler with its path, and where it is called. */
function textsAround(node: ts.Node): string[] {
  const owner = enclosingFunction(node);
  if (!owner) return [];
  const callers = callsOf(owner).map((call) => enclosingFunction(call));
  return [owner, ...callers]
    .filter((one) => one !== undefined)
    .map((one) => (ts.isCallExpression(one.parent) ? one.parent : one).getText());
}

function isSession(node: ts.Expression | undefined, value: Value | undefined): boolean {
  return /^@(?:request|koa)\.session$/u.test(value?.api ?? '') || /^(?:(?:req|request|ctx)\.)session$/u.test(node?.getText() ?? '');
}

function checkPerson(node: ts.Node, engine: Engine): void {
  const { text } = node.getSourceFile();
  if (!servers.test(text) || keepsNothing.test(text) || /\bregenerate\w*\b|\bmigrate\(/u.test(text)) return;
  if (textsAround(node).some((around) => signsIn.test(around))) engine.report('session-not-renewed', node);
}

/** `req.session.userId = account.id` where somebody signs in, and no new session is begun. */
export function checkSession(assignment: Assignment, engine: Engine): void {
  const { target, key, value, object } = assignment;
  if (!person.test(key) || isNobody(value) || !(ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))) return;
  if (isSession(target.expression, object)) checkPerson(target.parent, engine);
}

/** `request.session.set('user', …)`, `Object.assign(req.session, { userId })`. */
export function checkSessionCall(call: Call, engine: Engine): void {
  if (call.name === 'set' ? setsPerson(call) : call.api === 'Object.assign' && copiesPerson(call)) checkPerson(call.node, engine);
}

function setsPerson({ node, receiver, args: [name, value] }: Call): boolean {
  if (!value || isNobody(value) || !person.test(String(name?.literal?.value))) return false;
  return isSession(
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined,
    receiver,
  );
}

function copiesPerson({ args: [session, fields], argNodes: [node] }: Call): boolean {
  return [...(fields?.fields?.keys() ?? [])].some((name) => person.test(name)) && isSession(node, session);
}
