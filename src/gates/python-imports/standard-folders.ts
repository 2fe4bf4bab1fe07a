import { homedir } from 'node:os';
import { join } from 'node:path';
import { readSourceText } from '../typescript/regular-file.ts';
import type { ImportedModule } from './import-statements.ts';
import { modulesIn } from './listing.ts';
import type { Listing } from './listing.ts';
import { missingName } from './names.ts';

/** Where the standard library of the Python that an environment was made from may be: `home` is the folder of its program. */
export function libraryOf(home: string | undefined, version: string | undefined, listing: Listing): { readonly library?: string } {
  if (home === undefined) return {};
  const unix = version === undefined ? [] : [join(home, '..', 'lib', `python${version}`)];
  const library = [...unix, join(home, 'Lib')].find((folder) => listing.files(folder).has('os.py'));
  return library === undefined ? {} : { library };
}

/** Standard libraries of the machine, of any version of Python 3. */
export function librariesHere(listing: Listing): string[] {
  const pyenv = join(homedir(), '.pyenv', 'versions');
  const parents = ['/usr/lib', '/usr/local/lib', ...[...listing.folders(pyenv)].map((name) => join(pyenv, name, 'lib'))];
  const folders = parents.flatMap((parent) =>
    [...listing.folders(parent)].filter((name) => /^python3\.\d+$/u.test(name)).map((name) => join(parent, name)),
  );
  return folders.filter((folder) => listing.files(folder).has('os.py'));
}

/** What of an import a standard library has not, as it is written: `json.nope`. A top-level module is known otherwise. */
export function missingInLibrary(wanted: ImportedModule, library: string, listing: Listing): string | undefined {
  const [top = '', ...rest] = wanted.module.split('.');
  if (!modulesIn(library, listing).has(top)) return undefined;
  let at = join(library, top);
  for (const [index, segment] of rest.entries()) {
    const isPackage = listing.files(at).has('__init__.py');
    if (!isPackage || !modulesIn(at, listing).has(segment)) {
      const text = readSourceText(isPackage ? join(at, '__init__.py') : `${at}.py`);
      const mayMake = text === undefined || text.includes(segment) || (isPackage && /__path__|__getattr__/u.test(text));
      return mayMake ? undefined : [top, ...rest.slice(0, index + 1)].join('.');
    }
    at = join(at, segment);
  }
  const found = missingName(wanted, { folder: library, segments: [top, ...rest] }, listing);
  return found === undefined ? undefined : `${wanted.module}.${found.name}`;
}
