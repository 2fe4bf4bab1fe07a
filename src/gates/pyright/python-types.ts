import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pyright from 'pyright/package.json' with { type: 'json' };
import type { Analysis, Complaint, IsCancelled } from '../complaint.ts';
import type { ImportersAnswer, OverlaidFile, PythonImportersQuestion, Subject } from '../jobs.ts';
import { linesOf } from '../lines.ts';
import type { Ruff } from '../ruff/ruff.ts';
import type { Tree } from 'web-tree-sitter';
import type { Grammars } from '../tree-sitter/grammars.ts';
import { hasFolder, pathOfUri } from '../typescript/file-path.ts';
import { readSourceText } from '../typescript/regular-file.ts';
import { certaintyOf } from './certainty.ts';
import type { Around } from './certainty.ts';
import type { Certainty } from './unfit-types.ts';
import { PyrightHost } from './host.ts';
import type { PyrightFiles } from './host.ts';
import { typesOfImporters } from './importers.ts';
import type { OverlaidPath } from './overlaid-disk.ts';
import type { PyrightFinding } from './question.ts';
import { missingImport, missingSource, weightOf } from './rules.ts';
import { projectOf } from './settings.ts';
import { doubtsOf } from './doubts.ts';
import type { Doubts } from './doubts.ts';
import type { TakenAway } from './taken-away.ts';
import { looseUses } from './loose.ts';
import type { LooseModule, LooseUse } from './loose.ts';
import { uncheckedTypes } from './unchecked.ts';

export const pyrightTool = `pyright ${pyright.version}`;

/** What else looks at a text. */
interface Others {
  readonly ruff: Ruff;
  readonly grammars: Grammars;
}

/** The gate `types` of Python: a warm pyright. */
export interface PythonTypes {
  /** Rejects where pyright has died or could not answer. */
  analyse(subject: Subject, others: Others): Promise<Analysis>;
  /** What a change makes of the files that import the changed ones. */
  importers(question: PythonImportersQuestion, others: Others): Promise<ImportersAnswer>;
  dispose(): void;
}

/** The path as this system writes it, of a text that may be in no file. */
function pathOf({ uri, languageId }: { readonly uri: string; readonly languageId?: string }): string {
  const path = fileURLToPath(pathToFileURL(pathOfUri(uri)));
  return languageId !== 'python' || /\.pyi?$/iu.test(path) ? path : `${path}.py`;
}

function overlaysOf({ overlays }: Subject): readonly OverlaidPath[] {
  const python = overlays.filter(({ uri }) => /\.pyi?$/iu.test(uri));
  return python.map((one: OverlaidFile) => ({ path: pathOf(one), ...(one.text === undefined ? {} : { text: one.text }) }));
}

/**
 * The text with what could make pyright silent overwritten after every `#`, also inside strings, where it changes next to nothing:
 * so nothing depends on telling comments from strings as pyright does.
 */
function withoutPyrightComments(text: string): string {
  return text.replace(/#[^\r\n]*/gu, (rest) => rest.replace(/type\s*:\s*ignore|pyright\s*:/giu, (key) => '_'.repeat(key.length)));
}

/** Makes the gate; pyright starts with the first text. */
export function createPythonTypes(files: PyrightFiles, isCancelled: IsCancelled): PythonTypes {
  const host = new PyrightHost(files, isCancelled);
  const analyse = async (subject: Subject, { ruff, grammars }: Others, taken?: TakenAway): Promise<Analysis> => {
    const heard = subject.honourComments ? subject.text : withoutPyrightComments(subject.text);
    const path = pathOf(subject);
    const { root, roots, settings } = projectOf(path);
    const overlays = [...overlaysOf(subject).filter((one) => one.path !== path), { path, text: heard }];
    const found = await host.ask({ path, overlays, root, settings });
    const unread = found.find((one) => one.severity === 1 && one.rule === undefined && !isOfNewerPython(one));
    if (unread !== undefined) return unreadable(unread, ruff.syntax(heard));
    const texts = new Map(overlays.map((one) => [one.path, one.text]));
    const around: Around = {
      path,
      text: heard,
      found,
      folder: files.folder,
      roots,
      textOf: (one) => (texts.has(one) ? texts.get(one) : readSourceText(one)),
      ...(taken && { taken }),
    };
    return { ok: true, complaints: await grammars.withTree('python', heard, (tree) => complaintsIn(tree, subject, around)) };
  };
  return {
    analyse,
    importers: async (question, others) => {
      const { grammars } = others;
      return {
        tool: pyrightTool,
        ...(await typesOfImporters(question, { analyse: (subject, taken) => analyse(subject, others, taken), grammars, isCancelled })),
      };
    },
    dispose: () => {
      host.dispose();
    },
  };
}

/** What pyright found, as far as it is certain, and where it saw too little to find anything. */
function complaintsIn(tree: Tree, subject: Subject, around: Around): readonly Complaint[] {
  const { found, text } = around;
  const missing = looseModules(found, missingImport);
  const published = looseUses(tree, looseModules(found, missingSource));
  const loose = {
    subject,
    around,
    doubts: doubtsOf(tree, text, found),
    published: new Map(published.map(({ line, module }) => [line, module])),
  };
  return [
    ...found.flatMap((one) => complaintOf(one, loose)),
    ...complaintsOfMissing(missing, looseUses(tree, missing), subject),
    ...complaintsOfUnchecked(
      uncheckedTypes(tree, (module) => moduleText(module, around)),
      subject,
    ),
    ...complaintsOfStub(around, subject),
  ];
}

/** Where pyright cannot read a text. If ruff cannot either, the gate `syntax` says so. */
function unreadable({ message }: PyrightFinding, syntax: Analysis): Analysis {
  const isBroken = syntax.ok && syntax.complaints.some(({ blocks }) => blocks);
  if (isBroken) return { ok: false, verdict: 'not-applicable', why: 'the text has syntax errors' };
  return { ok: false, verdict: 'unknown', why: `pyright cannot read the text: ${firstLine(message)}` };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

function looseModules(found: readonly PyrightFinding[], rule: string): readonly LooseModule[] {
  const imports = found.filter((one) => one.rule === rule || (rule === missingImport && isUnknownSymbol(one)));
  return imports.map(({ message, range: { start } }) => ({ name: /"([^"]*)"/u.exec(message)?.[1] ?? '', line: start.line }));
}

/** What only a newer Python warns of, and runs. */
function isOfNewerPython({ message }: PyrightFinding): boolean {
  return /cannot be used to exit a "finally" block/u.test(message);
}

/** A name that a module has not: the gate `imports` says whether that is certain. */
function isUnknownSymbol({ message }: PyrightFinding): boolean {
  return /is unknown import symbol/u.test(message);
}

interface Loose {
  readonly subject: Subject;
  readonly around: Around;
  readonly doubts: Doubts;
  /** Lines that use a module of which only published types are there. */
  readonly published: ReadonlyMap<number, string>;
}

function rangeOf({ start, end }: PyrightFinding['range']): Complaint['range'] {
  return { startLine: start.line, startColumn: start.character, endLine: end.line, endColumn: end.character };
}

function certainlyOf(finding: PyrightFinding, { around, doubts }: Loose): Certainty {
  const certainty = certaintyOf(finding, around);
  return certainty === 'certain' && doubts.mayBeMeant(finding) ? 'unsure' : certainty;
}

function complaintOf(finding: PyrightFinding, loose: Loose): readonly Complaint[] {
  const { around, published } = loose;
  const { rule, message, severity } = finding;
  const range = rangeOf(finding.range);
  const told = { message, severity: 'information', range, blocks: false } as const;
  if (/^Code is not analyzed because/u.test(message)) return [complaintOfUnread(told, around.text)];
  const weight = weightOf(rule ?? '');
  if (rule === undefined || weight === undefined || severity > 2 || isUnknownSymbol(finding)) return [];
  const common = { ...told, rule, url: `https://github.com/microsoft/pyright/blob/main/docs/configuration.md#${rule}` };
  const certainty = { blocks: () => certainlyOf(finding, loose), advice: () => 'none', doubt: () => 'unsure' }[weight]();
  if (certainty === 'none') return [common];
  const module = published.get(range.startLine);
  if (certainty === 'certain' && module === undefined) return [{ ...common, severity: 'error', blocks: true }];
  const why =
    module === undefined
      ? 'pyright finds fault with this and may be mistaken'
      : `"${module}" is not installed here, and by its published types this is wrong`;
  return [{ ...common, doubt: `${why}: ${firstLine(message)}` }];
}

/** The program may well run it: under another version of Python. */
function complaintOfUnread(told: Omit<Complaint, 'rule'>, text: string): Complaint {
  const doubt = `the code under a condition that pyright takes for false is not checked: "${lineText(text, told.range.startLine)}"`;
  return { ...told, rule: 'centuria/unchecked-type', message: `${doubt}.`, doubt };
}

const mostOfLine = 60;

function lineText(text: string, line: number): string {
  const found = linesOf(text).text(line).trim().replace(/\s+/gu, ' ');
  return found.length > mostOfLine ? `${found.slice(0, mostOfLine)}…` : found;
}

/** What comes from a module that is not found is checked by nobody. In the editor its import says so once. */
function complaintsOfMissing(
  modules: readonly LooseModule[],
  uses: readonly LooseUse[],
  { uri, text, honourComments }: Subject,
): readonly Complaint[] {
  const lines = linesOf(text);
  const told = (module: string, line: number): Complaint => {
    const where = hasFolder(uri) ? 'is not found here' : 'cannot be looked up for a text that was never saved';
    const doubt = `"${module}" ${where}, so what is used of it is not checked`;
    const range = { startLine: line, startColumn: 0, endLine: line, endColumn: lines.text(line).length };
    const complaint = {
      rule: 'centuria/unchecked-type',
      message: `${doubt}: "${lineText(text, line)}".`,
      severity: 'information',
      range,
      blocks: false,
      doubt,
      lacking: true,
    } as const;
    return complaint;
  };
  const imports = modules.map(({ name, line }) => told(name, line));
  return honourComments ? imports : [...imports, ...uses.map(({ module, line }) => told(module, line))];
}

/** The text of a module of the project, by its name as an import writes it. */
function moduleText(module: string, { path, roots, textOf }: Around): string | undefined {
  const dots = /^\.*/u.exec(module)?.[0].length ?? 0;
  const place = module.slice(dots).replaceAll('.', '/');
  const folders = dots === 0 ? roots : [Array.from({ length: dots }).reduce<string>((at) => dirname(at), path)];
  return folders
    .flatMap((folder) => [join(folder, `${place}.py`), join(folder, place, '__init__.py')])
    .map(textOf)
    .find((text) => text !== undefined);
}

/** What a stub says is believed of the module that it is about, whose own text nobody compares with it. */
function complaintsOfStub({ path, text, textOf }: Around, { honourComments }: Subject): readonly Complaint[] {
  if (honourComments) return [];
  const isStub = path.endsWith('.pyi');
  const stub = isStub ? text : (textOf(`${path}i`) ?? '');
  const about = isStub ? 'a stub says what the module is' : 'the stub beside says what the module is';
  return stub.split(/\r\n|\n|\r/u).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const doubt = `${about}, and nothing compares it with the module: "${line.trim()}"`;
    const range = { startLine: isStub ? at : 0, startColumn: 0, endLine: isStub ? at : 0, endColumn: isStub ? line.length : 0 };
    return [{ rule: 'centuria/unchecked-type', message: `${doubt}.`, severity: 'information', range, blocks: false, doubt }];
  });
}

function complaintsOfUnchecked(found: ReturnType<typeof uncheckedTypes>, { text }: Subject): readonly Complaint[] {
  const lines = linesOf(text);
  return found.map(({ start, end, what }) => {
    const doubt = `${what} in "${lineText(text, lines.position(start).line)}" keeps types from being checked`;
    return {
      rule: 'centuria/unchecked-type',
      message: `${doubt}.`,
      severity: 'information',
      range: lines.range(start, end),
      blocks: false,
      doubt,
    };
  });
}
