import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { enclosingFunction } from '../engine/syntax.ts';
import { deepTaints } from '../engine/values.ts';

/* What a visitor's browser does for a page of another site, CWE-352: https://developer.mozilla.org/docs/Glossary/Safe/HTTP. */

const changes =
  /^(?:transfer|delete|remove|destroy|pay|withdraw|purchase|buy|cancel|approve|grant|revoke|deactivate|(?:change|set|update|reset)(?:Password|Email|Role|Owner|Address|User|Account|Profile))/u;
const memory = /cache|map|set|index|limiter|bucket/iu;
const knowsVisitor = /\b(?:session|cookies|signedCookies)\b|\b(?:req|request|ctx|c)\.(?:user|state\.user)\b/u;

/** A route that a link or a picture of another site can ask for. */
function isSafeRoute({ parent }: ts.Node): boolean {
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression) || parent.expression.name.text !== 'get')
    return false;
  const [path] = parent.arguments;
  return parent.arguments.length > 1 && path !== undefined && ts.isStringLiteralLike(path) && path.text.startsWith('/');
}

/** Notes `transfer(session.userId, query.to)` in a route for GET. */
export function checkForgedChange(call: Call, engine: Engine): void {
  if (!changes.test(call.name) || memory.test(call.receiverName)) return;
  const owner = enclosingFunction(call.node);
  if (!owner || !isSafeRoute(owner) || !knowsVisitor.test(owner.getText()) || /csrf|xsrf|state\b.*===|nonce/iu.test(owner.parent.getText()))
    return;
  if (call.args.some((value) => deepTaints(value).some(({ source }) => source.from === 'remote')))
    engine.report('change-by-get', owner.parent);
}
