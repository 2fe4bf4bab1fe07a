import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CancelledError } from '../complaint.ts';
import type { Analysis, IsCancelled } from '../complaint.ts';
import type { Importer, ImportersAnswer, OverlaidFile, PythonImportersQuestion, Subject } from '../jobs.ts';
import { moduleName } from '../python-imports/leads.ts';
import { dynamic } from '../python-imports/names.ts';
import { pathOf } from '../python-imports/python-imports.ts';
import { OtherFiles, overlaysOf } from '../python-imports/sides.ts';
import { moduleLevel } from '../python-imports/surface.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';

/** More importers of what is changed at once are not looked at: a warm file takes a third of a second and more. */
const mostImporters = 20;
/** Nor are more begun so long after the first is known, so that what was found is told before the thread's time is up. Milliseconds. */
const mostTime = 10_000;

/** Whether a change takes a name away from a module, by what pyright calls that. */
export type IsTakenAway = (module: string, name: string) => boolean;

/** Asks pyright of one text. */
type Analyse = (subject: Subject, isTakenAway: IsTakenAway) => Promise<Analysis>;

const word = /[\p{L}_][\p{L}\p{N}_]*/gu;

async function wordsOf(text: string | undefined, grammars: Grammars): Promise<ReadonlySet<string>> {
  const own = text === undefined || dynamic.test(text) ? (text ?? '') : await grammars.withTree('python', text, moduleLevel);
  return new Set(own.match(word));
}

/** A name is taken away if it was the module's own and is none of it any more, so that no other file is likely to give it that name. */
async function takenAway({ changed }: PythonImportersQuestion, grammars: Grammars): Promise<IsTakenAway> {
  const modules = await Promise.all(changed.map(async ({ uri, base, result }) => ({ name: moduleName(pathOf(uri) ?? ''), before: await wordsOf(base, grammars), after: await wordsOf(result, grammars), isThere: result !== undefined && !dynamic.test(result), path: pathOf(uri) ?? '' })));
  return (module, name) => {
    const meant = modules.filter((one) => one.name === module.split('.').at(-1));
    return meant.length > 0 && meant.every(({ before, after, isThere, path }) => isThere && before.has(name) && !after.has(name) && !isSubmodule(path, name));
  };
}

/** Whether a package has a module of that name, which is an attribute of it as soon as anyone has imported it. */
function isSubmodule(path: string, name: string): boolean {
  return basename(path) === '__init__.py' && [name, `${name}.py`].some((one) => existsSync(join(dirname(path), one)));
}

interface Looked {
  readonly subject: Subject;
  readonly result: Analysis;
}

/** What the gate `types` makes of the files that import the changed ones. Comments in them are those of people. */
export async function typesOfImporters(question: PythonImportersQuestion, { analyse, grammars, isCancelled }: { readonly analyse: Analyse; readonly grammars: Grammars; readonly isCancelled: IsCancelled }): Promise<Omit<ImportersAnswer, 'tool'>> {
  const files = new OtherFiles(question);
  const isTakenAway = await takenAway(question, grammars);
  const ask = async (uri: string, overlays: readonly OverlaidFile[]): Promise<Looked> => {
    if (isCancelled()) throw new CancelledError('cancelled while checking types');
    const subject: Subject = { uri, languageId: 'python', text: files.textOf(pathOf(uri) ?? '') ?? '', overlays: overlays.filter((one) => one.uri !== uri), declared: [], honourComments: true };
    return { subject, result: await analyse(subject, isTakenAway) };
  };
  const after = overlaysOf(question, 'result');
  const looked: Looked[] = [];
  let begun: number | undefined;
  for (const uri of question.among.slice(0, mostImporters)) {
    if (begun !== undefined && performance.now() - begun > mostTime) break;
    looked.push(await ask(uri, after));
    begun ??= performance.now();
  }
  const unread = looked.filter(({ result }) => !result.ok && result.verdict === 'unknown');
  const importers: Importer[] = [];
  const before = overlaysOf(question, 'base');
  for (const { subject, result } of looked) {
    if (!result.ok || !result.complaints.some(({ blocks }) => blocks)) continue;
    const { result: base } = await ask(subject.uri, before);
    // What it was before is then not known, so nothing is new.
    if (base.ok) importers.push({ uri: subject.uri, text: subject.text, base: base.complaints, result: result.complaints });
    else unread.push({ subject, result: base });
  }
  return { importers, left: question.among.length - looked.length + unread.length };
}
