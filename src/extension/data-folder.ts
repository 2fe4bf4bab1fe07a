import { dataDir } from '../node/data-dir.ts';
import { readSettings } from './settings.ts';

/** Where this window's store is: by the setting, by the environment, else where the system keeps such things. */
export function dataFolder(): string {
  const chosen = readSettings().dataDir;
  return chosen !== '' ? chosen : (process.env['CENTURIA_DATA_DIR'] ?? dataDir());
}
