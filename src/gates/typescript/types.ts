import ts from 'typescript';
import { CancelledError } from '../complaint.ts';
import type { Analysis, Complaint, IsCancelled } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import type { Lines } from '../lines.ts';
import type { ScriptLanguage } from '../plan.ts';
import { blocksOnCode, cannotFindModule, isUnresolvedImport } from './codes.ts';
import { hasFolder, pathOfUri, scriptPath } from './file-path.ts';
import { missingImport, namesUnknownToNode, requiresIn } from './imports.ts';
import type { MissingImport, Required } from './imports.ts';
import { findConfig } from './project-config.ts';
import { createProject } from './project.ts';
import type { CheckedError, OverlayFile, Project } from './project.ts';
import { typescriptErrorUrl } from './syntax.ts';

/** What is asked of the checker. */
export interface TypesQuestion {
  readonly uri: string;
  readonly languageId: ScriptLanguage;
  readonly text: string;
  readonly overlays: readonly { readonly uri: string; readonly text: string }[];
}

/** The gate `types`: warm projects, the least recently used ended when there are too many. */
export interface TypesGate {
  readonly tool: string;
  analyse(question: TypesQuestion): Analysis;
  dispose(): void;
}

/** Each holds the libraries' and the project's syntax trees: 0.2 to 0.5 GB. */
const mostProjects = 2;

function overlayFile({ uri, text }: { readonly uri: string; readonly text: string }): OverlayFile {
  return { path: pathOfUri(uri), text };
}

interface Judged {
  readonly question: TypesQuestion;
  readonly project: Project;
  readonly lines: Lines;
}

function doesBlock({ diagnostic, inComment }: CheckedError, project: Project): boolean {
  if (diagnostic.category !== ts.DiagnosticCategory.Error) return false;
  const { uncheckedJs, configPath } = project.config;
  if (uncheckedJs && inComment) return false;
  return blocksOnCode(diagnostic.code, { uncheckedJs, configured: configPath !== undefined });
}

function complaintOf(checked: CheckedError, { project, lines }: Judged): Complaint {
  const one = checked.diagnostic;
  const start = one.start ?? 0;
  const blocks = doesBlock(checked, project);
  return {
    rule: `TS${one.code}`,
    message: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
    severity: blocks ? 'error' : 'information',
    range: lines.range(start, start + (one.length ?? 0)),
    blocks,
    url: typescriptErrorUrl(one.code),
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
  const missing = missingImport(specifier, { path, saved: hasFolder(question.uri), aliases, fileExists: project.fileExists });
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
  return [...complaints.values()];
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
  const others = found.filter((one) => !isMissing(one)).map((one) => complaintOf(one, judged));
  return [...others, ...complaintsOfMissing(found.filter(isMissing), judged), ...complaintsOfUntypedNode(judged)];
}

/** Makes the gate. `isCancelled` is asked while checking. */
export function createTypesGate(options: {
  readonly libFolder: string;
  readonly isCancelled: IsCancelled;
  readonly now: () => number;
}): TypesGate {
  const registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames);
  const projects = new Map<string, Project>();
  const projectFor = (path: string): Project => {
    const configPath = findConfig(path);
    const key = `${configPath ?? path.replace(/[^/]*$/u, '')}|${/\.[cm]?jsx?$/iu.test(path) ? 'js' : 'ts'}`;
    const project = projects.get(key) ?? createProject(path, { ...options, configPath, registry });
    projects.delete(key);
    projects.set(key, project);
    for (const [oldKey, old] of projects) {
      if (projects.size <= mostProjects) break;
      projects.delete(oldKey);
      old.dispose();
    }
    return project;
  };
  return {
    tool: `TypeScript ${ts.version}`,
    analyse: (question) => {
      const path = scriptPath(question.uri, question.languageId);
      const project = projectFor(path);
      try {
        const overlays = question.overlays.map(overlayFile).filter((one) => one.path !== path);
        const found = project.check({ path, text: question.text }, overlays);
        return { ok: true, complaints: complaintsOf(found, question, project) };
      } catch (error) {
        if (error instanceof ts.OperationCanceledException) throw new CancelledError('cancelled while checking types');
        throw error;
      }
    },
    dispose: () => {
      for (const project of projects.values()) project.dispose();
      projects.clear();
    },
  };
}
