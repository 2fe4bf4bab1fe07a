import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export interface DataDirSource {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Where this person's data lives on this machine, shared by every window, editor and command line.
 * Linux: the XDG base directory specification (https://specifications.freedesktop.org/basedir-spec/latest/),
 * which says that a relative XDG_DATA_HOME is to be ignored.
 */
export function dataDir(source: DataDirSource = { platform: process.platform, env: process.env, home: homedir() }): string {
  const { platform, env, home } = source;
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'];
    return win32.join(local && win32.isAbsolute(local) ? local : win32.join(home, 'AppData', 'Local'), 'Centuria');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Centuria');
  const xdg = env['XDG_DATA_HOME'];
  return posix.join(xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share'), 'centuria');
}
