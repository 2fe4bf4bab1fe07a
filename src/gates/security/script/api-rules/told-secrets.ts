import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { isAssignment } from '../engine/scope.ts';
import { enclosingFunction, isFunctionNode, lastName, propertyName, unwrapped } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';
import { answersRequests } from './hardening.ts';
import { namesDeclared, nodesIn } from './nodes.ts';

/*
 * Answers that hold what only the server needs, CWE-201, or what proves that somebody has a mailbox, CWE-640:
 * https://www.prisma.io/docs/orm/prisma-client/queries/excluding-fields, https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html.
 */

const secretField =
  /^(?:passw(?:or)?d|passwd|passw(?:or)?d_?hash|hashed_?passw(?:or)?d|pwd_?hash|salt|reset_?(?:passw(?:or)?d_?)?token|(?:otp|totp|mfa|two_?factor)_?secret|refresh_?token(?:_?hash)?)$/iu;
const columns = /\bselect\b((?:(?!\bfrom\b)[^])*)\bfrom\b/iu;

/** Whether a query names a secret among what it asks for: in an object, a list, or SQL. */
function asksForSecret(query: ts.Expression): boolean {
  const inObject = nodesIn(query, ts.isPropertyAssignment).some(
    (one) => propertyName(one.name) === 'select' && selectedNames(one.initializer).some((name) => secretField.test(name)),
  );
  return (
    inObject ||
    nodesIn(query, ts.isStringLiteralLike).some(({ text }) =>
      (columns.exec(text)?.[1] ?? '').split(/[\s,.]+/u).some((one) => secretField.test(one)),
    )
  );
}

function selectedNames(selected: ts.Expression): string[] {
  if (ts.isArrayLiteralExpression(selected)) return selected.elements.filter(ts.isStringLiteralLike).map(({ text }) => text);
  if (!ts.isObjectLiteralExpression(selected)) return [];
  return selected.properties
    .filter((one) => ts.isPropertyAssignment(one) && one.initializer.kind === ts.SyntaxKind.TrueKeyword)
    .map((one) => propertyName(one.name) ?? '');
}

const answers = /^(?:json|send|jsonp)$/u;

/** Whether a use of a name puts all that it holds into an answer: itself, in an object, spread, or a row of it. */
function isWholeInAnswer(use: ts.Node, owner: FunctionNode): boolean {
  let at = use;
  while (isPlainPart(at, at.parent)) at = at.parent;
  const { parent } = at;
  if (ts.isCallExpression(parent)) return parent.expression !== at && answers.test(lastName(parent.expression));
  return (
    (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at)) &&
    enclosingFunction(at) === owner &&
    answersRequests(owner)
  );
}

function isPlainPart(at: ts.Node, parent: ts.Node): boolean {
  if (ts.isPropertyAssignment(parent)) return parent.initializer === at;
  if (ts.isElementAccessExpression(parent)) return parent.expression === at && ts.isNumericLiteral(parent.argumentExpression);
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === at && parent.name.text === 'rows';
  return (
    ts.isObjectLiteralExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isAwaitExpression(parent)
  );
}

/** `delete person.passwordHash`, `person.salt = undefined`, `omit(person, …)`: something is taken out of it again. */
function isStripped(name: string, owner: FunctionNode): boolean {
  const isOf = (node: ts.Node | undefined): boolean => node !== undefined && ts.isIdentifier(node) && node.text === name;
  const isFieldOf = (node: ts.Node): boolean => ts.isPropertyAccessExpression(node) && isOf(node.expression);
  return (
    nodesIn(owner, ts.isDeleteExpression).some(({ expression }) => isFieldOf(expression)) ||
    nodesIn(owner, ts.isBinaryExpression).some(({ left, operatorToken }) => isAssignment(operatorToken.kind) && isFieldOf(left)) ||
    nodesIn(owner, ts.isCallExpression).some(
      (one) => /^(?:omit|pick|exclude|strip)/u.test(lastName(one.expression)) && isOf(one.arguments[0]),
    )
  );
}

function tellsHash(declaration: ts.VariableDeclaration): ts.Node[] {
  const { initializer, name } = declaration;
  const owner = enclosingFunction(declaration);
  if (!initializer || !owner || !ts.isAwaitExpression(unwrapped(initializer)) || !asksForSecret(initializer)) return [];
  const names = namesDeclared(name);
  if (names.some((one) => isStripped(one, owner))) return [];
  return nodesIn(owner, ts.isIdentifier).filter(
    (one) => names.includes(one.text) && one.pos >= declaration.end && !isKey(one) && isWholeInAnswer(one, owner),
  );
}

/** `person` of `{ person: 1 }` or of `a.person` is no use of the variable. */
function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAssignment(parent) || ts.isPropertyAccessExpression(parent)) && parent.name === node;
}

const forgets = /forgot|reset|recover|lost/iu;
const codeField = /^(?:reset_?|recovery_?|verification_?)?(?:code|token|otp|pin|link|url)$/iu;
const sends = /mail|sms|notif|twilio|sendgrid/iu;

/** The names of variables that a function mails to somebody. */
function mailedIn(owner: FunctionNode): ReadonlySet<string> {
  const calls = nodesIn(owner, ts.isCallExpression).filter(({ expression }) => sends.test(expression.getText()));
  return new Set(calls.flatMap(({ arguments: given }) => given.flatMap((one) => nodesIn(one, ts.isIdentifier).map(({ text }) => text))));
}

/** `res.json({ resetCode: code })` where the code was mailed as well. */
function tellsCode(call: ts.CallExpression): boolean {
  const owner = enclosingFunction(call);
  const [answer] = call.arguments;
  if (!owner || !answer || !answers.test(lastName(call.expression)) || !ts.isObjectLiteralExpression(answer)) return false;
  const around = isFunctionNode(owner) && ts.isCallExpression(owner.parent) ? owner.parent.getText() : owner.getText();
  if (!forgets.test(around) || !/passw|account|user/iu.test(around) || /NODE_ENV|isDev|isTest|debug/iu.test(around)) return false;
  const mailed = mailedIn(owner);
  return answer.properties.some((one) => {
    const value = ts.isShorthandPropertyAssignment(one) ? one.name : ts.isPropertyAssignment(one) ? unwrapped(one.initializer) : undefined;
    return value !== undefined && ts.isIdentifier(value) && mailed.has(value.text) && codeField.test(propertyName(one.name) ?? '');
  });
}

/** Notes answers that tell hashes, and codes that were mailed. */
export function toldSecrets(file: ts.SourceFile): Report[] {
  const hashes =
    /select/iu.test(file.text) && /passw|pwd|salt|token|secret/iu.test(file.text)
      ? nodesIn(file, ts.isVariableDeclaration).flatMap(tellsHash)
      : [];
  const codes =
    forgets.test(file.text) && /passw|account/iu.test(file.text) && sends.test(file.text)
      ? nodesIn(file, ts.isCallExpression).filter(tellsCode)
      : [];
  return [...hashes.map((node) => ({ rule: 'hash-in-answer', node })), ...codes.map((node) => ({ rule: 'code-in-answer', node }))];
}
