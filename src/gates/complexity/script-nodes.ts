import ts from 'typescript';
import type { CodeNode } from './code-node.ts';

/** A text in JavaScript or TypeScript as nodes to count. */
export function nodesOfScript(text: string, path: string): CodeNode {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return nodeOf(file, file);
}

function nodeOf(node: ts.Node, file: ts.SourceFile): CodeNode {
  const children: CodeNode[] = [];
  ts.forEachChild(node, (child) => void children.push(nodeOf(child, file)));
  const name = nameOf(node);
  return {
    type: ts.SyntaxKind[node.kind],
    field: fieldOf(node),
    ...(name === undefined ? {} : { name }),
    ...(ts.isBinaryExpression(node) ? { operator: node.operatorToken.getText(file) } : {}),
    children,
    start: node.getStart(file),
    end: node.end,
  };
}

function fieldOf(node: ts.Node): string {
  const { parent } = node;
  if (ts.isSourceFile(node)) return '';
  if (ts.isIfStatement(parent)) return parent.expression === node ? 'condition' : parent.elseStatement === node ? 'alternative' : '';
  const holdsIt = (ts.isWhileStatement(parent) || ts.isDoStatement(parent) || ts.isSwitchStatement(parent)) && parent.expression === node;
  if (holdsIt || (ts.isConditionalExpression(parent) && parent.condition === node)) return 'condition';
  return '';
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isCallExpression(node)) return node.expression.getText().slice(0, 80);
  if (!ts.isFunctionLike(node)) return undefined;
  const { parent } = node;
  const given =
    node.name ??
    (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) ? parent.name : undefined);
  return given?.getText().slice(0, 80);
}
