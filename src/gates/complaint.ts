import type { Finding, Fix, PathStep, TextRange } from '../core/gate.ts';

/** What an analyser says of one place, before it is known whether the base had it too. */
export interface Complaint {
  readonly rule: string;
  readonly message: string;
  readonly severity: Finding['severity'];
  readonly range: TextRange;
  readonly blocks: boolean;
  readonly url?: string;
  readonly cwe?: string;
  readonly why?: string;
  readonly path?: readonly PathStep[];
  readonly fix?: Fix;
  /** Why it cannot be told whether this is a bug: if it is new, the gate has not passed, and a dearer model cannot mend that. */
  readonly doubt?: string;
  /** The doubt is for want of something on this machine: it is told, and the change is as proved as it would be without the gate. */
  readonly lacking?: true;
  /** What identifies the place instead of its line's text, where the line is not what the complaint is about. */
  readonly anchor?: string;
}

/** What an analyser says of one text. Not `ok`: the text could not be analysed, and why. */
export type Analysis =
  | { readonly ok: true; readonly complaints: readonly Complaint[] }
  | { readonly ok: false; readonly verdict: 'unknown' | 'not-applicable'; readonly why: string };

/** Raised between analysers when the asker has gone; caught where the job was started. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** True once the asker has gone. */
export type IsCancelled = () => boolean;
