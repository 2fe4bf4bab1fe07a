import ts from 'typescript';
import { CancelledError } from '../complaint.ts';
import type { IsCancelled } from '../complaint.ts';
import type { Dependency } from '../dependencies.ts';
import type { Analysed, Importer, ImportersAnswer, ImportersQuestion } from '../jobs.ts';
import { importablePaths, importersIn } from './changed-imports.ts';
import { complaintsOf } from './complaints.ts';
import type { TypesQuestion } from './complaints.ts';
import { Disk } from './disk.ts';
import { overlayFile, scriptPath } from './file-path.ts';
import { ImportingFiles } from './importing.ts';
import { createLibrary } from './library.ts';
import type { Library } from './library.ts';
import { findConfig } from './project-config.ts';
import { createProject } from './project.ts';
import type { Project } from './project.ts';

/** The gate `types`: warm projects, the least recently used ended when there are too many. */
export interface TypesGate {
  readonly tool: string;
  analyse(question: TypesQuestion): Omit<Analysed, 'tool'>;
  /** What a change makes of the files that import the changed ones. */
  importers(question: ImportersQuestion): ImportersAnswer;
  dispose(): void;
}

/** Each holds the libraries' and the project's syntax trees: 0.2 to 0.5 GB. */
const mostProjects = 2;

/** A project, and what was asked of the disk to find it. */
interface FoundProject {
  readonly project: Project;
  readonly disk: Disk;
}

/** What was looked at in all; absent where a part of it cannot be told. */
function allOf({ project, disk }: FoundProject): { readonly dependencies?: readonly Dependency[] } {
  const own = project.dependencies();
  return own && disk.whole ? { dependencies: [...disk.seen(), ...own] } : {};
}

function unlessCancelled<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ts.OperationCanceledException) throw new CancelledError('cancelled while checking types');
    throw error;
  }
}

/** A file that two projects judge is told of once. */
function onceEach(answers: readonly Pick<ImportersAnswer, 'importers'>[]): readonly Importer[] {
  return [...new Map(answers.flatMap(({ importers }) => importers.map((one) => [one.uri, one] as const))).values()];
}

function throwIf(isCancelled: IsCancelled): void {
  if (isCancelled()) throw new CancelledError('cancelled while looking for files that import a changed one');
}

const kindOf = (path: string): string => (/\.[cm]?jsx?$/iu.test(path) ? 'js' : 'ts');

/** Files that one project judges. */
interface Group {
  /** A file of it, by which the project is found. */
  readonly first: string;
  /** Those that may import what is changed. */
  readonly files: readonly string[];
}

/** Which projects are asked what a change makes of others: those that hold a changed file by a configuration, and those of what may import one. */
function groupsOf(changed: readonly string[], among: readonly string[]): readonly Group[] {
  const disk = new Disk();
  // Without a configuration all that is asked at once is one project.
  const keyOf = (path: string): string => `${findConfig(path, disk) ?? ''}|${kindOf(path)}`;
  const [own, others] = [Map.groupBy(changed, keyOf), Map.groupBy(among, keyOf)];
  const keys = [...new Set([...own.keys(), ...others.keys()])];
  return keys.flatMap((key) => {
    const files = others.get(key) ?? [];
    const [first] = [...(own.get(key) ?? []), ...files];
    return first === undefined || (key.startsWith('|') && files.length === 0) ? [] : [{ first, files }];
  });
}

/** Projects that are open, those that were asked last; no more than `mostProjects`. */
class OpenProjects {
  readonly #isCancelled: IsCancelled;
  readonly #library: Library;
  readonly #projects = new Map<string, Project>();

  constructor(options: { readonly libFolder: string; readonly isCancelled: IsCancelled }) {
    this.#isCancelled = options.isCancelled;
    this.#library = createLibrary(options.libFolder);
  }

  /** The one that a file belongs to. */
  for(path: string): FoundProject {
    const disk = new Disk();
    const configPath = findConfig(path, disk);
    const key = `${configPath ?? path.replace(/[^/]*$/u, '')}|${kindOf(path)}`;
    const project = this.#projects.get(key) ?? createProject(path, { configPath, library: this.#library, isCancelled: this.#isCancelled });
    this.#projects.delete(key);
    this.#projects.set(key, project);
    for (const [oldKey, old] of this.#projects) {
      if (this.#projects.size <= mostProjects) break;
      this.#projects.delete(oldKey);
      old.dispose();
    }
    return { project, disk };
  }

  dispose(): void {
    for (const project of this.#projects.values()) project.dispose();
    this.#projects.clear();
  }
}

/** Makes the gate. `isCancelled` is asked while checking. */
export function createTypesGate(options: { readonly libFolder: string; readonly isCancelled: IsCancelled }): TypesGate {
  const projects = new OpenProjects(options);
  const imports = new ImportingFiles();
  const importersOf = (question: ImportersQuestion): Omit<ImportersAnswer, 'tool'> => {
    const disk = new Disk();
    const changed = importablePaths(question.changed);
    const givingAll = question.namesAdded === true;
    const open = question.overlays.map(overlayFile);
    const among = imports.find({ changed, givingAll, open, disk, unlessCancelled: () => throwIf(options.isCancelled) });
    const answers = groupsOf(givingAll ? [] : changed, among).map(({ first, files }) => {
      const found = projects.for(first);
      return { ...importersIn(found.project, question, files), ...allOf(found) };
    });
    const isWhole = disk.whole && answers.every(({ dependencies }) => dependencies !== undefined);
    const left = answers.reduce((sum, one) => sum + one.left, 0);
    const dependencies = [...disk.seen(), ...answers.flatMap((one) => one.dependencies ?? [])];
    return { importers: onceEach(answers), left, ...(isWhole ? { dependencies } : {}) };
  };
  const tool = `TypeScript ${ts.version}`;
  return {
    tool,
    analyse: (question) =>
      unlessCancelled(() => {
        const path = scriptPath(question.uri, question.languageId);
        const found = projects.for(path);
        const { project } = found;
        const overlays = question.overlays.map(overlayFile).filter((one) => one.path !== path);
        project.open([path], [...overlays, { path, text: question.text }]);
        const complaints = complaintsOf(project.check(path), question, project);
        return { analysis: { ok: true, complaints }, surface: project.surface(path), ...allOf(found) };
      }),
    importers: (question) => unlessCancelled(() => ({ tool, ...importersOf(question) })),
    dispose: () => {
      projects.dispose();
    },
  };
}
