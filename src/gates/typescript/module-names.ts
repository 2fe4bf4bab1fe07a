import ts from 'typescript';

/** Whether a file is JavaScript without the syntax of modules: what it gives to others it sets when it runs. */
export function isCommonJs(file: ts.SourceFile): boolean {
  return (
    /\.(?:cjs|jsx?)$/iu.test(file.fileName) &&
    !file.statements.some(
      (one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one) || ts.isExportAssignment(one) || isExported(one),
    )
  );
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** A file and those that it gives everything of (`export * from`); `undefined` where one of them is not known. */
function withStars(file: ts.SourceFile, checker: ts.TypeChecker): ReadonlySet<ts.SourceFile> | undefined {
  const seen = new Set([file]);
  for (const at of seen) {
    for (const star of at.statements.filter(ts.isExportDeclaration)) {
      if (star.exportClause || !star.moduleSpecifier) continue;
      const led = checker.getSymbolAtLocation(star.moduleSpecifier)?.valueDeclaration?.getSourceFile();
      if (!led || isCommonJs(led)) return undefined;
      seen.add(led);
    }
  }
  return seen;
}

/** The names that a module gives to others; `undefined` where there may be more, or where its values have names of their own. */
export function namesOfModule(program: ts.Program | undefined, path: string): ReadonlySet<string> | undefined {
  const file = program?.getSourceFile(path);
  if (!program || !file || file.isDeclarationFile || /\.json$|\/node_modules\//u.test(path)) return undefined;
  return isCommonJs(file) ? namesOfCommonJs(file) : namesOfEsModule(file, program.getTypeChecker());
}

function namesOfEsModule(file: ts.SourceFile, checker: ts.TypeChecker): ReadonlySet<string> | undefined {
  const symbol = withStars(file, checker) && checker.getSymbolAtLocation(file);
  if (!symbol) return undefined;
  const names = new Set(checker.getExportsOfModule(symbol).map(({ name }) => name));
  return names.has('export=') || names.has('module.exports') ? undefined : names;
}

/** Whether this is `exports` or `module.exports`. */
function isExports(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return node.text === 'exports';
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module' &&
    node.name.text === 'exports'
  );
}

/** What a part of a program says of the names: some, that there may be any, or nothing. */
type Said = readonly string[] | 'any' | undefined;

function namesOfObject(node: ts.Expression): Said {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isExports(node.left))
    return namesOfObject(node.right);
  if (isExports(node)) return [];
  if (!ts.isObjectLiteralExpression(node)) return 'any';
  const names = node.properties.map(({ name }) =>
    name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined,
  );
  return names.every((name) => name !== undefined) ? names : 'any';
}

/** `Object.defineProperty(exports, 'a', …)`. */
function definedName({ expression, arguments: [of, name] }: ts.CallExpression, node: ts.Node): Said {
  if (of !== node || !name || !ts.isPropertyAccessExpression(expression) || expression.name.text !== 'defineProperty') return 'any';
  return ts.isStringLiteralLike(name) ? [name.text] : 'any';
}

function isAssigned(node: ts.Node, parent: ts.Node): parent is ts.AssignmentExpression<ts.EqualsToken> {
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === node;
}

function saidOfExports(node: ts.Node): Said {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return [parent.name.text];
  if (ts.isElementAccessExpression(parent) && parent.expression === node)
    return ts.isStringLiteralLike(parent.argumentExpression) ? [parent.argumentExpression.text] : 'any';
  if (isAssigned(node, parent)) return namesOfObject(parent.right);
  if (ts.isBinaryExpression(parent) && parent.right === node && isExports(parent.left)) return [];
  return ts.isCallExpression(parent) ? definedName(parent, node) : 'any';
}

/** `require.main === module` and what says only where the module is. */
function saidOfModule({ parent }: ts.Identifier): Said {
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ? [] : 'any';
  return ts.isPropertyAccessExpression(parent) && /^(?:id|filename|path|paths|parent|children|loaded)$/u.test(parent.name.text)
    ? []
    : 'any';
}

function isNameOnly(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node);
}

function saidBy(node: ts.Node): Said {
  if (node.kind === ts.SyntaxKind.ThisKeyword)
    return ts.findAncestor(node, (one) => ts.isClassLike(one) || (ts.isFunctionLike(one) && !ts.isArrowFunction(one))) ? undefined : 'any';
  if (isExports(node)) return ts.isIdentifier(node) && isNameOnly(node) ? undefined : saidOfExports(node);
  if (!ts.isIdentifier(node) || isNameOnly(node)) return undefined;
  if (node.text === 'eval') return 'any';
  return node.text === 'module' && !isExports(node.parent) ? saidOfModule(node) : undefined;
}

function namesOfCommonJs(file: ts.SourceFile): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const said = saidBy(node);
    if (said === 'any') return undefined;
    for (const name of said ?? []) names.add(name);
    ts.forEachChild(node, (child) => void waiting.push(child));
  }
  return names.size === 0 ? undefined : names;
}
