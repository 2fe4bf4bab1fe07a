import { CancelledError } from '../complaint.ts';
import type { Analysis, IsCancelled } from '../complaint.ts';
import type { Importer, ImportersAnswer, OverlaidFile, PythonImportersQuestion, Subject } from '../jobs.ts';
import { pathOf } from '../python-imports/python-imports.ts';
import { OtherFiles, overlaysOf } from '../python-imports/sides.ts';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { takenAway } from './taken-away.ts';
import type { TakenAway } from './taken-away.ts';

/** More importers of what is changed at once are not looked at: a warm file takes a third of a second and more. */
const mostImporters = 20;
/** Nor are more begun so long after the first is known, so that what was found is told before the thread's time is up. Milliseconds. */
const mostTime = 10_000;

/** Asks pyright of one text. */
type Analyse = (subject: Subject, taken: TakenAway) => Promise<Analysis>;

interface Looked {
  readonly subject: Subject;
  readonly result: Analysis;
}

/** What the gate `types` makes of the files that import the changed ones. Comments in them are those of people. */
export async function typesOfImporters(
  question: PythonImportersQuestion,
  { analyse, grammars, isCancelled }: { readonly analyse: Analyse; readonly grammars: Grammars; readonly isCancelled: IsCancelled },
): Promise<Omit<ImportersAnswer, 'tool'>> {
  const files = new OtherFiles(question);
  const takenFrom = await takenAway(question, grammars);
  const ask = async (uri: string, overlays: readonly OverlaidFile[]): Promise<Looked> => {
    if (isCancelled()) throw new CancelledError('cancelled while checking types');
    const path = pathOf(uri) ?? '';
    const subject: Subject = {
      uri,
      languageId: 'python',
      text: files.textOf(path) ?? '',
      overlays: overlays.filter((one) => one.uri !== uri),
      declared: [],
      honourComments: true,
    };
    return { subject, result: await analyse(subject, await takenFrom(path, subject.text)) };
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
