import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import type { Value } from '../engine/values.ts';

/*
 * Names that a stranger sends: of what is kept in a session, CWE-501, and of variables of the environment, CWE-454.
 * https://nodejs.org/api/child_process.html#child_processspawncommand-args-options, https://github.com/fastify/session#readme.
 */

const session = /^@(?:request|koa)\.session$/u;

function isSent(value: Value | undefined): boolean {
  return value?.taints.some(({ source }) => source.from === 'remote') === true;
}

function isSession(value: Value | undefined, node: ts.Expression): boolean {
  return session.test(value?.api ?? '') || /^(?:req|request|ctx)\.session$/u.test(node.getText());
}

/** `request.session.set(name, value)`. */
function setsSentName({ node, name, receiver, args }: Call): boolean {
  if (name !== 'set' || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return isSent(args[0]) && isSession(receiver, node.expression.expression);
}

const starters = /^(?:child_process\.\w+|execa(?:\.\w+)?|cross-spawn(?:\.\w+)?|worker_threads\.Worker|node-pty\.spawn)$/u;
/** Variables that say which programs run: https://nodejs.org/api/cli.html#environment-variables, ld.so(8). */
const powerful =
  /^(?:PATH|NODE_OPTIONS|NODE_PATH|LD_\w+|DYLD_\w+|BASH_ENV|ENV|PYTHONPATH|PYTHONSTARTUP|PERL5OPT|RUBYOPT|GIT_SSH_COMMAND|EDITOR|PAGER)$/u;

function namesVariables(environment: Value | undefined): boolean {
  if (!environment) return false;
  const isNamed = [...(environment.fields ?? [])].some(([name, value]) => powerful.test(name) && isSent(value));
  return isNamed || isSent(environment) || isSent(environment.rest);
}

/** Notes names that a request decides, in a call. */
export function checkSentNames(call: Call, engine: Engine): void {
  if (setsSentName(call)) engine.report('sent-session-names', call.node);
  if (starters.test(call.api ?? '') && call.args.some(({ fields }) => namesVariables(fields?.get('env'))))
    engine.report('sent-environment', call.node);
}

/** `req.session[name] = value`, `process.env[name] = value`. */
export function checkSentKey({ key, keyValue, object, target }: Assignment, engine: Engine): void {
  if (key !== '*' || !isSent(keyValue) || !ts.isElementAccessExpression(target)) return;
  if (isSession(object, target.expression)) engine.report('sent-session-names', target.parent);
  else if (target.expression.getText() === 'process.env') engine.report('sent-environment', target.parent);
}
