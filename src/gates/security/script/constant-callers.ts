import ts from 'typescript';
import { callsOf } from './api-rules/context.ts';
import { unwrapped } from './engine/syntax.ts';

/** Whether all that a name is given in its text are constants. */
function isConstantName(name: ts.Identifier): boolean {
  const given: (ts.Expression | undefined)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name.text) given.push((node.parent.flags & ts.NodeFlags.Const) === 0 ? undefined : node.initializer);
    else if ((ts.isParameter(node) || ts.isBindingElement(node)) && node.name.getText() === name.text) given.push(undefined);
    ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return given.length > 0 && given.every((one) => one !== undefined && !mentions(one, name.text) && isConstant(one));
}

function mentions(node: ts.Node, name: string): boolean {
  return (ts.isIdentifier(node) && node.text === name) || ts.forEachChild(node, (child) => mentions(child, name) || undefined) === true;
}

/** A text, number or the like that stands in the program, or one of several. */
function isConstant(node: ts.Expression): boolean {
  const inner = unwrapped(node);
  if (ts.isLiteralExpression(inner) || inner.kind === ts.SyntaxKind.TrueKeyword || inner.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isConditionalExpression(inner)) return isConstant(inner.whenTrue) && isConstant(inner.whenFalse);
  return ts.isIdentifier(inner) && isConstantName(inner);
}

const known = new WeakMap<ts.Node, boolean>();

/** Whether a function is called in its text, and always with constants for a parameter. */
export function takesConstants(parameter: ts.Node): boolean {
  const before = known.get(parameter);
  if (before !== undefined) return before;
  const found = isGivenConstants(parameter);
  known.set(parameter, found);
  return found;
}

function isGivenConstants(parameter: ts.Node): boolean {
  if (!ts.isParameter(parameter)) return false;
  const index = parameter.parent.parameters.indexOf(parameter);
  const calls = callsOf(parameter.parent);
  return calls.length > 0 && calls.every(({ arguments: given }) => given[index] !== undefined && isConstant(given[index]));
}
