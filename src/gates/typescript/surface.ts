import ts from 'typescript';
import { textHash } from '../dependencies.ts';
import { declaredSurface } from '../surface-change.ts';
import type { SurfacePart } from '../surface-change.ts';

/** What adds to things that are declared elsewhere is never only one name more. */
const open = '!';

function isNamed(
  statement: ts.Statement,
): statement is ts.FunctionDeclaration | ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  );
}

function exportedBy({ exportClause }: ts.ExportDeclaration): readonly string[] {
  return exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [open];
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : open));
  if (ts.isImportDeclaration(statement)) return [];
  if (ts.isExportAssignment(statement)) return ['default'];
  if (ts.isExportDeclaration(statement)) return exportedBy(statement);
  return isNamed(statement) ? [statement.name?.text ?? 'default'] : [open];
}

/** What other files see of one: its declarations. With anything private its type counts too, which declarations leave out: then the whole text does. */
export function surfaceOf(service: ts.LanguageService, path: string): string {
  const text = service.getProgram()?.getSourceFile(path)?.text ?? '';
  const { outputFiles } = service.getEmitOutput(path, true, true);
  const declarations = outputFiles.map((file) => file.text).join('\n');
  if (outputFiles.length === 0 || /\bprivate\b|#\w/u.test(declarations)) return textHash(text);
  const file = ts.createSourceFile('surface.d.ts', declarations, ts.ScriptTarget.Latest);
  // Names of a file that is no module are everybody's.
  if (!ts.isExternalModule(file)) return textHash(declarations);
  const parts = file.statements.map((one): SurfacePart => ({ names: namesOf(one), text: one.getText(file) }));
  return declaredSurface(
    parts.filter((one) => one.text !== 'export {};'),
    open,
  );
}
