import ts from 'typescript';
import { callsOf } from './api-rules/context.ts';
import { unwrapped } from './engine/syntax.ts';

const constantNames = new WeakMap<ts.SourceFile, Map<string, boolean>>();

/** Whether all that a name is given in its text are constants; not, where that leads back to the name. */
function isConstantName(name: ts.Identifier): boolean {
  const file = name.getSourceFile();
  const ofFile = constantNames.get(file) ?? new Map<string, boolean>();
  constantNames.set(file, ofFile);
  const before = ofFile.get(name.text);
  if (before !== undefined) return before;
  ofFile.set(name.text, false);
  const given = givenTo(name.text, file);
  const found = given.length > 0 && given.every((one) => one !== undefined && isConstant(one));
  ofFile.set(name.text, found);
  return found;
}

/** What a name is declared with, wherever it is; undefined for what is only known when it runs. */
function givenTo(name: string, file: ts.SourceFile): readonly (ts.Expression | undefined)[] {
  const given: (ts.Expression | undefined)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name)
      given.push((node.parent.flags & ts.NodeFlags.Const) === 0 ? undefined : node.initializer);
    else if ((ts.isParameter(node) || ts.isBindingElement(node)) && node.name.getText() === name) given.push(undefined);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return given;
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
