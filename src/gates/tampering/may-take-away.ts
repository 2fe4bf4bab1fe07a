import type { ChangedFile } from '../../core/gate.ts';
import { isEditorSettings, judgeFileOf } from '../../core/judge-files.ts';
import { hasFolder, pathOfUri } from '../typescript/file-path.ts';

/** A longer text is generated. UTF-16 units. */
const LONGEST = 1_000_000;

/**
 * Whether a change of this file could take away from what judges it. A file that was not there before, or never saved, takes
 * nothing away, but for the editor's settings: where there are none, each gate is as it is by default.
 */
export function mayTakeAway({ uri, base = '', result = '' }: ChangedFile): boolean {
  if (base === result || base.length > LONGEST || result.length > LONGEST || !hasFolder(uri)) return false;
  const path = pathOfUri(uri);
  return base.trim() === '' ? isEditorSettings(path) : judgeFileOf(path) !== undefined;
}
