import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChangedFile } from '../../core/gate.ts';
import type { Complaint } from '../complaint.ts';
import type { Importer, ImportersAnswer, ImportersQuestion } from '../jobs.ts';
import { linesOf } from '../lines.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { readSourceText } from '../typescript/regular-file.ts';
import { importedModules } from './import-statements.ts';
import type { ImportedModule } from './import-statements.ts';
import { createListing } from './listing.ts';
import { pythonFilesAround, surroundingsOf } from './project.ts';
import type { Surroundings } from './project.ts';
import { pathOf } from './python-imports.ts';
import { folderUp, resolveImport } from './resolve.ts';
import { importsTool } from './tool.ts';

/** More importers of what is deleted are not looked at. */
const mostImporters = 50;

/** The name that an import of a file ends with. */
function moduleName(path: string): string {
  return basename(path) === '__init__.py' ? basename(dirname(path)) : basename(path, '.py');
}

/** Files of the project, as they are read after the change. */
interface After {
  readonly gone: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** The folder that an import finds a deleted file from, and whether the file is one of the names that it takes. */
function leadsTo({ module, dots, names }: ImportedModule, { folder, roots }: Surroundings, gone: ReadonlySet<string>): 'module' | 'name' | undefined {
  const segments = module === '' ? [] : module.split('.');
  const isGone = (place: string): boolean => gone.has(`${place}.py`) || gone.has(join(place, '__init__.py'));
  const places = (dots > 0 ? [folderUp(folder, dots)] : roots).map((root) => join(root, ...segments));
  if (segments.length > 0 && places.some(isGone)) return 'module';
  return places.some((place) => names.some((name) => isGone(join(place, name)))) ? 'name' : undefined;
}

function isMissing(wanted: ImportedModule, around: Surroundings, { gone, texts }: After): boolean {
  const led = wanted.optional ? undefined : leadsTo(wanted, around, gone);
  if (led === undefined) return false;
  if (resolveImport(wanted, around, texts).type !== 'found') return true;
  // A folder without a module of its own has no names but its files'.
  const place = join(folderUp(around.folder, wanted.dots), ...wanted.module.split('.').filter((one) => one !== ''));
  return led === 'name' && wanted.dots > 0 && !around.listing.files(place).has('__init__.py');
}

function complaintOf(wanted: ImportedModule, text: string): Complaint {
  const module = `${'.'.repeat(wanted.dots)}${wanted.module}`;
  const message = `The change deletes what is imported from \`${module}\` here. Keep the module, or change this import with it.`;
  return { rule: 'deleted-import', message, severity: 'error', blocks: true, range: linesOf(text).range(wanted.start, wanted.end), anchor: module };
}

async function importerAt(path: string, after: After, grammars: Grammars): Promise<readonly Importer[]> {
  const text = after.texts.get(path) ?? readSourceText(path);
  const names = [...after.gone].map(moduleName);
  if (text === undefined || !/\bimport\b/u.test(text) || !names.some((name) => text.includes(name))) return [];
  const around = surroundingsOf(dirname(path), createListing(after.gone));
  const wanted = (await grammars.withTree('python', text, importedModules)).filter((one) => isMissing(one, around, after));
  return wanted.length === 0 ? [] : [{ uri: pathToFileURL(path).href, text, base: [], result: wanted.map((one) => complaintOf(one, text)) }];
}

function textsByPath(files: readonly { readonly uri: string; readonly text?: string | undefined }[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { uri, text } of files) {
    const path = pathOf(uri);
    if (path !== undefined && text !== undefined) texts.set(path, text);
  }
  return texts;
}

function deletedIn(changed: readonly ChangedFile[]): readonly string[] {
  return changed.flatMap(({ uri, result }) => (result === undefined && uri.endsWith('.py') ? (pathOf(uri) ?? []) : []));
}

/** Files that the change leaves as they are and that import a module of Python which it deletes. */
export async function pythonImporters({ changed, overlays }: ImportersQuestion, grammars: Grammars): Promise<ImportersAnswer> {
  const deleted = deletedIn(changed);
  const open = [...overlays, ...changed.map(({ uri, result }) => ({ uri, text: result }))];
  const after: After = { gone: new Set(deleted), texts: textsByPath(open) };
  const own = new Set(changed.map(({ uri }) => pathOf(uri)));
  const listing = createListing(after.gone);
  const around = new Set(deleted.flatMap((path) => pythonFilesAround(dirname(path), listing)));
  const importers: Importer[] = [];
  for (const path of around) if (!own.has(path) && importers.length < mostImporters) importers.push(...(await importerAt(path, after, grammars)));
  return { tool: importsTool, importers, left: 0 };
}
