import ts from 'typescript';

/** What an exported name stands for. */
export type ExportEntry =
  | { readonly local: string }
  | { readonly node: ts.FunctionDeclaration | ts.ClassDeclaration }
  | { readonly expression: ts.Expression }
  | { readonly from: string; /** Absent: all of it. */ readonly name?: string };

/** What a file exports by name, and the files all of whose exports it hands on. */
export interface ExportTable {
  readonly names: ReadonlyMap<string, ExportEntry>;
  readonly all: readonly string[];
}

interface Found {
  readonly names: Map<string, ExportEntry>;
  readonly all: string[];
}

function isExport(node: ts.Node, kind: ts.SyntaxKind = ts.SyntaxKind.ExportKeyword): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) === true;
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

function addDeclaration(found: Found, node: ts.ExportDeclaration): void {
  if (node.isTypeOnly) return;
  const from = node.moduleSpecifier && ts.isStringLiteralLike(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  const { exportClause: clause } = node;
  if (!clause) {
    if (from !== undefined) found.all.push(from);
  } else if (ts.isNamespaceExport(clause)) {
    if (from !== undefined) found.names.set(clause.name.text, { from });
  } else {
    for (const one of clause.elements) {
      const original = (one.propertyName ?? one.name).text;
      found.names.set(one.name.text, from === undefined ? { local: original } : { from, name: original });
    }
  }
}

function addStatement(found: Found, node: ts.Statement): void {
  if (ts.isExportDeclaration(node)) addDeclaration(found, node);
  else if (ts.isExportAssignment(node)) found.names.set('default', { expression: node.expression });
  else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && isExport(node)) {
    const name = isExport(node, ts.SyntaxKind.DefaultKeyword) ? 'default' : node.name?.text;
    if (name !== undefined) found.names.set(name, { node });
  } else if (ts.isVariableStatement(node) && isExport(node)) {
    for (const name of node.declarationList.declarations.flatMap((one) => namesIn(one.name))) found.names.set(name, { local: name });
  }
}

/** Reads what a file exports with `export`; what CommonJS exports shows only when it runs. */
export function exportTableOf(file: ts.SourceFile): ExportTable {
  const found: Found = { names: new Map(), all: [] };
  for (const statement of file.statements) addStatement(found, statement);
  return found;
}
