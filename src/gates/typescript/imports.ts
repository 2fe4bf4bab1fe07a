import { isBuiltin } from 'node:module';
import ts from 'typescript';

/** What an import that TypeScript could not find means. */
export type MissingImport = 'invented' | 'not-installed' | 'no-code' | 'unknowable';

/** What a bundler reads and TypeScript does not. */
const assetExtension =
  /\.(?:css|scss|sass|less|styl|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|mp[34]|webm|wasm|html?|md|txt|graphql|gql|ya?ml|vue|svelte|astro)$/iu;

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function declaredNames(packageJson: unknown): string[] {
  if (typeof packageJson !== 'object' || packageJson === null) return [];
  const names: string[] = [];
  for (const [key, value] of Object.entries(packageJson)) {
    if (key === 'name' && typeof value === 'string') names.push(value);
    if (!/dependencies$/iu.test(key) || typeof value !== 'object' || value === null) continue;
    names.push(...Object.keys(value));
  }
  return names;
}

/** Whether a package.json in the folder or above it names the package. */
function isDeclared(name: string, folder: string): boolean {
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const text = ts.sys.readFile(`${at}/package.json`);
    if (text !== undefined) {
      const { config } = ts.parseConfigFileTextToJson('package.json', text);
      if (declaredNames(config).some((known) => known === name || known === `@types/${name}`)) return true;
    }
    if (!at.includes('/')) return false;
  }
}

/** Tells an invented package or file from one that is only not installed here. */
export function missingImport(specifier: string, path: string, saved: boolean): MissingImport {
  if (isBuiltin(specifier)) return 'not-installed';
  if (/^[a-z][a-z0-9+.-]+:/iu.test(specifier) || /[?*!]/u.test(specifier)) return 'unknowable';
  if (specifier.startsWith('.') || specifier.startsWith('/')) {
    if (assetExtension.test(specifier)) return 'no-code';
    return saved ? 'invented' : 'unknowable';
  }
  // Names with a leading sign are aliases of a build tool.
  if (/^[#~$]|^@\//u.test(specifier)) return 'unknowable';
  if (!saved) return 'unknowable';
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  return isDeclared(packageName(specifier), folder) ? 'not-installed' : 'invented';
}
