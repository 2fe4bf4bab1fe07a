import ts from 'typescript';

/* Methods of constructors that are functions: https://developer.mozilla.org/docs/Web/JavaScript/Guide/Inheritance_and_the_prototype_chain. */

/** `X.prototype.m = function …`, `X.prototype = { … }`: the name of the old constructor whose methods these are. */
function prototypeOwner(node: ts.Node): string | undefined {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || parent.right !== node || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const target = parent.left;
  if (!ts.isPropertyAccessExpression(target)) return undefined;
  const isWhole = target.name.text === 'prototype';
  if (isWhole !== ts.isObjectLiteralExpression(node)) return undefined;
  const whole = isWhole ? target : target.expression;
  const isPrototype = ts.isPropertyAccessExpression(whole) && whole.name.text === 'prototype' && ts.isIdentifier(whole.expression);
  return isPrototype ? whole.expression.getText() : undefined;
}

/** A function or class under its name in a list of statements. */
function madeIn(statements: readonly ts.Statement[], name: string): ts.Node | undefined {
  for (const one of statements) {
    if ((ts.isFunctionDeclaration(one) || ts.isClassDeclaration(one)) && one.name?.text === name) return one;
    const made = ts.isVariableStatement(one)
      ? one.declarationList.declarations.find((declared) => declared.name.getText() === name)?.initializer
      : undefined;
    if (made && (ts.isFunctionExpression(made) || ts.isClassExpression(made))) return made;
  }
  return undefined;
}

/** The function or class of a text that a prototype's method, or the object that holds them, belongs to. */
export function constructorOf(node: ts.Node): ts.Node | undefined {
  const name = prototypeOwner(node);
  if (name === undefined) return undefined;
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    const made = ts.isBlock(at) || ts.isSourceFile(at) ? madeIn(at.statements, name) : undefined;
    if (made) return made;
  }
  return undefined;
}
