import type { ChangedFile } from '../../core/gate.ts';
import { judgeFileOf } from '../../core/judge-files.ts';
import { hasFolder, pathOfUri } from '../typescript/file-path.ts';

/** A longer text is generated. UTF-16 units. */
const LONGEST = 1_000_000;

/** Whether a change of this file could take away from what judges it. A file that was not there before, or never saved, takes nothing away. */
export function mayTakeAway({ uri, base = '', result = '' }: ChangedFile): boolean {
  if (base === result || base.trim() === '' || base.length > LONGEST || result.length > LONGEST) return false;
  return hasFolder(uri) && judgeFileOf(pathOfUri(uri)) !== undefined;
}
