import type { ChangedFile, FileJudgement } from '../core/gate.ts';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { Analyst } from './analyst.ts';
import type { Asking } from './known-answers.ts';
import type { SurfaceChange } from './surface-change.ts';

/** What judging needs beside the request. */
export interface JudgeTools {
  readonly analyst: Pick<Analyst, 'analyse' | 'suppressions' | 'importers' | 'importing' | 'pythonImporters' | 'tampering'>;
  readonly asking: Asking;
  readonly policy: GatePolicy;
}

/** What was said of one file, and whether other files may see it differently now. */
export interface JudgedFile extends FileJudgement {
  readonly file: ChangedFile;
  readonly outside: SurfaceChange;
}
