import { dirname } from 'node:path';
import { CancelledError } from '../complaint.ts';
import type { IsCancelled } from '../complaint.ts';
import type { ImportingQuestion } from '../jobs.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { importedModules } from './import-statements.ts';
import type { ImportedModule } from './import-statements.ts';
import { leadsTo, moduleName } from './leads.ts';
import type { Led } from './leads.ts';
import { createListing } from './listing.ts';
import { mentionOf, type Mention } from './mention.ts';
import { pythonFilesAround, surroundingsOf } from './project.ts';
import { pathOf } from './python-imports.ts';
import { OtherFiles } from './sides.ts';

/** Names of a file that are of interest; of a changed one all are. */
type Wanted = ReadonlySet<string> | 'all';

function hasWord(text: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => new RegExp(String.raw`(?<![\p{L}\p{N}_])${name}(?![\p{L}\p{N}_])`, 'u').test(text));
}

/** Whether an import takes something of what is wanted of a file. */
function takes({ names }: ImportedModule, { by }: Led, { wanted, text }: { readonly wanted: Wanted; readonly text: string }): boolean {
  if (wanted === 'all') return true;
  const isByName = by === 'module' && names.length > 0 && !names.includes('*');
  return isByName ? names.some((name) => wanted.has(name)) : hasWord(text, wanted);
}

/** Looks for the files that import some others. */
class Search {
  readonly #files: OtherFiles;
  readonly #grammars: Grammars;
  readonly #listing = createListing();
  readonly #roots = new Map<string, readonly string[]>();

  constructor(files: OtherFiles, grammars: Grammars) {
    this.#files = files;
    this.#grammars = grammars;
  }

  around(paths: readonly string[]): Set<string> {
    const folders = new Set(paths.map((path) => dirname(path)));
    return new Set([...folders].flatMap((folder) => pythonFilesAround(folder, this.#listing)).concat(...this.#files.open));
  }

  /** What a file passes on of what it takes from others; undefined if it takes nothing. */
  async passedOn(path: string, targets: ReadonlyMap<string, Wanted>, mention: Mention): Promise<Wanted | undefined> {
    const text = this.#files.textOf(path);
    if (text === undefined || !mention(text)) return undefined;
    const imports = await this.#grammars.withTree('python', text, importedModules);
    const around = { folder: dirname(path), roots: this.#rootsOf(dirname(path)) };
    let passed: Set<string> | undefined;
    for (const one of imports) {
      const led = leadsTo(one, around, (file) => targets.has(file)).filter((to) =>
        takes(one, to, { wanted: targets.get(to.file) ?? 'all', text }),
      );
      if (led.length === 0) continue;
      if (one.names.includes('*')) return 'all';
      passed ??= new Set();
      for (const name of led.flatMap((to) => boundOf(one, to, targets.get(to.file) ?? 'all'))) passed.add(name);
    }
    return passed;
  }

  #rootsOf(folder: string): readonly string[] {
    const roots = this.#roots.get(folder) ?? surroundingsOf(folder, this.#listing).roots;
    this.#roots.set(folder, roots);
    return roots;
  }
}

/** The names by which what is wanted of a file is known to who imports it. */
function boundOf({ names, bound }: ImportedModule, { file, by }: Led, wanted: Wanted): readonly string[] {
  const isPassed = (name: string): boolean => (by === 'name' ? name === moduleName(file) : wanted === 'all' || wanted.has(name));
  return bound.filter((_, at) => isPassed(names[at] ?? ''));
}

/**
 * Files that a change leaves as they are and that import those of its files that are seen differently now, or get what these have from
 * one that imports them. The nearest first.
 */
export async function importingFiles(
  question: ImportingQuestion,
  grammars: Grammars,
  isCancelled: IsCancelled,
): Promise<readonly string[]> {
  const files = new OtherFiles(question);
  const search = new Search(files, grammars);
  const own = new Set(question.changed.map(({ uri }) => pathOf(uri)));
  const outside = question.outside.flatMap((uri) => pathOf(uri) ?? []);
  const waiting = new Set([...search.around(outside)].filter((path) => !own.has(path)));
  const found: string[] = [];
  let targets: ReadonlyMap<string, Wanted> = new Map(outside.map((path) => [path, 'all']));
  while (targets.size > 0) {
    const mention = mentionOf([...targets.keys()]);
    const next = new Map<string, Wanted>();
    for (const path of waiting) {
      if (isCancelled()) throw new CancelledError('cancelled while looking for files that import a changed one');
      const passed = await search.passedOn(path, targets, mention);
      if (passed === undefined) continue;
      waiting.delete(path);
      found.push(path);
      if (passed === 'all' || passed.size > 0) next.set(path, passed);
    }
    targets = next;
  }
  return found.map((path) => files.uriOf(path));
}
