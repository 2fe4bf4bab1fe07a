import ts from 'typescript';
import { isAssignment } from '../engine/scope.ts';
import { isFunctionNode, lastName, propertyName } from '../engine/syntax.ts';

function nameOfTarget(node: ts.Node): string | undefined {
  if (ts.isVariableDeclaration(node)) return ts.isIdentifier(node.name) ? node.name.text : undefined;
  if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) return propertyName(node.name);
  return ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) ? lastName(node.left) : undefined;
}

function nameOfFunction(node: ts.Node): string | undefined {
  if (!isFunctionNode(node)) return undefined;
  return node.name ? node.name.getText() : nameOfTarget(node.parent);
}

/** Names that say what a value is for: of the variable, property or function that it goes to, from the inside out. */
export function purposeNames(node: ts.Node): string[] {
  const names: string[] = [];
  let at: ts.Node | undefined = node.parent;
  while (at && !ts.isSourceFile(at)) {
    const ofFunction = nameOfFunction(at);
    if (ofFunction !== undefined) return [...names, ofFunction];
    names.push(nameOfTarget(at) ?? '');
    at = at.parent;
  }
  return names;
}

/** Every identifier below a node. */
export function identifiersIn(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one)) names.push(one.text);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return names;
}
