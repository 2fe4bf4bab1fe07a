import ts from 'typescript';
import type { Documentation, DocumentedFunction, NamedPlace, Parameter, PublicSymbol } from './documented.ts';

/** JSDoc of a text in JavaScript or TypeScript: https://jsdoc.app/tags-param */
export function scriptDocumentation(text: string, path: string): Documentation {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const functions: DocumentedFunction[] = [];
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    ts.forEachChild(node, (child) => void waiting.push(child));
    if (ts.isFunctionLike(node) && !ts.isJSDocSignature(node)) functions.push(functionOf(node, file));
  }
  return { functions, symbols: file.statements.flatMap((statement) => exported(statement, file)) };
}

function functionOf(node: ts.SignatureDeclaration, file: ts.SourceFile): DocumentedFunction {
  const { parent } = node;
  const given = node.name ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : undefined);
  return {
    name: given?.getText(file) ?? (ts.isConstructorDeclaration(node) ? 'constructor' : 'This function'),
    parameters: node.parameters.map(parameterOf),
    documented: ts.getJSDocTags(node).flatMap((tag) => (ts.isJSDocParameterTag(tag) ? placeOf(tag, file) : [])),
  };
}

function parameterOf({ name, dotDotDotToken }: ts.ParameterDeclaration): Parameter {
  if (!ts.isIdentifier(name)) return {};
  const isAside = name.text === 'this' || name.text.startsWith('_') || dotDotDotToken !== undefined;
  return { name: name.text, ...(isAside ? { optional: true } : {}) };
}

/** Of `@param options.name` only the parameter itself counts. */
function placeOf({ name }: ts.JSDocParameterTag, file: ts.SourceFile): NamedPlace {
  let root: ts.EntityName = name;
  while (ts.isQualifiedName(root)) root = root.left;
  return { name: root.text, start: root.getStart(file), end: root.end };
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function exported(statement: ts.Statement, file: ts.SourceFile): PublicSymbol[] {
  if (!isExported(statement)) return [];
  const isDocumented = ts.getJSDocCommentsAndTags(statement).length > 0;
  return namesOf(statement).map((name) => ({ name: name.text, start: name.getStart(file), end: name.end, isDocumented }));
}

function namesOf(statement: ts.Statement): readonly ts.Identifier[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name ? [statement.name] : [];
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement))
    return [statement.name];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.map(({ name }) => name).filter(ts.isIdentifier);
}
