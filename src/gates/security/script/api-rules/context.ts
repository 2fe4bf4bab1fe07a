import ts from 'typescript';
import { isAssignment } from '../engine/scope.ts';
import { enclosingFunction, isFunctionNode, lastName, propertyName } from '../engine/syntax.ts';

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

/** Names of what a value is put into after it was kept in a variable or returned by a helper: `const t = …; res.cookie('sid', t)`. */
export function purposesAfter(node: ts.Node): string[] {
  const own = ownerOf(node);
  if (own === undefined || own.text.length < 1) return [];
  const names: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one) && one !== own && one.text === own.text) names.push(...purposeOfUse(one));
    ts.forEachChild(one, visit);
  };
  visit(node.getSourceFile());
  return names;
}

/** The variable or helper that a value is the whole content of. */
function ownerOf(node: ts.Node): ts.Identifier | undefined {
  let at: ts.Node = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at)) {
    if (ts.isVariableDeclaration(at)) return ts.isIdentifier(at.name) ? at.name : undefined;
    if (isFunctionNode(at) && ts.isBlock(at.body ?? at)) return undefined;
    at = at.parent;
  }
  return ts.isReturnStatement(at) ? helperOf(at) : undefined;
}

/** The function that a statement gives its value back from, if it has a name: a declaration, or a variable's only content. */
function helperOf(node: ts.ReturnStatement): ts.Identifier | undefined {
  const owner = enclosingFunction(node);
  if (owner?.name && ts.isIdentifier(owner.name)) return owner.name;
  return owner && ts.isVariableDeclaration(owner.parent) && ts.isIdentifier(owner.parent.name) ? owner.parent.name : undefined;
}

/** `cookie('sid', x)`, `{ token: x }`, `token = x`: the names that stand where a variable is used as it is, or its result. */
function purposeOfUse(identifier: ts.Identifier): string[] {
  const called = ts.isCallExpression(identifier.parent) && identifier.parent.expression === identifier ? identifier.parent : identifier;
  const { parent } = called;
  const target = nameOfTarget(parent);
  if (target !== undefined) return [target];
  if (called !== identifier && !isCookie(parent)) return targetsAround(called);
  if (!isCookie(parent)) return [];
  const [first] = parent.arguments;
  return first && first !== called && ts.isStringLiteralLike(first) ? [first.text] : [];
}

function isCookie(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && /cookie$/iu.test(lastName(node.expression));
}

/** `const token = Array.from(places, () => pick(letters)).join('')`: what the whole of a statement becomes that a helper's result is a part of. */
function targetsAround(node: ts.Node): string[] {
  const names: string[] = [];
  let at: ts.Node = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at)) {
    at = at.parent;
    names.push(nameOfTarget(at) ?? '');
  }
  const owner = ts.isReturnStatement(at) ? helperOf(at) : undefined;
  return owner ? [...names, owner.text] : names;
}
