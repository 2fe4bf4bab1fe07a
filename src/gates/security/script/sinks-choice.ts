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
  {
    kind: 'amount',
    calls: 'Array Uint8Array ArrayBuffer Float64Array',
    slots: [0],
    when: (call) => call.args.length === 1 && call.args[0]?.shape === 'number',
  },
  { kind: 'amount', calls: 'Array.from', slots: [{ of: 0, fields: ['length'] }] },
  { kind: 'amount', methods: 'repeat padStart padEnd', slots: [0] },
];

const orders: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);

/** What is counted down in a condition: `left--`, `--left > 0`. */
function countedDown(condition: ts.Expression): ts.Expression | undefined {
  const inner = unwrapped(condition);
  if (ts.isBinaryExpression(inner) && orders.has(inner.operatorToken.kind)) return countedDown(inner.left);
  const isStep = ts.isPostfixUnaryExpression(inner) || ts.isPrefixUnaryExpression(inner);
  return isStep && inner.operator === ts.SyntaxKind.MinusMinusToken ? inner.operand : undefined;
}

/** Whether the body of a loop moves a side of its condition by steps, so that the other side says how often. */
function stepsAlong(side: ts.Expression, body: ts.Statement): boolean {
  const inner = unwrapped(side);
  if (!ts.isIdentifier(inner)) return false;
  const name = inner.text.replaceAll('$', String.raw`\$`);
  return new RegExp(String.raw`(?<![\w$.])${name}(?:\+\+|--|\s*[-+]=)|(?:\+\+|--)${name}(?![\w$])`, 'u').test(body.getText());
}

/** Notes what a stranger has sent where it says how often a loop runs. */
function checkCount(node: ts.Expression, engine: Engine): void {
  const value = engine.recall(node);
  if (value.shape !== 'string') arriveAt(engine, { value, node }, { kind: 'amount', message: 'says how often the loop runs' });
}

/** Notes a loop that counts up to, or down from, what a stranger has sent. */
export function checkLoop(node: ts.Node, engine: Engine): void {
  if (!ts.isForStatement(node) && !ts.isWhileStatement(node)) return;
  const given = ts.isForStatement(node) ? node.condition : node.expression;
  if (!given) return;
  const condition = unwrapped(given);
  const down = countedDown(condition);
  if (down) checkCount(down, engine);
  if (!ts.isBinaryExpression(condition) || !orders.has(condition.operatorToken.kind)) return;
  const sides = [condition.left, condition.right];
  if (ts.isWhileStatement(node) && !sides.some((side) => stepsAlong(side, node.statement))) return;
  const counts = sides.map((side) => engine.recall(side));
  // One side counts, the other one is the end.
  if (counts.every(({ shape, taints }) => shape !== 'number' || taints.length > 0)) return;
  for (const side of sides) checkCount(side, engine);
}

/** Notes a call of a function that a stranger has named: `actions[name]()`. */
export function checkMember(call: Call, engine: Engine): void {
  const key = call.callee.via;
  if (!key || call.isNew || call.receiver?.api?.startsWith('@null-prototype') === true) return;
  arriveAt(engine, { value: key, node: call.node }, { kind: 'member', message: 'names the function that is called' });
}
