import ts from 'typescript';
import { pathBeside, type ProjectFile, type ProjectFiles } from '../project-files.ts';
import { exportTableOf } from './engine/exports.ts';
import type { ModuleText } from './engine/module-text.ts';
import { declarationsOf } from './engine/scope.ts';

const kinds: readonly (readonly [RegExp, ts.ScriptKind])[] = [
  [/\.tsx$/iu, ts.ScriptKind.TSX],
  [/\.[cm]?ts$/iu, ts.ScriptKind.TS],
];
const extensions = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs'];
/** What may have been compiled to a file of that name. */
const origins: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** The paths that a relative import may mean: https://www.typescriptlang.org/docs/handbook/modules/reference.html, bundlers included. */
function candidates(from: string, specifier: string): string[] {
  const path = pathBeside(from, specifier.replace(/[?#].*$/u, ''));
  const extension = /\.[cm]?[jt]sx?$/u.exec(path)?.[0];
  const stem = extension === undefined ? path : path.slice(0, -extension.length);
  const written = extension === undefined ? [] : [path, ...(origins[extension] ?? []).map((one) => stem + one)];
  if (extension !== undefined) return written;
  return [...extensions.map((one) => path + one), ...extensions.map((one) => `${path}/index${one}`)];
}

/** Characters. Parsed files that were needed last are kept for the next analysis. */
const mostKept = 1_000_000;
const parsed = new Map<string, ModuleText>();

function parse(found: ProjectFile): ModuleText {
  const before = parsed.get(found.path);
  parsed.delete(found.path);
  const kind = kinds.find(([pattern]) => pattern.test(found.path))?.[1] ?? ts.ScriptKind.JSX;
  const made = before?.file.text === found.text ? before : parsedAs(found, kind);
  parsed.set(found.path, made);
  let kept = [...parsed.values()].reduce((sum, one) => sum + one.file.text.length, 0);
  for (const [path, one] of parsed) {
    if (kept <= mostKept || path === found.path) break;
    parsed.delete(path);
    kept -= one.file.text.length;
  }
  return made;
}

function parsedAs({ path, uri, text }: ProjectFile, kind: ts.ScriptKind): ModuleText {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  return { file, uri, declarations: declarationsOf(file, true), exports: exportTableOf(file) };
}

/** Finds the files that relative imports name. */
export function moduleFinder(files: ProjectFiles): (specifier: string, from: string) => ModuleText | undefined {
  const found = new Map<string, ModuleText | undefined>();
  return (specifier, from) => {
    const key = `${from} ${specifier}`;
    if (found.has(key)) return found.get(key);
    let text: ModuleText | undefined;
    for (const path of candidates(from, specifier)) {
      const file = path === files.path ? undefined : files.read(path);
      if (file) text = parse(file);
      if (text) break;
    }
    found.set(key, text);
    return text;
  };
}
