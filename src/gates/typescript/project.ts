import ts from 'typescript';
import type { IsCancelled } from '../complaint.ts';
import { absent, overlayFolder, overlayState } from '../dependencies.ts';
import type { Dependency, Overlay } from '../dependencies.ts';
import { concernsResolution, Disk } from './disk.ts';
import { importersIn } from './importers.ts';
import type { FoundImporters } from './importers.ts';
import type { Library } from './library.ts';
import { namesOfModule } from './module-names.ts';
import { readProjectConfig } from './project-config.ts';
import type { ProjectConfig } from './project-config.ts';
import { readSourceText } from './regular-file.ts';
import { surfaceOf } from './surface.ts';

/** One error of the checker. */
export interface CheckedError {
  readonly diagnostic: ts.Diagnostic;
  /** It is about a type in a comment, which does not run. */
  readonly inComment: boolean;
}

/** A warm language service for one configuration. It checks one file at a time, over overlays. */
export interface Project {
  readonly config: ProjectConfig;
  /** Errors of one file's types, with the overlays in place of what is on disk. Called between `open` and the next one. */
  check(path: string): readonly CheckedError[];
  /** Makes these overlays and what is on disk now the program's texts; `files`, the first of which is asked about, are part of it. */
  open(files: readonly [string, ...string[]], overlays: readonly Overlay[]): void;
  /** What other files see of one, as a text: its declarations. */
  surface(path: string): string;
  /** Files of the program, none of a package, that import one of these. */
  importersOf(paths: ReadonlySet<string>): FoundImporters;
  /** A file's text in the program. */
  textOf(path: string): string | undefined;
  /** The path of what a file imports; overlays count. */
  resolve(specifier: string, from: string): string | undefined;
  /** The names that a module of the program has; absent where these are not certain. */
  namesOf(path: string): ReadonlySet<string> | undefined;
  /** A file of the program. */
  sourceOf(path: string): ts.SourceFile | undefined;
  fileExists(path: string): boolean;
  manifestText(path: string): string | undefined;
  /** What was looked at since the project is warm; absent where it is not known whole. */
  dependencies(): readonly Dependency[] | undefined;
  dispose(): void;
}

export interface ProjectOptions {
  readonly configPath: string | undefined;
  readonly library: Library;
  readonly isCancelled: IsCancelled;
}

interface ServiceHost extends ts.LanguageServiceHost {
  /** Not in the public type; the language service asks it which files' imports must be resolved anew. */
  hasInvalidatedResolutions(path: string): boolean;
}

interface Opened {
  readonly text?: string;
  readonly version: string;
}

interface State {
  config: ProjectConfig;
  /** What the configuration was read from. */
  configDisk: Disk;
  resolveAnew: boolean;
  /** What is asked about, and other files that no configuration need name. */
  files: readonly [string, ...string[]];
  overlays: ReadonlyMap<string, Opened>;
  /** Where the folders of packages really are. */
  readonly packages: Map<string, string>;
  /** Overlays that make a file or hide one: imports are found elsewhere when these are others. */
  moved: string;
}

const keyOf = (path: string): string => (ts.sys.useCaseSensitiveFileNames ? path : path.toLowerCase());

function isInside(overlays: State['overlays'], path: string): boolean {
  const folder = keyOf(path.endsWith('/') ? path : `${path}/`);
  return [...overlays].some(([file, { text }]) => text !== undefined && file.startsWith(folder));
}

/** A path in a package of the same workspace, which is linked below `node_modules`, as the path that it is edited by. */
function withoutPackageLink(path: string, known: Map<string, string>): string {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/@.][^/]*(?=\/)/u.exec(path)?.[0];
  if (folder === undefined) return path;
  const real = known.get(folder) ?? realFolder(folder);
  known.set(folder, real);
  return real === folder ? path : real + path.slice(folder.length);
}

function realFolder(folder: string): string {
  try {
    return ts.sys.realpath?.(folder) ?? folder;
  } catch {
    return folder;
  }
}

function hostOf(state: State, disk: Disk, { library, isCancelled }: ProjectOptions): ServiceHost {
  const unlinked = (path: string): string => withoutPackageLink(path, state.packages);
  const overlay = (path: string): Opened | undefined => state.overlays.get(keyOf(unlinked(path)));
  const versionOf = (path: string): string => {
    if (library.holds(path)) return 'lib';
    const onDisk = disk.file(path);
    return overlay(path)?.version ?? onDisk;
  };
  const readFile = (path: string): string | undefined => {
    if (library.holds(path)) return readSourceText(path);
    const onDisk = disk.file(path);
    const over = overlay(path);
    if (over) return over.text;
    return onDisk === absent ? undefined : readSourceText(path);
  };
  return {
    getCompilationSettings: () => state.config.options,
    getScriptFileNames: () => [...new Set([...state.config.rootNames, ...state.files])],
    getScriptVersion: versionOf,
    getScriptSnapshot: (path) => {
      if (library.holds(path)) return library.snapshot(path);
      const text = readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => state.config.configPath?.replace(/\/[^/]*$/u, '') ?? state.files[0].replace(/\/[^/]*$/u, ''),
    getDefaultLibFileName: (options) => `${library.folder}/${ts.getDefaultLibFileName(options)}`,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    readFile,
    fileExists: (path) => {
      if (library.holds(path)) return ts.sys.fileExists(path);
      const onDisk = disk.fileExists(path);
      const over = overlay(path);
      return over ? over.text !== undefined : onDisk;
    },
    // An import is not looked for in a folder that does not exist, and an unsaved file's need not.
    directoryExists: (path) => disk.folderExists(path) || isInside(state.overlays, unlinked(path)),
    getDirectories: (path) => disk.folders(path),
    readDirectory: ts.sys.readDirectory,
    ...(ts.sys.realpath ? { realpath: ts.sys.realpath } : {}),
    getCancellationToken: () => ({ isCancellationRequested: isCancelled }),
    hasInvalidatedResolutions: (path) => state.resolveAnew && !library.holds(path),
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

function openedOf(overlays: readonly Overlay[]): State['overlays'] {
  return new Map(overlays.map(({ path, text }) => [keyOf(path), { version: overlayState(text), ...(text === undefined ? {} : { text }) }]));
}

function movedBy(overlays: readonly Overlay[], disk: Disk): string {
  return overlays
    .flatMap(({ path, text }) => (disk.fileExists(path) === (text !== undefined) ? [] : [keyOf(path)]))
    .toSorted()
    .join('\n');
}

/** What was asked of the disk, and where an overlay answered for it, that overlay's state. */
function withOverlays(seen: readonly Dependency[], overlays: State['overlays']): readonly Dependency[] {
  return seen.map((one) => {
    const over = one.asked === 'file' ? overlays.get(keyOf(one.path)) : undefined;
    if (over) return { ...one, state: over.version };
    return one.asked === 'folder' && one.state === absent && isInside(overlays, one.path) ? { ...one, state: overlayFolder } : one;
  });
}

/** Makes a project; nothing is loaded until the first check. */
export function createProject(firstPath: string, options: ProjectOptions): Project {
  const { configPath, library } = options;
  const disk = new Disk();
  const read = (path: string): Pick<State, 'config' | 'configDisk'> => {
    const configDisk = new Disk();
    return { config: readProjectConfig(path, configPath, configDisk), configDisk };
  };
  const state: State = { ...read(firstPath), resolveAnew: false, files: [firstPath], overlays: new Map(), packages: new Map(), moved: '' };
  const host = hostOf(state, disk, options);
  const service = ts.createLanguageService(host, library.registry);
  const program = (): ts.Program | undefined => service.getProgram();
  return {
    get config() {
      return state.config;
    },
    open: (files, overlays) => {
      const isReconfigured = state.configDisk.look().length > 0;
      if (isReconfigured) Object.assign(state, read(firstPath));
      state.packages.clear();
      const isMoved = disk.look().some(concernsResolution);
      const moved = movedBy(overlays, disk);
      state.resolveAnew = isReconfigured || isMoved || moved !== state.moved;
      Object.assign(state, { files, overlays: openedOf(overlays), moved });
      program();
      state.resolveAnew = false;
    },
    check: (path) => {
      const found = service.getSemanticDiagnostics(path);
      const source = program()?.getSourceFile(path);
      return found.map((diagnostic) => ({ diagnostic, inComment: isInComment(source, diagnostic.start ?? 0) }));
    },
    surface: (path) => surfaceOf(service, path),
    importersOf: (paths) => importersIn(program(), new Set([...paths].map(keyOf)), keyOf),
    textOf: (path) => program()?.getSourceFile(path)?.text,
    resolve: (specifier, from) => ts.resolveModuleName(specifier, from, state.config.options, host).resolvedModule?.resolvedFileName,
    namesOf: (path) => namesOfModule(program(), path),
    sourceOf: (path) => program()?.getSourceFile(path),
    fileExists: host.fileExists,
    manifestText: (path) => disk.configText(path),
    dependencies: () => {
      if (!disk.whole || !state.configDisk.whole) return undefined;
      return [...state.configDisk.seen(), ...withOverlays(disk.seen(), state.overlays)];
    },
    dispose: () => {
      service.dispose();
    },
  };
}
