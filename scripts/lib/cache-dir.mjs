import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where tools and weights are kept between runs: `CENTURIA_CACHE`, else `centuria` in the system's cache folder.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function cacheDir(env = process.env, platform = process.platform) {
  if (env.CENTURIA_CACHE) return env.CENTURIA_CACHE;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'centuria');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'centuria', 'cache');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'centuria');
}
