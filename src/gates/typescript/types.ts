import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { CancelledError } from '../complaint.ts';
import type { Fix } from '../../core/gate.ts';
import { isTestFile } from '../../core/judge-files.ts';
import { isAmbient } from '../ambient-names.ts';
import type { Complaint, IsCancelled } from '../complaint.ts';
import type { Dependency, Overlay } from '../dependencies.ts';
import type { Analysed, Importer, ImportersAnswer, ImportersQuestion, OverlaidFile } from '../jobs.ts';
import { linesOf } from '../lines.ts';
import type { Lines } from '../lines.ts';
import { isScriptLanguage } from '../plan.ts';
import type { ScriptLanguage } from '../plan.ts';
import { blocksOnCode, cannotFindModule, cannotFindTypesOf, isNoise, isUndeclaredName, isUnresolvedImport, type Strictness } from './codes.ts';
import { isOfMeantDecorators } from './decorators.ts';
import { hasFolder, pathOfUri, scriptPath } from './file-path.ts';
import { missingImport, namesUnknownToNode, requiresIn } from './imports.ts';
import type { MissingImport, Required } from './imports.ts';
import { Disk } from './disk.ts';
import { findConfig } from './project-config.ts';
import { createProject } from './project.ts';
import type { CheckedError, Project } from './project.ts';
import { typescriptErrorUrl } from './syntax.ts';
import { declaredModules, uncheckedTypes } from './unchecked.ts';

/** What is asked of the checker. */
export interface TypesQuestion {
  readonly uri: string;
  readonly languageId: ScriptLanguage;
  readonly text: string;
  readonly overlays: readonly OverlaidFile[];
}

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

/** More importers of what is changed at once are not looked at. */
const mostImporters = 50;

function overlayFile({ uri, text }: OverlaidFile): Overlay {
  return { path: pathOfUri(uri), ...(text === undefined ? {} : { text }) };
}

interface Judged {
  readonly question: TypesQuestion;
  readonly project: Project;
  readonly lines: Lines;
}

function doesBlock(checked: CheckedError, { question, project }: Judged): boolean {
  if (checked.diagnostic.category !== ts.DiagnosticCategory.Error) return false;
  const strictness = strictnessOf(project);
  if (strictness.uncheckedJs && checked.inComment) return false;
  if (!strictness.configured && isOfMeantDecorators(checked.diagnostic)) return false;
  return blocksOnCode(meantCode(checked, question), strictness);
}

/** TypeScript says of some names that their types are missing, and of others that runtimes and test runners give too that they are not declared. */
function meantCode({ diagnostic: { code, start = 0, length = 0 } }: CheckedError, { text, uri }: TypesQuestion): number {
  return isUndeclaredName(code) && isAmbient(text.slice(start, start + length), isTestFile(uri)) ? cannotFindTypesOf : code;
}

function strictnessOf({ config: { uncheckedJs, configPath } }: Project): Strictness {
  return { uncheckedJs, configured: configPath !== undefined };
}

/** What the compiler asks whether it was meant. */
function spellingFix({ code, messageText, start = 0, length = 0 }: CheckedError['diagnostic'], text: string): { readonly fix?: Fix } {
  const meant = code === 2551 || code === 2552 ? /Did you mean '([\w$]+)'\?$/u.exec(ts.flattenDiagnosticMessageText(messageText, '\n'))?.[1] : undefined;
  if (meant === undefined || !/^[\w$]+$/u.test(text.slice(start, start + length))) return {};
  return { fix: { title: `Change spelling to '${meant}'`, edits: [{ range: linesOf(text).range(start, start + length), text: meant }], single: true } };
}

function complaintOf(checked: CheckedError, judged: Judged): Complaint {
  const { lines, question: { text } } = judged;
  const one = checked.diagnostic;
  const start = one.start ?? 0;
  const blocks = doesBlock(checked, judged);
  const isOpen = judged.project.config.configPath === undefined && isOfMeantDecorators(one);
  return {
    rule: `TS${one.code}`,
    message: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
    severity: blocks ? 'error' : 'information',
    range: lines.range(start, start + (one.length ?? 0)),
    blocks,
    url: typescriptErrorUrl(one.code),
    ...spellingFix(one, text),
    ...(isOpen ? { doubt: 'no tsconfig.json says whether the old decorators are meant, so these are not checked' } : {}),
  };
}

/** TypeScript takes all that comes from a module it does not find for `any`, so nothing of it is checked. */
const doubts: Readonly<Partial<Record<MissingImport, (specifier: string) => string>>> = {
  'not-installed': (specifier) => `"${specifier}" is not installed here, so what is used of it is not checked`,
  unknowable: (specifier) => `"${specifier}" is found by no tool here, so what is used of it is not checked`,
};

function complaintOfMissing({ specifier, start, end }: Required, code: number, { question, project, lines }: Judged): Complaint {
  const path = scriptPath(question.uri, question.languageId);
  const aliases = Object.keys(project.config.options.paths ?? {});
  const missing = missingImport(specifier, { path, saved: hasFolder(question.uri), aliases, fileExists: project.fileExists, manifestText: project.manifestText });
  const doubt = doubts[missing]?.(specifier);
  return {
    rule: `TS${code}`,
    message: `Cannot find module '${specifier}' or its corresponding type declarations.`,
    severity: missing === 'invented' ? 'error' : 'information',
    range: lines.range(start, end),
    blocks: missing === 'invented',
    url: typescriptErrorUrl(code),
    anchor: specifier,
    ...(doubt === undefined ? {} : { doubt }),
  };
}

/** The imports that were not found, once each: more of the same says nothing new. */
function complaintsOfMissing(found: readonly CheckedError[], judged: Judged): Complaint[] {
  const { question, project } = judged;
  const complaints = new Map<string, Complaint>();
  const add = (required: Required, code: number): void => {
    if (!complaints.has(required.specifier)) complaints.set(required.specifier, complaintOfMissing(required, code, judged));
  };
  for (const { diagnostic, inComment } of found) {
    if (inComment && project.config.uncheckedJs) continue;
    const start = diagnostic.start ?? 0;
    const end = start + (diagnostic.length ?? 0);
    add({ specifier: question.text.slice(start, end).replace(/^['"`]|['"`]$/gu, ''), start, end }, diagnostic.code);
  }
  for (const required of requiresIn(question.text, scriptPath(question.uri, question.languageId))) {
    if (!project.resolves(required.specifier)) add(required, cannotFindModule);
  }
  // That a text says a module exists makes no module.
  for (const declared of declaredModules(question.text, scriptPath(question.uri, question.languageId))) {
    if (!project.resolves(declared.specifier)) add(declared, cannotFindModule);
  }
  return [...complaints.values()];
}

/** What the checker takes on trust, it cannot have checked. */
function complaintsOfUnchecked({ question, project, lines }: Judged): Complaint[] {
  if (project.config.uncheckedJs && !/^\s*\/\/\s*@ts-check\b/mu.test(question.text)) return [];
  return uncheckedTypes(question.text, scriptPath(question.uri, question.languageId)).map(({ start, end, what }) => {
    const doubt = `${what} keeps types from being checked`;
    return { rule: 'centuria/unchecked-type', message: `${doubt}.`, severity: 'information', range: lines.range(start, end), blocks: false, doubt };
  });
}

/** Without the types of Node nothing else compares these names with what there is. */
function complaintsOfUntypedNode({ question, project, lines }: Judged): Complaint[] {
  const unknown = namesUnknownToNode(question.text, scriptPath(question.uri, question.languageId));
  return unknown.filter(({ specifier }) => !project.resolves(specifier)).map(({ specifier, start, end }) => {
    const name = question.text.slice(start, end);
    const doubt = `"${specifier}" has no "${name}" in the Node that runs here, and its types are not installed`;
    const range = lines.range(start, end);
    return { rule: 'TS2305', message: doubt, severity: 'information', range, blocks: false, url: typescriptErrorUrl(2305), doubt };
  });
}

function complaintsOf(found: readonly CheckedError[], question: TypesQuestion, project: Project): Complaint[] {
  const judged = { question, project, lines: linesOf(question.text) };
  const isMissing = ({ diagnostic }: CheckedError): boolean => isUnresolvedImport(diagnostic.code);
  const strictness = strictnessOf(project);
  const others = found.filter((one) => !isMissing(one) && !isNoise(meantCode(one, question), strictness)).map((one) => complaintOf(one, judged));
  return [...others, ...complaintsOfMissing(found.filter(isMissing), judged), ...complaintsOfUntypedNode(judged), ...complaintsOfUnchecked(judged)];
}

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

function scriptPathOf({ uri, languageId }: { readonly uri: string; readonly languageId: string }): string {
  return isScriptLanguage(languageId) ? scriptPath(uri, languageId) : pathOfUri(uri);
}

function unlessCancelled<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ts.OperationCanceledException) throw new CancelledError('cancelled while checking types');
    throw error;
  }
}

const languageOf: Readonly<Record<string, ScriptLanguage>> = { tsx: 'typescriptreact', jsx: 'javascriptreact', js: 'javascript', mjs: 'javascript', cjs: 'javascript' };

function complaintsIn(path: string, project: Project, uris: ReadonlyMap<string, string>): readonly Complaint[] {
  const languageId = languageOf[path.split('.').at(-1) ?? ''] ?? 'typescript';
  const question = { uri: uris.get(path) ?? pathToFileURL(path).href, languageId, text: project.textOf(path) ?? '', overlays: [] };
  return complaintsOf(project.check(path), question, project);
}

/** What one project's files make of a change. */
function importersIn(project: Project, { changed, overlays }: ImportersQuestion): Omit<ImportersAnswer, 'tool'> {
  const open = overlays.map(overlayFile);
  const paths = changed.map(scriptPathOf);
  const openSide = (side: 'base' | 'result'): void => {
    const texts = changed.map((file, at): Overlay => ({ path: paths[at] ?? '', ...(file[side] === undefined ? {} : { text: file[side] }) }));
    project.open(paths[0] ?? '', [...open, ...texts]);
  };
  const isOther = changed.some(({ base, result }) => base === undefined || result === undefined);
  const found = new Set<string>();
  // Who imported what is deleted is known before it is.
  for (const side of isOther ? (['base', 'result'] as const) : (['result'] as const)) {
    openSide(side);
    for (const path of project.importersOf(new Set(paths))) found.add(path);
  }
  const looked = [...found].toSorted().slice(0, mostImporters);
  const uris = new Map(overlays.map(({ uri }) => [pathOfUri(uri), uri]));
  const after = looked.map((path) => ({ path, text: project.textOf(path) ?? '', result: complaintsIn(path, project, uris) }));
  const complained = after.filter(({ result }) => result.some(({ blocks }) => blocks));
  if (complained.length > 0) openSide('base');
  const importers = complained.map(({ path, text, result }): Importer => ({ uri: uris.get(path) ?? pathToFileURL(path).href, text, base: complaintsIn(path, project, uris), result }));
  if (complained.length > 0) openSide('result');
  return { importers, left: found.size - looked.length };
}

/** Makes the gate. `isCancelled` is asked while checking. */
export function createTypesGate(options: { readonly libFolder: string; readonly isCancelled: IsCancelled }): TypesGate {
  const registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames);
  const projects = new Map<string, Project>();
  const projectFor = (path: string): FoundProject => {
    const disk = new Disk();
    const configPath = findConfig(path, disk);
    const key = `${configPath ?? path.replace(/[^/]*$/u, '')}|${/\.[cm]?jsx?$/iu.test(path) ? 'js' : 'ts'}`;
    const project = projects.get(key) ?? createProject(path, { ...options, configPath, registry });
    projects.delete(key);
    projects.set(key, project);
    for (const [oldKey, old] of projects) {
      if (projects.size <= mostProjects) break;
      projects.delete(oldKey);
      old.dispose();
    }
    return { project, disk };
  };
  const tool = `TypeScript ${ts.version}`;
  return {
    tool,
    analyse: (question) =>
      unlessCancelled(() => {
        const path = scriptPath(question.uri, question.languageId);
        const found = projectFor(path);
        const { project } = found;
        const overlays = question.overlays.map(overlayFile).filter((one) => one.path !== path);
        project.open(path, [...overlays, { path, text: question.text }]);
        const complaints = complaintsOf(project.check(path), question, project);
        return { analysis: { ok: true, complaints }, surface: project.surface(path), ...allOf(found) };
      }),
    importers: (question) =>
      unlessCancelled(() => {
        const groups = Map.groupBy(question.changed.filter(({ languageId }) => isScriptLanguage(languageId)), (file) => projectFor(scriptPathOf(file)).project);
        const answers = [...groups.values()].map((changed) => {
          const found = projectFor(changed.map(scriptPathOf)[0] ?? '');
          return { ...importersIn(found.project, { ...question, changed }), ...allOf(found) };
        });
        const dependencies = answers.flatMap((one) => one.dependencies ?? []);
        const isWhole = answers.every((one) => one.dependencies !== undefined);
        return { tool, importers: answers.flatMap((one) => one.importers), left: answers.reduce((sum, { left }) => sum + left, 0), ...(isWhole ? { dependencies } : {}) };
      }),
    dispose: () => {
      for (const project of projects.values()) project.dispose();
      projects.clear();
    },
  };
}
