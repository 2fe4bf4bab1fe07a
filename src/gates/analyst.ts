import { createHash } from 'node:crypto';
import type { GateId } from '../core/gate.ts';
import type { GateLimits } from '../protocol/gates.ts';
import type { Complaint } from './complaint.ts';
import { overlayState, pathKey } from './dependencies.ts';
import type { Overlay, OverlayStates } from './dependencies.ts';
import { parseAnalysed, parseComplaints, parseImporters, parseImporting, parseSuppressions } from './jobs.ts';
import type {
  Analysed,
  ImportersAnswer,
  ImportersQuestion,
  ImportingQuestion,
  OverlaidFile,
  PythonImportersQuestion,
  Subject,
  TamperingQuestion,
} from './jobs.ts';
import { KnownAnswers } from './known-answers.ts';
import type { Asking, Reply } from './known-answers.ts';
import { limitOf } from './limits.ts';
import { isScriptLanguage } from './plan.ts';
import { mayBeSilenced } from './suppression.ts';
import type { Suppression } from './suppression.ts';
import { pathOfUri, scriptPath } from './typescript/file-path.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What a gate reads beside the text: nothing, its language and its name's end, or the whole program. A gate that is not named is not kept. */
const reads: Readonly<Partial<Record<GateId, 'text' | 'name' | 'program'>>> = {
  secrets: 'text',
  syntax: 'name',
  lint: 'name',
  complexity: 'name',
  documentation: 'name',
  security: 'program',
  types: 'program',
};

function hashOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64');
}

function endOf(uri: string): string {
  return /(?:(?<=\/)__init__|\.d)?\.\w+$/iu.exec(uri)?.[0].toLowerCase() ?? '';
}

function keyOf(gate: GateId, { uri, languageId, text, base = '', declared, honourComments, complexity }: Subject): string {
  const scope = reads[gate];
  const place = { text: [], name: [languageId, endOf(uri)], program: [languageId, uri] }[scope ?? 'program'];
  const silenced = scope !== 'program' && honourComments && mayBeSilenced(text);
  const own = gate === 'lint' ? declared.toSorted().join() : gate === 'complexity' ? JSON.stringify(complexity ?? {}) : '';
  return hashOf(gate, text, base, ...place, own, String(silenced));
}

function pathOf(uri: string, languageId: string): string {
  return isScriptLanguage(languageId) ? scriptPath(uri, languageId) : pathOfUri(uri);
}

/** Each file of a change is an overlay of every other one, and is hashed once. */
const stateOfFile = new WeakMap<OverlaidFile, readonly [path: string, state: string]>();

function stateEntry(file: OverlaidFile): readonly [path: string, state: string] {
  const known = stateOfFile.get(file);
  if (known) return known;
  const entry = [pathKey(pathOfUri(file.uri)), overlayState(file.text)] as const;
  stateOfFile.set(file, entry);
  return entry;
}

/** What stands in for files, the judged ones last. */
function statesOf(overlays: readonly OverlaidFile[], own: readonly Overlay[]): OverlayStates {
  return new Map([...overlays.map(stateEntry), ...own.map(({ path, text }) => [pathKey(path), overlayState(text)] as const)]);
}

/** For what depends on nothing but the key. */
const always = { dependencies: () => undefined, isKept: () => true } as const;

/** For what reads files that nobody notes: an answer is for who asks now. */
const unkept = { dependencies: () => undefined, isKept: () => false, overlays: new Map<string, string>() } as const;

/** What the analysers can be asked, and what each answer depends on. */
export class Analyst {
  readonly #answers: KnownAnswers;
  readonly #limits: () => GateLimits;

  constructor(pool: Pick<WorkerPool, 'run'>, options: { readonly limits: () => GateLimits; readonly mostBytes: () => number }) {
    this.#answers = new KnownAnswers(pool, options.mostBytes);
    this.#limits = options.limits;
  }

  /** What one gate says of one text. */
  analyse(gate: GateId, subject: Subject, asking: Asking): Promise<Reply<Analysed>> {
    const readsProgram = (reads[gate] ?? 'program') === 'program';
    const own = { path: pathOf(subject.uri, subject.languageId), text: subject.text };
    return this.#answers.ask<Analysed>(
      {
        key: keyOf(gate, subject),
        job: { kind: 'analyse', gate, subject: readsProgram ? subject : { ...subject, overlays: [] } },
        limitMs: limitOf(gate, this.#limits()),
        parse: parseAnalysed,
        dependencies: (value) => value.dependencies,
        isKept: ({ analysis }) => reads[gate] !== undefined && analysis.ok,
        ...(readsProgram ? { overlays: statesOf(subject.overlays, [own]) } : {}),
      },
      asking,
    );
  }

  /** What silences a check in a text, in order. */
  suppressions(
    { uri, languageId, text }: Pick<Subject, 'uri' | 'languageId' | 'text'>,
    asking: Asking,
  ): Promise<Reply<readonly Suppression[]>> {
    const key = hashOf('suppressions', languageId, endOf(uri), text);
    return this.#answers.ask<readonly Suppression[]>(
      { ...always, key, job: { kind: 'suppressions', uri, languageId, text }, limitMs: this.#limit('syntax'), parse: parseSuppressions },
      asking,
    );
  }

  /** What a change of a file takes away from what judges it. */
  tampering(question: TamperingQuestion, asking: Asking): Promise<Reply<readonly Complaint[]>> {
    const key = hashOf('tampering', JSON.stringify(question));
    return this.#answers.ask<readonly Complaint[]>(
      { ...always, key, job: { kind: 'tampering', question }, limitMs: this.#limit('tests'), parse: parseComplaints },
      asking,
    );
  }

  /** What a change makes of the scripts that import the changed ones. */
  importers(question: ImportersQuestion, asking: Asking): Promise<Reply<ImportersAnswer>> {
    const changed = question.changed.map(({ uri, languageId, result }) => ({
      path: pathOf(uri, languageId),
      ...(result === undefined ? {} : { text: result }),
    }));
    const overlays = statesOf(question.overlays, changed);
    return this.#answers.ask<ImportersAnswer>(
      {
        key: hashOf('importers', JSON.stringify(question.changed)),
        job: { kind: 'importers', question },
        limitMs: this.#limit('types'),
        parse: parseImporters,
        overlays,
        dependencies: (value) => value.dependencies,
        isKept: () => true,
      },
      asking,
    );
  }

  /** Which files of Python import changed ones. Which there are is not among what an answer rests on, so it is not kept. */
  importing(question: ImportingQuestion, asking: Asking): Promise<Reply<readonly string[]>> {
    const unit = {
      key: hashOf('importing', JSON.stringify(question)),
      job: { kind: 'importing', question },
      limitMs: this.#limit('imports'),
      parse: parseImporting,
    } as const;
    return this.#answers.ask<readonly string[]>({ ...unit, ...unkept }, asking);
  }

  /** What a change makes of files of Python that import the changed ones. */
  pythonImporters(question: PythonImportersQuestion, asking: Asking): Promise<Reply<ImportersAnswer>> {
    const unit = {
      key: hashOf('python-importers', JSON.stringify(question)),
      job: { kind: 'python-importers', question },
      limitMs: this.#limit(question.gate),
      parse: parseImporters,
    } as const;
    return this.#answers.ask<ImportersAnswer>({ ...unit, ...unkept }, asking);
  }

  /** The answer is whatever the thread says; it is not kept, since a prompt is seldom scanned twice. */
  scan(text: string, asking: Asking): Promise<Reply<unknown>> {
    const unit = {
      ...always,
      key: hashOf('scan', text),
      job: { kind: 'scan', text },
      limitMs: this.#limit('secrets'),
      isKept: () => false,
    } as const;
    return this.#answers.ask<unknown>({ ...unit, parse: (said) => said }, asking);
  }

  #limit(gate: GateId): number {
    return limitOf(gate, this.#limits());
  }
}
