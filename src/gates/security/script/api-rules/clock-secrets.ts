import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { unwrapped } from '../engine/syntax.ts';
import { purposeNames, writtenAs } from './context.ts';
import { nodesIn } from './nodes.ts';

/* Tokens that are a hash of the clock and of what everybody knows, CWE-340: https://nodejs.org/api/crypto.html#cryptorandombytessize-callback. */

const secret = /token|secret|session_?id$|^sid$|reset|invit|activation|otp|nonce|api_?key/iu;
const clock = /\bDate\.now\(\)|\bnew Date\(\)|getTime\(\)|process\.hrtime|performance\.now\(\)/u;
const unguessable = /random|uuid|nanoid|secret|key|salt|pepper|process\.env|config|passw|hash/iu;

const deepest = 2;
/** Characters. What a longer text is made of is not looked at. */
const longest = 200;

/** What is hashed, with what its variables are made of. */
function writtenOut(node: ts.Expression, engine: Engine, depth = 0): string {
  const written = writtenAs(node, engine);
  const text = `${node.getText()} ${written.getText()}`;
  if (depth > deepest || text.length > longest) return text;
  const parts = nodesIn(written, ts.isIdentifier).filter((one) => one !== node && one !== written);
  return [text, ...parts.map((one) => writtenOut(one, engine, depth + 1))].join(' ');
}

/** What `createHash('sha256').update(a).update(b)` is fed with. */
function fed(call: Call): readonly ts.Expression[] {
  const given: ts.Expression[] = [];
  let at: ts.Node = call.node;
  while (ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at && ts.isCallExpression(at.parent.parent)) {
    if (at.parent.name.text === 'update') given.push(...at.parent.parent.arguments.slice(0, 1).map(unwrapped));
    at = at.parent.parent;
  }
  return given;
}

/** Notes `token = createHash('sha256').update(email + Date.now())`. */
export function checkHashedClock(call: Call, engine: Engine): void {
  if (call.api !== 'crypto.createHash') return;
  const parts = fed(call);
  if (parts.length === 0 || !purposeNames(call.node).some((name) => secret.test(name))) return;
  const text = parts.map((part) => writtenOut(part, engine)).join(' ');
  if (clock.test(text) && !unguessable.test(text)) engine.report('predictable-random', call.node, 'medium');
}
