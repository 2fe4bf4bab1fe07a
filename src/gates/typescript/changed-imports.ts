import { pathToFileURL } from 'node:url';
import type { ChangedFile } from '../../core/gate.ts';
import type { Complaint } from '../complaint.ts';
import { pathKey } from '../dependencies.ts';
import type { Overlay } from '../dependencies.ts';
import type { Importer, ImportersAnswer, ImportersQuestion } from '../jobs.ts';
import type { ScriptLanguage } from '../plan.ts';
import { isScriptLanguage } from '../plan.ts';
import { isOfImportedNames, isUnresolvedImport } from './codes.ts';
import { complaintsOf } from './complaints.ts';
import { overlayFile, pathOfUri, scriptPath } from './file-path.ts';
import { givesAll } from './importing.ts';
import type { Project } from './project.ts';

/** More importers of what is changed at once are not looked at. */
const mostImporters = 50;

const languageOf: Readonly<Record<string, ScriptLanguage>> = {
  tsx: 'typescriptreact',
  jsx: 'javascriptreact',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
};

function pathOf({ uri, languageId }: ChangedFile): string {
  return isScriptLanguage(languageId) ? scriptPath(uri, languageId) : pathOfUri(uri);
}

/** Paths of changed files that scripts can import: scripts, and data that is gone. */
export function importablePaths(changed: readonly ChangedFile[]): readonly string[] {
  return changed
    .filter(({ uri, languageId, result }) => isScriptLanguage(languageId) || (result === undefined && uri.endsWith('.json')))
    .map(pathOf);
}

function complaintsIn(path: string, project: Project, uris: ReadonlyMap<string, string>): readonly Complaint[] {
  const languageId = languageOf[path.split('.').at(-1) ?? ''] ?? 'typescript';
  const question = { uri: uris.get(path) ?? pathToFileURL(path).href, languageId, text: project.textOf(path) ?? '', overlays: [] };
  const { uncheckedJs, configPath } = project.config;
  const complaints = complaintsOf(project.check(path), question, project);
  if (!uncheckedJs && configPath !== undefined) return complaints;
  // How strictly types are meant here nobody says, and what JavaScript's objects have is a guess.
  return complaints.map((one) =>
    isOfImportedNames(codeOf(one)) || (!uncheckedJs && codeOf(one) === 2551) ? one : { ...one, blocks: false },
  );
}

function codeOf({ rule }: Complaint): number {
  return Number(rule.slice(2));
}

function isMissing(complaint: Complaint): boolean {
  return complaint.anchor !== undefined && isUnresolvedImport(codeOf(complaint));
}

/** What led to a file that the change deletes, and leads nowhere now, is missing whatever it is called. */
function certainly(
  complaint: Complaint,
  path: string,
  { gone, project }: { readonly gone: ReadonlySet<string>; readonly project: Project },
): Complaint {
  if (complaint.blocks || !isMissing(complaint)) return complaint;
  const led = project.resolve(complaint.anchor ?? '', path);
  if (led === undefined || !gone.has(pathKey(led))) return complaint;
  const { doubt: _doubt, ...rest } = complaint;
  return { ...rest, severity: 'error', blocks: true };
}

/** What one project's files make of a change. `among`: files that may import what is changed, beside those that the project names. */
export function importersIn(
  project: Project,
  { changed, overlays, namesAdded = false }: ImportersQuestion,
  among: readonly string[],
): Omit<ImportersAnswer, 'tool'> {
  const open = overlays.map(overlayFile);
  const paths = importablePaths(changed);
  const openSide = (side: 'base' | 'result'): void => {
    const texts = changed.map((file): Overlay => ({ path: pathOf(file), ...(file[side] === undefined ? {} : { text: file[side] }) }));
    project.open([paths[0] ?? '', ...among], [...open, ...texts]);
  };
  const isOther = changed.some(({ base, result }) => base === undefined || result === undefined);
  const [direct, passed] = [new Set<string>(), new Set<string>()];
  // Who imported what is deleted is known before it is.
  for (const side of isOther ? (['base', 'result'] as const) : (['result'] as const)) {
    openSide(side);
    const found = project.importersOf(new Set(paths));
    for (const path of found.direct) direct.add(path);
    for (const path of found.passed) passed.add(path);
  }
  // A file that gives all of a folder has many importers, few of which want what is changed: what is left of them is no doubt.
  const concerned = [...new Set([...[...direct].toSorted(), ...passed])].filter(
    (path) => !namesAdded || givesAll(project.textOf(path) ?? ''),
  );
  const looked = concerned.slice(0, mostImporters);
  const left = Math.max((namesAdded ? concerned.length : direct.size) - mostImporters, 0);
  const uris = new Map(overlays.map(({ uri }) => [pathOfUri(uri), uri]));
  const after = looked.map((path) => ({ path, text: project.textOf(path) ?? '', result: complaintsIn(path, project, uris) }));
  const complained = after.filter(({ result }) => result.some((one) => one.blocks || isMissing(one)));
  if (complained.length === 0) return { importers: [], left };
  const gone = new Set(changed.flatMap((file) => (file.result === undefined ? [pathKey(pathOf(file))] : [])));
  openSide('base');
  const importers = complained.map(({ path, text, result }): Importer => {
    const certain = result.map((one) => certainly(one, path, { gone, project }));
    return { uri: uris.get(path) ?? pathToFileURL(path).href, text, base: complaintsIn(path, project, uris), result: certain };
  });
  openSide('result');
  return { importers: importers.filter(({ result }) => result.some(({ blocks }) => blocks)), left };
}
