import type { ChangedFile } from '../../core/gate.ts';
import { judgeFileOf } from '../../core/judge-files.ts';
import { hasFolder, pathOfUri } from '../typescript/file-path.ts';

/** A longer text is generated. UTF-16 units. */
const LONGEST = 1_000_000;

/**
 * Whether a change of this file could take away from what judges it. A file that was not there before, or never saved, takes
 * nothing away, unless it says how others are judged: what it says stands before what was there by default.
 */
export function mayTakeAway({ uri, base = '', result = '' }: ChangedFile): boolean {
  if (base === result || base.length > LONGEST || result.length > LONGEST || !hasFolder(uri)) return false;
  const kind = judgeFileOf(pathOfUri(uri));
  return base.trim() === '' ? kind === 'gate-config' || kind === 'manifest' : kind !== undefined;
}

/** The other files of tests among changed ones. */
export function testsBeside(file: ChangedFile, files: readonly ChangedFile[]): readonly ChangedFile[] {
  return files.filter((other) => {
    const { uri, languageId, base = '', result = '' } = other;
    const isRead = other !== file && languageId === file.languageId && base.length <= LONGEST && result.length <= LONGEST;
    return isRead && hasFolder(uri) && judgeFileOf(pathOfUri(uri)) === 'test';
  });
}
