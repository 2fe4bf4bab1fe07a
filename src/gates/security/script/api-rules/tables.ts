import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { deepTaints } from '../engine/values.ts';
import type { Value } from '../engine/values.ts';
import { mentions } from '../mentions.ts';
import { nodesIn } from './nodes.ts';

/* Tables for spreadsheets whose cells may be formulas, CWE-1236: https://owasp.org/www-community/attacks/CSV_Injection. */

const isTable = /text\/(?:csv|tab-separated-values)|\.csv['"`]/u;
/** Where somebody thought of it: a pattern or a list of the characters that begin a formula, or a library's own option. */
const guarded = /\[[^\]\n]*=[^\]\n]*[+@][^\]\n]*\]|startsWith\(\s*['"]=|escapeFormula|sanitizeFormula|injection/iu;

function isOpenTable(node: ts.Node): boolean {
  return mentions(node, isTable) && !mentions(node, guarded);
}

function isSent(value: Value | undefined): boolean {
  return value !== undefined && value.shape !== 'number' && deepTaints(value).some(({ source }) => source.from === 'remote');
}

const isCsv = (type: Value | undefined): boolean => /csv/iu.test(String(type?.literal?.value));

/** The names that the types of a text declare as strings. */
function textNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Map<string, boolean>();
  for (const { name, type } of nodesIn(file, ts.isPropertySignature)) {
    const text = name.getText();
    if (type) names.set(text, names.get(text) !== false && type.kind === ts.SyntaxKind.StringKeyword);
  }
  return new Set([...names].filter(([name, isText]) => isText && !plain.test(name)).map(([name]) => name));
}

/** Names of what nobody writes freely. */
const plain = /(?:id|key|code|slug|date|time|at|status|state|type|kind|hash|locale|currency|url)$/iu;

/** `[row.id, row.subject].map(quote).join(',')`. */
function listOf(node: ts.Expression): ts.ArrayLiteralExpression | undefined {
  if (ts.isArrayLiteralExpression(node)) return node;
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'map'
    ? listOf(node.expression.expression)
    : undefined;
}

function joinsTexts({ name, args, node }: Call): boolean {
  if (name !== 'join' || !/^[,;\t]$/u.test(String(args[0]?.literal?.value)) || !ts.isCallExpression(node)) return false;
  const list = ts.isPropertyAccessExpression(node.expression) ? listOf(node.expression.expression) : undefined;
  if (!list) return false;
  const names = textNames(node.getSourceFile());
  return list.elements.some((one) => ts.isPropertyAccessExpression(one) && names.has(one.name.text));
}

/** Notes rows that are put together, and tables that are sent, where nobody looks how a cell begins. */
export function checkTable(call: Call, engine: Engine): void {
  const isRow = call.name === 'join';
  if (!isRow && !/^@(?:response|reply)\.(?:send|end|write)$/u.test(call.api ?? '')) return;
  if (!isOpenTable(call.node)) return;
  if (isRow ? joinsTexts(call) : isCsv(call.receiver?.fields?.get('@type')) && isSent(call.args[0]))
    engine.report('formula-in-table', call.node);
}

/** `ctx.body = table`. */
export function checkTableBody({ key, object, value, target }: Assignment, engine: Engine): void {
  if (key !== 'body' || !isCsv(object?.fields?.get('type')) || !isOpenTable(target)) return;
  if (isSent(value)) engine.report('formula-in-table', target.parent);
}
