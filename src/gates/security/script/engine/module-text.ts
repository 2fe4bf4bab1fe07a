import type ts from 'typescript';
import type { ExportTable } from './exports.ts';
import type { Declarations } from './scope.ts';
import type { Value } from './values.ts';

/** Another file of the project, parsed. */
export interface ModuleText {
  readonly file: ts.SourceFile;
  readonly uri: string;
  readonly declarations: Declarations;
  readonly exports: ExportTable;
}

/** Finds the file that a relative import names. */
export type ModuleFinder = (specifier: string, from: string) => ModuleText | undefined;

/** The other files that one analysis has come across. */
export interface Modules {
  /** What an import gives: under a name, or all of it; `undefined`: no file of the project that could be read. */
  imported(specifier: string, from: ts.Node, name?: string): Value | undefined;
  /** The URIs of the files that were read. */
  readonly uris: ReadonlyMap<ts.SourceFile, string>;
}
