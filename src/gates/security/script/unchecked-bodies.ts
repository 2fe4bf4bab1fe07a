import ts from 'typescript';

/*
 * Bodies that nothing looks through before a handler of Nest gets them. A pipe checks by the class that a parameter is declared with;
 * interfaces and aliases are gone when the program runs: https://docs.nestjs.com/techniques/validation#auto-validation.
 */

const anything = /^(?:any|unknown|object|Record<|Partial<|\{ \[|Prisma\.)/u;

/** Whether a name is that of an interface, an alias or something that is imported only as a type. */
function isOnlyType(name: string, file: ts.SourceFile): boolean {
  return file.statements.some((one) => {
    if (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) return one.name.text === name;
    const clause = ts.isImportDeclaration(one) ? one.importClause : undefined;
    if (clause === undefined) return false;
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword && clause.name?.text === name) return true;
    const bindings = clause.namedBindings;
    return (
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.some((each) => each.name.text === name && (each.isTypeOnly || clause.phaseModifier === ts.SyntaxKind.TypeKeyword))
    );
  });
}

function hasPipes(node: ts.Node): boolean {
  return ts.canHaveDecorators(node) && ts.getDecorators(node)?.some(({ expression }) => /^UsePipes\b/u.test(expression.getText())) === true;
}

/** A body without a class of its own, which no pipe beside it looks at, may hold anything. */
export function isUncheckedBody({ type, parent }: ts.ParameterDeclaration): boolean {
  if (type === undefined || anything.test(type.getText())) return true;
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName) || hasPipes(parent) || hasPipes(parent.parent)) return false;
  return isOnlyType(type.typeName.text, type.getSourceFile());
}
