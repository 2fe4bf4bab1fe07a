import ts from 'typescript';

/** The expression without parentheses, casts and assertions. */
export function unwrapped(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isPartiallyEmittedExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

/** A property's name where it is written out. */
export function propertyName(name: ts.PropertyName | undefined): string | undefined {
  if (!name) return undefined;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name)) return name.text;
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}

/** The last name of an expression: `b` of `a.b`, `f` of `f`, `this.db` gives `db`. */
export function lastName(node: ts.Expression | undefined): string {
  if (!node) return '';
  const inner = unwrapped(node);
  if (ts.isIdentifier(inner)) return inner.text;
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text;
  if (ts.isElementAccessExpression(inner) && ts.isStringLiteralLike(inner.argumentExpression)) return inner.argumentExpression.text;
  if (ts.isCallExpression(inner)) return lastName(inner.expression);
  return ts.isAwaitExpression(inner) ? lastName(inner.expression) : '';
}

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)
  );
}

export function enclosingFunction(node: ts.Node): FunctionNode | undefined {
  let at: ts.Node | undefined = node.parent;
  while (at && !isFunctionNode(at)) at = at.parent;
  return at;
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) === true;
}

function isExportedAssignment(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  return /^(?:module\.)?exports\b/u.test(node.left.getText());
}

/** Names that a text exports after their declaration. */
export function exportedNames(file: ts.SourceFile): ReadonlySet<string> {
  return new Set(file.statements.flatMap(namesExportedBy));
}

function namesExportedBy(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.map((one) => (one.propertyName ?? one.name).text);
  }
  if (ts.isExportAssignment(statement)) return namesIn(statement.expression);
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return [];
  return isExportedAssignment(statement.expression) ? namesIn(statement.expression.right) : [];
}

function namesIn(node: ts.Expression): string[] {
  if (ts.isIdentifier(node)) return [node.text];
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return [property.name.text];
    return ts.isPropertyAssignment(property) && ts.isIdentifier(property.initializer) ? [property.initializer.text] : [];
  });
}

function isExportedDeclaration(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (hasModifier(node, ts.SyntaxKind.ExportKeyword)) return true;
  if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name) return names.has(node.name.text);
  if (!ts.isVariableDeclaration(node)) return false;
  const statement = node.parent.parent;
  return (
    (ts.isVariableStatement(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword)) ||
    (ts.isIdentifier(node.name) && names.has(node.name.text))
  );
}

/** Whether code of other files can call a function. */
export function isExported(node: FunctionNode, names: ReadonlySet<string>): boolean {
  if (hasModifier(node, ts.SyntaxKind.PrivateKeyword)) return false;
  let at: ts.Node = node;
  while (at.parent && !ts.isBlock(at.parent)) {
    if (isExportedDeclaration(at, names) || isExportedAssignment(at) || (ts.isExportAssignment(at) && !at.isExportEquals)) return true;
    if (at !== node && isFunctionNode(at)) return false;
    at = at.parent;
  }
  return isExportedDeclaration(at, names);
}
