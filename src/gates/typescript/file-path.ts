import type { Overlay } from '../dependencies.ts';
import type { OverlaidFile } from '../jobs.ts';
import type { ScriptLanguage } from '../plan.ts';

const extensions: Readonly<Record<ScriptLanguage, readonly [string, ...string[]]>> = {
  typescript: ['.ts', '.mts', '.cts'],
  typescriptreact: ['.tsx'],
  javascript: ['.js', '.mjs', '.cjs', '.jsx'],
  javascriptreact: ['.jsx', '.js'],
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is no URI is all path. */
function partsOf(uri: string): { readonly scheme: string; readonly authority: string; readonly path: string } {
  const [whole, scheme = '', authority = '', path = ''] = /^([a-z][a-z0-9+.-]+):(?:\/\/([^/?#]*))?([^?#]*)/iu.exec(uri) ?? [];
  return whole === undefined ? { scheme: '', authority: '', path: uri } : { scheme: scheme.toLowerCase(), authority, path };
}

/**
 * The path part of a URI of any scheme (`file:`, `untitled:`, `vscode-remote:` and so on), with forward slashes.
 * A file that was never saved gets a folder of its own that is on no disk.
 */
export function pathOfUri(uri: string): string {
  const { scheme, authority, path } = partsOf(uri);
  const raw = decoded(path).replaceAll('\\', '/');
  if (/^[a-z]:\//iu.test(raw)) return raw.charAt(0).toLowerCase() + raw.slice(1);
  if (/^\/[a-z]:\//iu.test(raw)) return raw.charAt(1).toLowerCase() + raw.slice(2);
  if (scheme === 'file' && authority !== '') return `//${authority}${raw}`;
  return raw.startsWith('/') ? raw : `/.centuria-untitled/${raw || 'untitled'}`;
}

/** The path as TypeScript is told it: with an extension that means the editor's language. */
export function scriptPath(uri: string, languageId: ScriptLanguage): string {
  const path = pathOfUri(uri);
  const allowed = extensions[languageId];
  return allowed.some((extension) => path.toLowerCase().endsWith(extension)) ? path : path + allowed[0];
}

/** Whether a URI names a place where a package could be installed: not a text that was never saved. */
export function hasFolder(uri: string): boolean {
  return !/^untitled:/iu.test(uri);
}

/** What stands in for a file, by its path. */
export function overlayFile({ uri, text }: OverlaidFile): Overlay {
  return { path: pathOfUri(uri), ...(text === undefined ? {} : { text }) };
}
