import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { isFunctionNode, lastName, propertyName } from '../engine/syntax.ts';
import { nodesIn } from './nodes.ts';

/*
 * Records that the text itself shows to belong to somebody, found by their number alone, CWE-639:
 * https://trpc.io/docs/server/authorization, https://cheatsheetseries.owasp.org/cheatsheets/Insecure_Direct_Object_Reference_Prevention_Cheat_Sheet.html.
 */

const finds = /^(?:findUnique|findUniqueOrThrow|findFirst|update|delete|findById|findByPk|findByIdAndUpdate|findByIdAndDelete)$/u;
const changes = /update|delete/iu;
const ownerKey = /^(?:user|owner|customer|account|author|member|creator|created_?by|patient|buyer|tenant)(?:_?id)?$/iu;
const visitor = /\b(?:ctx|req|request|session|user|auth|context|me|viewer|currentUser)\b/u;
const fromOutside = /\binput\b|\bparams\b|\bbody\b|\bquery\b/u;
const asks =
  /user|session|owner|customer|account|author|member|tenant|patient|buyer|creat(?:or|edBy)|role|admin|permi|auth|\bcan[A-Z]|belongs|share|public/iu;

function conditionOf(call: ts.CallExpression): ts.ObjectLiteralExpression | undefined {
  const [first] = call.arguments;
  if (!first || !ts.isObjectLiteralExpression(first)) return undefined;
  const where = first.properties.find((one) => propertyName(one.name) === 'where');
  return where && ts.isPropertyAssignment(where) && ts.isObjectLiteralExpression(where.initializer) ? where.initializer : first;
}

/** `order.findUnique({ where: { id: input.id } })`, `Order.findById(req.params.id)`. */
function findsByNumber(call: ts.CallExpression): boolean {
  if (/^find(?:ById|ByPk)/u.test(lastName(call.expression))) return fromOutside.test(call.arguments[0]?.getText() ?? '');
  const condition = conditionOf(call);
  const [key, ...others] = condition?.properties ?? [];
  return key !== undefined && others.length === 0 && propertyName(key.name) === 'id' && fromOutside.test(key.getText());
}

function modelOf({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? lastName(expression.expression) : '';
}

/** The kinds of records that some query of the text asks for by whoever is signed in. */
function ownedModels(calls: readonly ts.CallExpression[]): ReadonlySet<string> {
  const owned = calls.filter((call) =>
    (conditionOf(call)?.properties ?? []).some((one) => ownerKey.test(propertyName(one.name) ?? '') && visitor.test(one.getText())),
  );
  return new Set(owned.map(modelOf));
}

/** The route or procedure around a query: its handler, and what stands before it. */
function handlerAround(node: ts.Node): { readonly handler: string; readonly before: string } | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    const { parent } = at;
    if (!isFunctionNode(at) || !parent || !ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) continue;
    const { name, expression } = parent.expression;
    if (/^(?:query|mutation)$/u.test(name.text)) return { handler: at.getText(), before: expression.getText() };
    const others = parent.arguments.slice(0, -1).map((one) => one.getText());
    if (/^(?:get|post|put|patch|delete)$/u.test(name.text) && others.length > 1)
      return { handler: at.getText(), before: others.join('\n') };
  }
  return undefined;
}

const knowsWho = /protected|authed|private|require_?(?:auth|user|login)|authenticat|jwt|logged_?in/iu;
const mayAsk = /\.use\(|admin|owner|role|permi|polic|staff/iu;

/** Notes such queries where nobody asks whose the record is. What the others only read may be meant for all. */
export function recordsOfOthers(file: ts.SourceFile): Report[] {
  if (!/\.find(?:Unique|First|By)|\.(?:update|delete)\(/u.test(file.text)) return [];
  const calls = nodesIn(file, ts.isCallExpression);
  const owned = ownedModels(calls);
  return calls
    .filter((call) => finds.test(lastName(call.expression)) && owned.has(modelOf(call)) && findsByNumber(call))
    .filter((call) => {
      const around = handlerAround(call);
      const own = around?.handler.replaceAll(`.${modelOf(call)}.`, '');
      return around !== undefined && own !== undefined && knowsWho.test(around.before) && !mayAsk.test(around.before) && !asks.test(own);
    })
    .map((node) => ({ rule: 'owner-not-checked', node, confidence: changes.test(lastName(node.expression)) ? 'medium' : 'low' }));
}
