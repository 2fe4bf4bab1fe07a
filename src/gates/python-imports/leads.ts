import { basename, dirname, join } from 'node:path';
import type { ImportedModule } from './import-statements.ts';
import type { Surroundings } from './project.ts';
import { folderUp } from './resolve.ts';

/** A file that an import leads to: what is imported is the file's, or is the file itself, taken by its name out of a package. */
export interface Led {
  readonly file: string;
  readonly by: 'module' | 'name';
}

/** The name that an import of a file ends with. */
export function moduleName(path: string): string {
  const name = basename(path).replace(/\.pyi?$/u, '');
  return name === '__init__' ? basename(dirname(path)) : name;
}

function filesAt(place: string): readonly string[] {
  return ['.py', '.pyi'].flatMap((end) => [`${place}${end}`, join(place, `__init__${end}`)]);
}

/** Which of some files an import may lead to, by where they are. `import a.b` also gives what `a` has. */
export function leadsTo(
  { module, dots, names }: ImportedModule,
  { folder, roots }: Pick<Surroundings, 'folder' | 'roots'>,
  isOne: (file: string) => boolean,
): readonly Led[] {
  const segments = module === '' ? [] : module.split('.');
  const within = dots > 0 ? [folderUp(folder, dots)] : roots;
  const lengths = names.length > 0 ? [segments.length] : segments.map((_, at) => at + 1);
  const places = within.flatMap((root) => lengths.map((length) => join(root, ...segments.slice(0, length))));
  const of = (by: Led['by'], files: readonly string[]): readonly Led[] => files.filter(isOne).map((file) => ({ file, by }));
  const named = names.length === 0 ? [] : places.flatMap((place) => names.flatMap((name) => filesAt(join(place, name))));
  return [...of('module', places.flatMap(filesAt)), ...of('name', named)];
}
