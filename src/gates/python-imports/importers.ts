import { dirname, join } from 'node:path';
import { CancelledError } from '../complaint.ts';
import type { Complaint, IsCancelled } from '../complaint.ts';
import type { Importer, ImportersAnswer, OverlaidFile, PythonImportersQuestion } from '../jobs.ts';
import { linesOf } from '../lines.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { importedModules } from './import-statements.ts';
import type { ImportedModule } from './import-statements.ts';
import { leadsTo } from './leads.ts';
import { createListing } from './listing.ts';
import type { Listing } from './listing.ts';
import { moduleNames } from './module-names.ts';
import { dynamic } from './names.ts';
import { surroundingsOf } from './project.ts';
import type { Surroundings } from './project.ts';
import { importsOf, overDisk, pathOf } from './python-imports.ts';
import { folderUp, resolveImport } from './resolve.ts';
import { OtherFiles, overlaysOf } from './sides.ts';
import { importsTool } from './tool.ts';

/** More importers of what is changed at once are not looked at. */
const mostImporters = 50;

/** Whether an import leads to what is deleted. */
function isMissing(wanted: ImportedModule, around: Surroundings, gone: ReadonlySet<string>): boolean {
  const [led] = wanted.optional ? [] : leadsTo(wanted, around, (file) => gone.has(file));
  if (led === undefined) return false;
  if (resolveImport(wanted, around).type !== 'found') return true;
  // A folder without a module of its own has no names but its files'.
  const place = join(folderUp(around.folder, wanted.dots), ...wanted.module.split('.').filter((one) => one !== ''));
  return led.by === 'name' && wanted.dots > 0 && !around.listing.files(place).has('__init__.py');
}

function complaintOf(wanted: ImportedModule, text: string): Complaint {
  const module = `${'.'.repeat(wanted.dots)}${wanted.module}`;
  const message = `The change deletes what is imported from \`${module}\` here. Keep the module, or change this import with it.`;
  return {
    rule: 'deleted-import',
    message,
    severity: 'error',
    blocks: true,
    range: linesOf(text).range(wanted.start, wanted.end),
    anchor: module,
  };
}

/** Of a changed file only what is the module's own: what is inside of its functions gives it no names. */
async function overlaysOfModules(
  question: PythonImportersQuestion,
  side: 'base' | 'result',
  grammars: Grammars,
): Promise<readonly OverlaidFile[]> {
  const changed = new Set(question.changed.map(({ uri }) => uri));
  return Promise.all(
    overlaysOf(question, side).map(async ({ uri, text }) => {
      if (text === undefined || !changed.has(uri) || dynamic.test(text)) return { uri, ...(text === undefined ? {} : { text }) };
      return {
        uri,
        text: await grammars.withTree('python', text, (tree) => (tree.rootNode.hasError ? text : [...moduleNames(tree)].join('\n'))),
      };
    }),
  );
}

/** Files of Python that are there before a change and not after it. */
function deletedIn({ changed }: PythonImportersQuestion): ReadonlySet<string> {
  return new Set(changed.flatMap(({ uri, result }) => (result === undefined && uri.endsWith('.py') ? (pathOf(uri) ?? []) : [])));
}

/** Whether two findings are about the same place. */
function isAt({ range: one }: Complaint, { range: other }: Complaint): boolean {
  return one.startLine === other.startLine && one.startColumn === other.startColumn;
}

/** What the gate `imports` makes of the files that import the changed ones: of a deleted module, and of names that are gone. */
export async function pythonImporters(
  question: PythonImportersQuestion,
  grammars: Grammars,
  isCancelled: IsCancelled,
): Promise<ImportersAnswer> {
  const { among } = question;
  const files = new OtherFiles(question);
  const listingOf = async (side: 'base' | 'result'): Promise<Listing> =>
    createListing(overDisk(await overlaysOfModules(question, side, grammars)));
  const [base, result] = [await listingOf('base'), await listingOf('result')];
  const gone = deletedIn(question);
  const looked = among.slice(0, mostImporters);
  const importers: Importer[] = [];
  for (const uri of looked) {
    if (isCancelled()) throw new CancelledError('cancelled while looking at files that import a changed one');
    const path = pathOf(uri) ?? '';
    const text = files.textOf(path) ?? '';
    const complaintsOf = (listing: Listing): Promise<readonly Complaint[]> =>
      importsOf({ uri, text, listing, isNew: () => false }, grammars);
    const imports = gone.size === 0 ? [] : await grammars.withTree('python', text, importedModules);
    const around = surroundingsOf(dirname(path), result);
    const missing = imports.filter((one) => isMissing(one, around, gone)).map((one) => complaintOf(one, text));
    const other = (await complaintsOf(result)).filter((one) => !missing.some((own) => isAt(own, one)));
    if (missing.length > 0 || other.some(({ blocks }) => blocks))
      importers.push({ uri, text, base: await complaintsOf(base), result: [...missing, ...other] });
  }
  return { tool: importsTool, importers, left: among.length - looked.length };
}
