import { posix } from 'node:path';
import ts from 'typescript';
import type { Disk } from './disk.ts';
import { strictByDefault } from './workspace-version.ts';

const { matchesGlob } = posix;

/** How a file's project is compiled, as its tsconfig.json or jsconfig.json says; nothing in it is run, plugins included. */
export interface ProjectConfig {
  readonly configPath: string | undefined;
  readonly options: ts.CompilerOptions;
  /** Files that belong to the program beside the judged one. */
  readonly rootNames: readonly string[];
  /** JavaScript whose project did not turn `checkJs` on. */
  readonly uncheckedJs: boolean;
}

/** A project with more files than this contributes its declaration files only: loading all would take minutes and gigabytes. */
const mostRootFiles = 400;

const always: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  allowImportingTsExtensions: true,
  disableSizeLimit: true,
};

/** `plugins` is data that only TypeScript's own server would load; build settings are left out to keep their errors away. */
const ignored = [
  'plugins',
  'incremental',
  'composite',
  'declaration',
  'declarationMap',
  'emitDeclarationOnly',
  'isolatedDeclarations',
  'tsBuildInfoFile',
  'outFile',
  'rootDir',
  'sourceMap',
  'inlineSourceMap',
] as const;

function withoutBuildSettings(options: ts.CompilerOptions): ts.CompilerOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !ignored.some((left) => left === name)));
}

function isJavaScript(path: string): boolean {
  return /\.[cm]?jsx?$/iu.test(path);
}

/** The nearest configuration above a file that does not leave the file to another one. */
export function findConfig(path: string, disk: Disk): string | undefined {
  for (let folder = folderOf(path); ;) {
    const found = nearestConfig(folder, disk);
    if (found === undefined || !excludes(found, path, disk)) return found;
    const above = folderOf(folderOf(found));
    if (above === folderOf(found)) return undefined;
    folder = above;
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
}

function nearestConfig(folder: string, disk: Disk): string | undefined {
  const find = (name: string): string | undefined => ts.findConfigFile(folder, (path) => disk.fileExists(path), name);
  const typescript = find('tsconfig.json');
  const javascript = find('jsconfig.json');
  if (typescript === undefined || javascript === undefined) return typescript ?? javascript;
  return javascript.length > typescript.length ? javascript : typescript;
}

function excludes(configPath: string, path: string, disk: Disk): boolean {
  const config: unknown = ts.readConfigFile(configPath, (file) => disk.configText(file)).config;
  const patterns: unknown = typeof config === 'object' && config !== null && 'exclude' in config ? config.exclude : undefined;
  if (!Array.isArray(patterns)) return false;
  const inside = path.slice(folderOf(configPath).length).replace(/^\//u, '');
  return patterns.some((pattern) => typeof pattern === 'string' && (matchesGlob(inside, pattern) || matchesGlob(inside, `${pattern}/**`)));
}

function withoutConfig(path: string): ProjectConfig {
  const uncheckedJs = isJavaScript(path);
  const options: ts.CompilerOptions = {
    ...always,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Auto,
    jsx: ts.JsxEmit.Preserve,
    types: ['*'],
    strict: !uncheckedJs,
    allowJs: true,
    checkJs: true,
    resolveJsonModule: true,
    allowSyntheticDefaultImports: true,
    experimentalDecorators: false,
  };
  return { configPath: undefined, options, rootNames: [], uncheckedJs };
}

function rootNamesOf(fileNames: readonly string[]): readonly string[] {
  return fileNames.length <= mostRootFiles ? fileNames : fileNames.filter((name) => /\.d\.[cm]?ts$/u.test(name));
}

/** The disk as the reader of a configuration asks for it. */
function configHost(disk: Disk): ts.ParseConfigHost {
  return {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    readDirectory: ts.sys.readDirectory,
    fileExists: (path) => disk.fileExists(path),
    readFile: (path) => disk.configText(path),
  };
}

/** Where files of the project are and can come to be. */
function noteFiles({ wildcardDirectories, fileNames }: ts.ParsedCommandLine, disk: Disk): void {
  for (const root of Object.keys(wildcardDirectories ?? {})) disk.noteFolders(root);
  for (const name of fileNames) disk.noteFile(name);
}

/** Reads what applies to a file. A configuration that cannot be read at all is as none. */
export function readProjectConfig(path: string, configPath: string | undefined, disk: Disk): ProjectConfig {
  if (configPath === undefined) return withoutConfig(path);
  const read = ts.readConfigFile(configPath, (file) => disk.configText(file));
  const folder = configPath.slice(0, configPath.lastIndexOf('/')) || '/';
  const parsed = ts.parseJsonConfigFileContent(read.config ?? {}, configHost(disk), folder, undefined, configPath);
  noteFiles(parsed, disk);
  const uncheckedJs = isJavaScript(path) && parsed.options.checkJs !== true;
  const options: ts.CompilerOptions = { ...withoutBuildSettings(parsed.options), ...always };
  // As versions before 6 did: all of @types, and no strictness that was not asked for.
  options.types ??= ['*'];
  if (options.strict === undefined && !strictByDefault(folder, disk)) options.strict = false;
  if (isJavaScript(path)) {
    options.allowJs = true;
    options.checkJs = true;
    if (uncheckedJs) Object.assign(options, { strict: false, noImplicitAny: false, strictNullChecks: false });
  }
  return { configPath, options, rootNames: rootNamesOf(parsed.fileNames), uncheckedJs };
}
