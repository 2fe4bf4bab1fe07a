import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ambientNames } from '../ambient-names.ts';

/** Names that exist where JavaScript runs. The language's own are ESLint's; the rest is asked of Node and of TypeScript's DOM library. */
export type Globals = Readonly<Record<string, 'readonly' | 'writable'>>;

function declaredIn(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^declare (?:var|let|const|function|class) (?<name>[A-Za-z_$][\w$]*)/gmu)].map(
    (match) => match.groups?.['name'] ?? '',
  );
}

/** Collects the names once. */
export function collectGlobals(typescriptLib: string): Globals {
  const dom = ['lib.dom.d.ts', 'lib.webworker.importscripts.d.ts', 'lib.scripthost.d.ts'];
  const names = [...dom.flatMap((file) => declaredIn(join(typescriptLib, file))), ...ambientNames];
  return Object.fromEntries(names.filter(Boolean).map((name) => [name, 'writable'] as const));
}
