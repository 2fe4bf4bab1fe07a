import ts from 'typescript';
import { CancelledError } from '../complaint.ts';
import type { Analysis, Complaint, IsCancelled } from '../complaint.ts';
import { linesOf } from '../lines.ts';
import type { ScriptLanguage } from '../plan.ts';
import { blocksOnCode, isUnresolvedImport } from './codes.ts';
import { hasFolder, pathOfUri, scriptPath } from './file-path.ts';
import { missingImport } from './imports.ts';
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

function specifierAt(text: string, diagnostic: ts.Diagnostic): string {
  const start = diagnostic.start ?? 0;
  return text.slice(start, start + (diagnostic.length ?? 0)).replace(/^['"`]|['"`]$/gu, '');
}

function doesBlock({ diagnostic, inComment }: CheckedError, question: TypesQuestion, project: Project): boolean {
  if (diagnostic.category !== ts.DiagnosticCategory.Error) return false;
  const { uncheckedJs, configPath } = project.config;
  if (uncheckedJs && inComment) return false;
  if (isUnresolvedImport(diagnostic.code)) {
    const path = scriptPath(question.uri, question.languageId);
    return missingImport(specifierAt(question.text, diagnostic), path, hasFolder(question.uri)) === 'invented';
  }
  return blocksOnCode(diagnostic.code, { uncheckedJs, configured: configPath !== undefined });
}

function complaintsOf(found: readonly CheckedError[], question: TypesQuestion, project: Project): Complaint[] {
  const lines = linesOf(question.text);
  return found.map((checked) => {
    const one = checked.diagnostic;
    const start = one.start ?? 0;
    const blocks = doesBlock(checked, question, project);
    return {
      rule: `TS${one.code}`,
      message: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
      severity: blocks ? 'error' : 'information',
      range: lines.range(start, start + (one.length ?? 0)),
      blocks,
      url: typescriptErrorUrl(one.code),
    };
  });
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
