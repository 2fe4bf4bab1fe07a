import ts from 'typescript';
import type { Call, Engine } from './engine/engine.ts';
import { unwrapped } from './engine/syntax.ts';
import { arriveAt } from './sink.ts';
import type { SinkRow } from './sink.ts';

/*
 * What a stranger may not choose: how much, and which function. https://nodejs.org/api/buffer.html,
 * https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String/repeat, CWE-400, CWE-470.
 */

export const choiceSinks: readonly SinkRow[] = [
  { kind: 'amount', calls: 'Buffer.alloc Buffer.allocUnsafe Buffer.allocUnsafeSlow crypto.randomBytes Buffer', slots: [0] },
  { kind: 'amount', calls: 'Array Uint8Array ArrayBuffer Float64Array', slots: [0], when: (call) => call.args.length === 1 && call.args[0]?.shape === 'number' },
  { kind: 'amount', calls: 'Array.from', slots: [{ of: 0, fields: ['length'] }] },
  { kind: 'amount', methods: 'repeat padStart padEnd', slots: [0] },
];

const orders: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken, ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.GreaterThanEqualsToken]);

/** Notes a loop that counts up to what a stranger has sent. */
export function checkLoop(node: ts.Node, engine: Engine): void {
  if (!ts.isForStatement(node) || !node.condition) return;
  const condition = unwrapped(node.condition);
  if (!ts.isBinaryExpression(condition) || !orders.has(condition.operatorToken.kind)) return;
  const counts = [condition.left, condition.right].map((side) => engine.recall(side));
  // One side counts, the other one is the end.
  if (counts.every(({ shape, taints }) => shape !== 'number' || taints.length > 0)) return;
  for (const side of [condition.left, condition.right]) {
    const value = engine.recall(side);
    if (value.shape !== 'string') arriveAt(engine, { value, node: side }, { kind: 'amount', message: 'says how often the loop runs' });
  }
}

/** Notes a call of a function that a stranger has named: `actions[name]()`. */
export function checkMember(call: Call, engine: Engine): void {
  const key = call.callee.via;
  if (!key || call.isNew || call.receiver?.api?.startsWith('@null-prototype') === true) return;
  arriveAt(engine, { value: key, node: call.node }, { kind: 'member', message: 'names the function that is called' });
}
