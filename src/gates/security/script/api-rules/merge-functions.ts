import ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { isFunctionNode, unwrapped } from '../engine/syntax.ts';
import type { FunctionNode } from '../engine/syntax.ts';

/*
 * Functions that copy properties at any depth, as merge, extend or set by path do, without refusing the names of a
 * prototype: https://developer.mozilla.org/docs/Web/Security/Attacks/Prototype_pollution and CWE-1321.
 */

const guards = /__proto__|['"]constructor['"]|Object\.create\(\s*null|new Map\(|hasOwn(?:Property)?\b|isSafeKey|isPrototypePolluted/u;

interface Written {
  readonly node: ts.Node;
  readonly object: string;
  readonly key: string;
}

interface Seen {
  /** `target[key] = value`. */
  readonly writes: Written[];
  /** `merge(target[key], …)` of the function itself, or `target = target[key]`. */
  readonly descents: string[];
}

function nameOf(node: FunctionNode): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isBinaryExpression(parent) ? parent.left.getText() : '';
}

function dynamicAccess(node: ts.Node): ts.ElementAccessExpression | undefined {
  const inner = ts.isExpression(node) ? unwrapped(node) : node;
  return ts.isElementAccessExpression(inner) && !ts.isLiteralExpression(inner.argumentExpression) ? inner : undefined;
}

/** Plain copies of array elements are no writes by name. */
function isCounter(key: ts.Expression, scope: FunctionNode): boolean {
  return (
    ts.isIdentifier(key) &&
    new RegExp(`\\b${key.text.replaceAll('$', '\\$')}(?:\\+\\+|--|\\s*\\+=)|\\+\\+${key.text.replaceAll('$', '\\$')}`, 'u').test(
      scope.getText(),
    )
  );
}

function noteAssignment(node: ts.BinaryExpression, owner: FunctionNode, seen: Seen): void {
  if (node.operatorToken.kind < ts.SyntaxKind.FirstAssignment || node.operatorToken.kind > ts.SyntaxKind.LastAssignment) return;
  const target = dynamicAccess(node.left);
  if (target && !isCounter(target.argumentExpression, owner)) {
    seen.writes.push({ node, object: target.expression.getText(), key: target.argumentExpression.getText() });
  }
  const sides = ts.isBinaryExpression(node.right) ? [node.right, node.right.left] : [node.right];
  for (const side of sides) {
    const read = dynamicAccess(side);
    if (read && ts.isIdentifier(node.left) && read.expression.getText() === node.left.text) seen.descents.push(node.left.text);
  }
}

function noteRecursion(node: ts.CallExpression, name: string, seen: Seen): void {
  if (name === '' || node.expression.getText().split('.').at(-1) !== name.split('.').at(-1)) return;
  for (const argument of node.arguments) for (const read of readsIn(argument)) seen.descents.push(read.expression.getText());
}

/** `target[key]`, `target[key] ?? {}`, `isObject(target[key]) ? target[key] : {}`. */
function readsIn(node: ts.Expression): readonly ts.ElementAccessExpression[] {
  const inner = unwrapped(node);
  if (ts.isBinaryExpression(inner)) return [...readsIn(inner.left), ...readsIn(inner.right)];
  if (ts.isConditionalExpression(inner)) return [...readsIn(inner.whenTrue), ...readsIn(inner.whenFalse)];
  const read = dynamicAccess(inner);
  return read ? [read] : [];
}

/** The names of an object's own properties, written back to it. */
function isInPlace(write: Written, text: string): boolean {
  return ['in ', 'keys(', 'entries('].some((before) => text.includes(`${before}${write.object})`));
}

/** Not `target[key] ??= {}` nor `target[key] = merge(…)`, which only lead on. */
function setsValue({ node }: Written): boolean {
  if (!ts.isBinaryExpression(node)) return true;
  const value = unwrapped(node.right);
  return !ts.isObjectLiteralExpression(value) && !ts.isCallExpression(value) && !ts.isBinaryExpression(value);
}

function look(owner: FunctionNode): Seen {
  const seen: Seen = { writes: [], descents: [] };
  const name = nameOf(owner);
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) noteAssignment(node, owner, seen);
    else if (ts.isCallExpression(node)) noteRecursion(node, name, seen);
    ts.forEachChild(node, visit);
  };
  if (owner.body) visit(owner.body);
  return seen;
}

const exportedOrUsed = /\b(?:for\s*\(\s*(?:const|let|var)\s+\w+\s+in\b|Object\.(?:keys|entries)|split\(|reduce|forEach|for\s*\()/u;

/** What the text declares with the name of the prototype in it: a list of refused names, a check. */
function namesThatRefuse(file: ts.SourceFile): string[] {
  if (!file.text.includes('__proto__')) return [];
  return file.statements.flatMap((statement) => {
    if (!statement.getText().includes('__proto__')) return [];
    if (ts.isFunctionDeclaration(statement)) return statement.name ? [`${statement.name.text}(`] : [];
    return ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap((one) => [`${one.name.getText()}.`, `${one.name.getText()}(`])
      : [];
  });
}

/** Notes each function that can set a property of a prototype for whoever calls it. */
export function mergeFunctions(file: ts.SourceFile): Report[] {
  const reports: Report[] = [];
  const refusers = namesThatRefuse(file);
  const visit = (node: ts.Node): void => {
    if (isFunctionNode(node) && node.body && node.parameters.length >= 2) {
      const { writes, descents } = look(node);
      const dangerous = writes.filter((one) => descents.includes(one.object) && !isInPlace(one, node.getText()));
      const write = dangerous.find(setsValue) ?? dangerous[0];
      const text = node.getText();
      if (write && !guards.test(text) && !refusers.some((name) => text.includes(name)) && exportedOrUsed.test(text)) {
        reports.push({ rule: 'recursive-merge', node: write.node });
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return reports;
}
