import type ts from 'typescript';
import type { Report } from '../engine/analysis.ts';
import { unlimitedAttempts } from './attempts.ts';
import { foreignPrograms } from './downloads.ts';
import { fileRaces } from './file-races.ts';
import { mergeFunctions } from './merge-functions.ts';
import { openRoutes } from './open-routes.ts';
import { shortPasswords } from './password-rules.ts';
import { recordsOfOthers } from './record-owners.ts';
import { recordRaces } from './record-races.ts';
import { openSocketEvents } from './socket-rights.ts';
import { toldSecrets } from './told-secrets.ts';
import { unprotectedPaths } from './unprotected-paths.ts';

const checks: readonly ((file: ts.SourceFile) => Iterable<Report>)[] = [
  mergeFunctions,
  fileRaces,
  foreignPrograms,
  recordRaces,
  openRoutes,
  unlimitedAttempts,
  unprotectedPaths,
  openSocketEvents,
  recordsOfOthers,
  toldSecrets,
  shortPasswords,
];

/** What a text shows as it is written, without being run. */
export function reportsOfText(file: ts.SourceFile): readonly Report[] {
  return checks.flatMap((check) => [...check(file)]);
}
