import type ts from 'typescript';
import { passesOn } from './importing.ts';

/*
 * Which file imports which is known to a program, but not to its public type: what is used of it is looked for when it
 * runs.
 */

interface WithImports {
  readonly imports: readonly ts.StringLiteralLike[];
}

interface WithResolutions {
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

function hasImports(file: ts.SourceFile): file is ts.SourceFile & WithImports {
  return 'imports' in file && Array.isArray(file.imports);
}

function hasResolutions(program: ts.Program): program is ts.Program & WithResolutions {
  return 'getResolvedModuleFromModuleSpecifier' in program;
}

/** Declarations are not checked, and packages are not the project's. */
function isOwn({ fileName, isDeclarationFile }: ts.SourceFile): boolean {
  return !isDeclarationFile && !fileName.includes('/node_modules/');
}

/** Files that import some others: `direct`, or one that passes these on. */
export interface FoundImporters {
  readonly direct: readonly string[];
  readonly passed: readonly string[];
}

/** The project's own files that import one of `wanted`, which `keyOf` has made. Throws if this TypeScript cannot tell. */
export function importersIn(program: ts.Program | undefined, wanted: ReadonlySet<string>, keyOf: (path: string) => string): FoundImporters {
  if (!program) return { direct: [], passed: [] };
  if (!hasResolutions(program)) throw new Error('this TypeScript does not tell what a file imports');
  const leads = new Map(
    program
      .getSourceFiles()
      .filter((file) => isOwn(file) && !wanted.has(keyOf(file.fileName)))
      .map((file) => [file, leadsOf(file, program, keyOf)]),
  );
  const found = new Set<ts.SourceFile>();
  for (let targets = wanted; targets.size > 0;) {
    const next = [...leads].filter(([file, to]) => !found.has(file) && to.some((path) => targets.has(path))).map(([file]) => file);
    for (const file of next) found.add(file);
    targets = new Set(next.filter(({ text }) => passesOn(text)).map(({ fileName }) => keyOf(fileName)));
  }
  const namesOf = (isDirect: boolean): string[] =>
    [...found]
      .filter((file) => (leads.get(file) ?? []).some((path) => wanted.has(path)) === isDirect)
      .map(({ fileName }) => fileName)
      .toSorted();
  return { direct: namesOf(true), passed: namesOf(false) };
}

/** What the imports of a file lead to. */
function leadsOf(file: ts.SourceFile, program: WithResolutions, keyOf: (path: string) => string): readonly string[] {
  if (!hasImports(file)) return [];
  return file.imports.flatMap((specifier) => {
    const resolved = program.getResolvedModuleFromModuleSpecifier(specifier, file)?.resolvedModule?.resolvedFileName;
    return resolved === undefined ? [] : [keyOf(resolved)];
  });
}
