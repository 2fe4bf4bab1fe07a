import { createHash } from 'node:crypto';
import ts from 'typescript';
import type { IsCancelled } from '../complaint.ts';
import { readProjectConfig } from './project-config.ts';
import type { ProjectConfig } from './project-config.ts';
import { readSourceText } from './regular-file.ts';

/** A text that stands in for a file, whether that is on disk or not. */
export interface OverlayFile {
  readonly path: string;
  readonly text: string;
}

/** One error of the checker. */
export interface CheckedError {
  readonly diagnostic: ts.Diagnostic;
  /** It is about a type in a comment, which does not run. */
  readonly inComment: boolean;
}

/** A warm language service for one configuration. It checks one file at a time, over overlays. */
export interface Project {
  readonly config: ProjectConfig;
  /** Errors of one file's types, with the overlays in place of what is on disk. */
  check(file: OverlayFile, overlays: readonly OverlayFile[]): readonly CheckedError[];
  /** Whether the file that was checked last can import this; overlays count. */
  resolves(specifier: string): boolean;
  fileExists(path: string): boolean;
  dispose(): void;
}

export interface ProjectOptions {
  readonly configPath: string | undefined;
  readonly libFolder: string;
  readonly registry: ts.DocumentRegistry;
  readonly isCancelled: IsCancelled;
  /** Milliseconds, for the age of what was read from disk. */
  readonly now: () => number;
}

/** Configuration, file lists and failed imports are looked at again after this time. Milliseconds. */
const refreshAfter = 10_000;

interface Overlay {
  readonly text: string;
  readonly version: string;
}

interface ServiceHost extends ts.LanguageServiceHost {
  /** Not in the public type; the language service asks it which files' imports must be resolved anew. */
  hasInvalidatedResolutions(path: string): boolean;
}

interface State {
  config: ProjectConfig;
  readAt: number;
  resolveAnew: boolean;
  file: string;
  overlays: ReadonlyMap<string, Overlay>;
}

const keyOf = (path: string): string => (ts.sys.useCaseSensitiveFileNames ? path : path.toLowerCase());

function overlayMap(files: readonly OverlayFile[]): Map<string, Overlay> {
  return new Map(
    files.map(({ path, text }) => [keyOf(path), { text, version: createHash('sha1').update(text).digest('base64') }]),
  );
}

function versionOnDisk(path: string, libFolder: string): string {
  if (path.startsWith(libFolder)) return 'lib';
  return `disk-${ts.sys.getModifiedTime?.(path)?.getTime() ?? 0}`;
}

function hostOf(state: State, { libFolder, isCancelled }: ProjectOptions): ServiceHost {
  const overlay = (path: string): Overlay | undefined => state.overlays.get(keyOf(path));
  const readFile = (path: string): string | undefined => overlay(path)?.text ?? readSourceText(path);
  // An import is not looked for in a folder that does not exist, and an unsaved file's need not.
  const holdsOverlay = (path: string): boolean => {
    const folder = keyOf(path.endsWith('/') ? path : `${path}/`);
    return [...state.overlays.keys()].some((file) => file.startsWith(folder));
  };
  const lib = libFolder.replaceAll('\\', '/');
  return {
    getCompilationSettings: () => state.config.options,
    getScriptFileNames: () => [...new Set([...state.config.rootNames, state.file])],
    getScriptVersion: (path) => overlay(path)?.version ?? versionOnDisk(path, lib),
    getScriptSnapshot: (path) => {
      const text = readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => state.config.configPath?.replace(/\/[^/]*$/u, '') ?? state.file.replace(/\/[^/]*$/u, ''),
    getDefaultLibFileName: (options) => `${lib}/${ts.getDefaultLibFileName(options)}`,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    readFile,
    fileExists: (path) => overlay(path) !== undefined || ts.sys.fileExists(path),
    directoryExists: (path) => holdsOverlay(path) || ts.sys.directoryExists(path),
    getDirectories: ts.sys.getDirectories,
    readDirectory: ts.sys.readDirectory,
    ...(ts.sys.realpath ? { realpath: ts.sys.realpath } : {}),
    getCancellationToken: () => ({ isCancellationRequested: isCancelled }),
    hasInvalidatedResolutions: (path) => state.resolveAnew && !path.includes('/node_modules/') && !path.startsWith(lib),
  };
}

function isInComment(source: ts.SourceFile | undefined, place: number): boolean {
  if (!source) return false;
  const holding = (node: ts.Node): ts.Node | undefined =>
    ts.forEachChild(node, (child) => (child.pos <= place && place < child.end ? child : undefined));
  let innermost: ts.Node = source;
  for (let child = holding(source); child; child = holding(child)) innermost = child;
  return innermost !== source && place < innermost.getStart(source);
}

/** Makes a project; nothing is loaded until the first check. */
export function createProject(firstPath: string, options: ProjectOptions): Project {
  const { configPath, registry, now } = options;
  const state: State = {
    config: readProjectConfig(firstPath, configPath),
    readAt: now(),
    resolveAnew: false,
    file: firstPath,
    overlays: new Map(),
  };
  const host = hostOf(state, options);
  const service = ts.createLanguageService(host, registry);
  const refresh = (path: string): void => {
    if (now() - state.readAt < refreshAfter) return;
    state.config = readProjectConfig(path, configPath);
    state.readAt = now();
    state.resolveAnew = true;
  };
  return {
    get config() {
      return state.config;
    },
    check: (file, overlays) => {
      refresh(file.path);
      state.file = file.path;
      state.overlays = overlayMap([...overlays, file]);
      const found = service.getSemanticDiagnostics(file.path);
      state.resolveAnew = false;
      const source = service.getProgram()?.getSourceFile(file.path);
      return found.map((diagnostic) => ({ diagnostic, inComment: isInComment(source, diagnostic.start ?? 0) }));
    },
    resolves: (specifier) => ts.resolveModuleName(specifier, state.file, state.config.options, host).resolvedModule !== undefined,
    fileExists: host.fileExists,
    dispose: () => {
      service.dispose();
    },
  };
}
