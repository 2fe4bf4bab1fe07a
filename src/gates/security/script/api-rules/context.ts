import ts from 'typescript';
import { isFunctionNode, lastName, propertyName } from '../engine/syntax.ts';

/** Names that say what a value is for: of the variable, property or function that it goes to, from the inside out. */
export function purposeNames(node: ts.Node): string[] {
  const names: string[] = [];
  let at: ts.Node | undefined = node.parent;
  while (at && !ts.isSourceFile(at)) {
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name)) names.push(at.name.text);
    else if (ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at)) names.push(propertyName(at.name) ?? '');
    else if (ts.isBinaryExpression(at) && at.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && at.operatorToken.kind <= ts.SyntaxKind.LastAssignment) names.push(lastName(at.left));
    else if (isFunctionNode(at) && at.name) {
      names.push(at.name.getText());
      break;
    } else if (isFunctionNode(at) && ts.isVariableDeclaration(at.parent)) {
      names.push(at.parent.name.getText());
      break;
    } else if (isFunctionNode(at) && ts.isPropertyAssignment(at.parent)) {
      names.push(propertyName(at.parent.name) ?? '');
      break;
    }
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
