import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import { parsedScript } from './parsed.ts';

/**
 * What an import that TypeScript could not find means. `exists`: something that TypeScript does not read, such as a
 * style sheet, or Node's own without its types. `unknowable`: only a build tool or an installation could tell.
 */
export type MissingImport = 'exists' | 'invented' | 'not-installed' | 'unknowable';

/** Where something is imported. */
export interface Importer {
  readonly path: string;
  /** Whether its folder is on a disk. */
  readonly saved: boolean;
  /** The configured aliases, as in `paths` of a tsconfig.json. */
  readonly aliases: readonly string[];
  fileExists(path: string): boolean;
  /** The text of a manifest; `undefined` if there is none. */
  manifestText(path: string): string | undefined;
}

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

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/**
 * By each package.json in the folder or above it. Where there is none, as for Deno, Bun or a script beside the code of another
 * language, nothing says which packages there are.
 */
function missingPackage(name: string, folder: string, { manifestText }: Pick<Importer, 'manifestText'>): MissingImport {
  let missing: MissingImport = 'unknowable';
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const text = manifestText(`${at}/package.json`);
    if (text !== undefined) {
      missing = 'invented';
      const { config } = ts.parseConfigFileTextToJson('package.json', text);
      if (declaredNames(config).some((known) => known === name || known === `@types/${name}`)) return 'not-installed';
    }
    if (!at.includes('/')) return missing;
  }
}

function missingFile(specifier: string, importer: Importer): MissingImport {
  // A build tool's instruction, as in `./text.txt?raw`.
  const file = specifier.replace(/\?.*$/u, '');
  // From the root it is a folder that only the build tool knows.
  if (file.startsWith('/') && (file !== specifier || assetExtension.test(file))) return 'unknowable';
  if (!importer.saved) return 'unknowable';
  const path = posix.normalize(file.startsWith('/') ? file : `${folderOf(importer.path)}/${file}`);
  return ['', '.json', '.node'].some((end) => importer.fileExists(path + end)) ? 'exists' : 'invented';
}

function isConfigured(specifier: string, aliases: readonly string[]): boolean {
  return aliases.some((alias) => alias !== '*' && specifier.startsWith(alias.replace(/\*.*$/u, '')));
}

/** Tells an invented package or file from one that is only not known here. */
export function missingImport(specifier: string, importer: Importer): MissingImport {
  if (isBuiltin(specifier)) return 'exists';
  if (specifier.startsWith('node:')) return 'invented';
  if (/^[a-z][a-z0-9+.-]+:/iu.test(specifier) || /[*!]/u.test(specifier)) return 'unknowable';
  if (/^\.{0,2}\//u.test(specifier) || /^\.{1,2}$/u.test(specifier)) return missingFile(specifier, importer);
  if (isConfigured(specifier, importer.aliases)) return importer.saved ? 'invented' : 'unknowable';
  // Names with a leading sign are aliases of a build tool.
  if (/^[#~$]|^@\/|\?/u.test(specifier) || !importer.saved) return 'unknowable';
  return missingPackage(packageName(specifier), folderOf(importer.path), importer);
}

/** A `require` of a text, which TypeScript follows in JavaScript only. */
export interface Required {
  readonly specifier: string;
  /** Offsets of the quoted specifier. */
  readonly start: number;
  readonly end: number;
}

/** Every `require('…')` of a text. */
export function requiresIn(text: string, path: string): Required[] {
  if (!/\brequire\b/u.test(text)) return [];
  const file = parsedScript(text, path);
  const found: Required[] = [];
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    ts.forEachChild(node, (child) => void waiting.push(child));
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'require') continue;
    const [wanted] = node.arguments;
    if (wanted && ts.isStringLiteralLike(wanted)) found.push({ specifier: wanted.text, start: wanted.getStart(file), end: wanted.end });
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** Names that a text imports from a part of Node which does not have them in the Node that runs here. */
export function namesUnknownToNode(text: string, path: string): Required[] {
  if (!/\bimport\b/u.test(text)) return [];
  const file = parsedScript(text, path);
  return file.statements.filter(ts.isImportDeclaration).flatMap(({ moduleSpecifier, importClause }) => {
    const bindings = importClause?.namedBindings;
    if (!ts.isStringLiteral(moduleSpecifier) || !isBuiltin(moduleSpecifier.text)) return [];
    if (importClause?.isTypeOnly === true || !bindings || !ts.isNamedImports(bindings)) return [];
    const known = new Set(['default', ...Object.keys(process.getBuiltinModule(moduleSpecifier.text) ?? {})]);
    return bindings.elements
      .filter(({ name, propertyName, isTypeOnly }) => !isTypeOnly && !known.has((propertyName ?? name).text))
      .map((element) => ({ specifier: moduleSpecifier.text, start: element.getStart(file), end: element.end }));
  });
}
