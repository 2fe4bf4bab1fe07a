import * as v from 'valibot';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { ChangedFile, GateId, SecretScan } from '../core/gate.ts';
import type { Analysis, Complaint } from './complaint.ts';
import type { Dependency } from './dependencies.ts';
import type { Suppression } from './suppression.ts';

/** A file as it stands, or, without a text, that it is not there. */
export interface OverlaidFile {
  readonly uri: string;
  readonly text?: string;
}

/** One text as an analyser gets it. */
export interface Subject {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  /** The text before the change, for an analyser that has to see both at once; absent where nothing is compared. */
  readonly base?: string;
  /** The other files of the change, and what the editor has open. */
  readonly overlays: readonly OverlaidFile[];
  /** Names that comments declare as global. */
  readonly declared: readonly string[];
  readonly honourComments: boolean;
  /** Where a person has other limits of complexity than the product's. */
  readonly complexity?: NonNullable<GatePolicy['complexity']>;
}

/** Which scripts import the changed ones, and what a change makes of them. */
export interface ImportersQuestion {
  readonly changed: readonly ChangedFile[];
  readonly overlays: readonly OverlaidFile[];
  /** The changed ones only have more names than before: that breaks nobody but who gives on all of them. */
  readonly namesAdded?: boolean;
}

/** Which files of Python import those of the changed ones that are seen differently now: `outside`, their URIs. */
export interface ImportingQuestion extends ImportersQuestion {
  readonly outside: readonly string[];
}

/** What a change makes of files of Python that import the changed ones, as a gate sees it: `among`, their URIs. */
export interface PythonImportersQuestion extends ImportersQuestion {
  readonly gate: 'types' | 'imports';
  readonly among: readonly string[];
}

/** What a change takes away, and the other files of tests that it changes: what is gone here may be there. */
export interface TamperingQuestion {
  readonly file: ChangedFile;
  readonly beside: readonly ChangedFile[];
}

/** What the server gives a thread to do. */
export type Job =
  | { readonly kind: 'analyse'; readonly gate: GateId; readonly subject: Subject }
  | { readonly kind: 'suppressions'; readonly uri: string; readonly languageId: string; readonly text: string }
  | { readonly kind: 'importers'; readonly question: ImportersQuestion }
  | { readonly kind: 'importing'; readonly question: ImportingQuestion }
  | { readonly kind: 'python-importers'; readonly question: PythonImportersQuestion }
  | { readonly kind: 'tampering'; readonly question: TamperingQuestion }
  | { readonly kind: 'scan'; readonly text: string };

/** What one analyser said of one text. */
export interface Analysed {
  readonly analysis: Analysis;
  /** What ran, with its version. */
  readonly tool: string;
  /** What it looked at beside the text; absent where it cannot be told, or where it looks at nothing else. */
  readonly dependencies?: readonly Dependency[];
  /** A hash of what other files see of this one. */
  readonly surface?: string;
}

/** A file that imports a changed one, with what the checker says of it before and after the change. */
export interface Importer {
  readonly uri: string;
  readonly text: string;
  readonly base: readonly Complaint[];
  readonly result: readonly Complaint[];
}

/** Only importers that the checker complains of after the change. */
export interface ImportersAnswer {
  readonly tool: string;
  readonly importers: readonly Importer[];
  /** How many importers there are beyond those that were looked at. */
  readonly left: number;
  readonly dependencies?: readonly Dependency[];
}

/** Server to thread. `flag[0]` becomes 1 when the asker has gone. */
export interface JobMessage {
  readonly id: number;
  readonly job: Job;
  readonly flag: Int32Array;
}

/** Thread to server. */
export type JobAnswer =
  /** Sent first: a new thread loads its analysers before. */
  | { readonly id: number; readonly kind: 'begun' }
  | {
      readonly id: number;
      readonly kind: 'done';
      readonly value: Analysed | readonly Suppression[] | readonly Complaint[] | ImportersAnswer | readonly string[] | SecretScan;
      readonly elapsedMs: number;
    }
  | { readonly id: number; readonly kind: 'failed'; readonly why: string };

const answer = v.variant('kind', [
  v.object({ id: v.number(), kind: v.literal('begun') }),
  v.object({ id: v.number(), kind: v.literal('done'), value: v.unknown(), elapsedMs: v.number() }),
  v.object({ id: v.number(), kind: v.literal('failed'), why: v.string() }),
]);

/** An answer whose value is still to be validated for what was asked. */
export type RawAnswer = v.InferOutput<typeof answer>;

export function parseJobAnswer(message: unknown): RawAnswer | undefined {
  const parsed = v.safeParse(answer, message);
  return parsed.success ? parsed.output : undefined;
}

// Parts that only travel on are looked at just so far that a stranger's object is no pass.
const complaint = v.custom<Complaint>((value) =>
  v.is(
    v.looseObject({ rule: v.string(), message: v.string(), blocks: v.boolean(), range: v.looseObject({ startLine: v.number() }) }),
    value,
  ),
);
const dependency = v.object({ asked: v.picklist(['file', 'presence', 'folder', 'list']), path: v.string(), state: v.string() });
const analysis: v.GenericSchema<unknown, Analysis> = v.variant('ok', [
  v.object({ ok: v.literal(true), complaints: v.array(complaint) }),
  v.object({ ok: v.literal(false), verdict: v.picklist(['unknown', 'not-applicable']), why: v.string() }),
]);

const analysed: v.GenericSchema<unknown, Analysed> = v.object({
  analysis,
  tool: v.string(),
  dependencies: v.exactOptional(v.array(dependency)),
  surface: v.exactOptional(v.string()),
});
const suppressions = v.array(
  v.custom<Suppression>((value) => v.is(v.looseObject({ gate: v.string(), text: v.string(), start: v.number(), end: v.number() }), value)),
);
const importersAnswer: v.GenericSchema<unknown, ImportersAnswer> = v.object({
  tool: v.string(),
  importers: v.array(v.object({ uri: v.string(), text: v.string(), base: v.array(complaint), result: v.array(complaint) })),
  left: v.number(),
  dependencies: v.exactOptional(v.array(dependency)),
});

type Parser<T> = (value: unknown) => T | undefined;

function parser<T>(schema: v.GenericSchema<unknown, T>): Parser<T> {
  return (value) => {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : undefined;
  };
}

export const parseAnalysed = parser(analysed);
export const parseSuppressions: Parser<readonly Suppression[]> = parser(suppressions);
export const parseImporters = parser(importersAnswer);
export const parseImporting: Parser<readonly string[]> = parser(v.array(v.string()));
export const parseComplaints: Parser<readonly Complaint[]> = parser(v.array(complaint));
