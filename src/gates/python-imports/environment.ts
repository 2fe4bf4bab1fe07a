import { isAbsolute, join } from 'node:path';
import { readConfigText } from '../typescript/regular-file.ts';
import { normalized } from './distributions.ts';
import { modulesIn } from './listing.ts';
import type { Listing } from './listing.ts';
import { libraryOf } from './standard-folders.ts';

/** An environment that packages are installed in, as its folders say: nothing of it is run. */
export interface Environment {
  /** Its folder's name, for a person. */
  readonly name: string;
  readonly folder: string;
  /** Top-level modules and packages. */
  readonly modules: ReadonlySet<string>;
  /** Installed distributions, their names normalized. */
  readonly distributions: ReadonlySet<string>;
  /** `3.12.3`; absent where nothing says so. */
  readonly version?: string;
  /** The folder of its standard library, where that can be read. */
  readonly library?: string;
  /** False: it sees packages of somewhere else too. */
  readonly complete: boolean;
}

const usualNames = /^\.?(?:virtual|v)?env(?:$|[-_.\d])|^\.?conda(?:$|[-_.])/iu;

/** The environments in a folder. */
export function environmentsIn(folder: string, listing: Listing): Environment[] {
  const candidates = [...listing.folders(folder)]
    .filter((name) => usualNames.test(name))
    .flatMap((name) => [name, ...inner(folder, name, listing)]);
  return candidates.flatMap((name) => environmentAt(join(folder, name), name, listing) ?? []);
}

/** Conda's folder `envs` has one in each of its folders. */
function inner(folder: string, name: string, listing: Listing): string[] {
  return name === 'envs' || name.endsWith('conda') ? [...listing.folders(join(folder, name))].map((one) => `${name}/${one}`) : [];
}

function environmentAt(folder: string, name: string, listing: Listing): Environment | undefined {
  const isVirtual = listing.files(folder).has('pyvenv.cfg');
  if (!isVirtual && !listing.folders(folder).has('conda-meta')) return undefined;
  const config = isVirtual ? (readConfigText(join(folder, 'pyvenv.cfg')) ?? '') : '';
  const packages = packageFolders(folder, listing);
  const contents = packages.map(({ path }) => contentsOf(path, listing));
  const version =
    /^version(?:_info)?\s*=\s*(3\.\d+)/mu.exec(config)?.[1] ?? packages.find(({ version: found }) => found !== undefined)?.version;
  return {
    name,
    folder,
    ...libraryOf(/^home\s*=\s*(.+?)\s*$/mu.exec(config)?.[1], version, listing),
    modules: new Set(contents.flatMap(({ modules }) => modules)),
    distributions: new Set(contents.flatMap(({ distributions }) => distributions)),
    ...(version === undefined ? {} : { version }),
    complete:
      packages.length > 0 && !/^include-system-site-packages\s*=\s*true/imu.test(config) && contents.every(({ complete }) => complete),
  };
}

interface PackageFolder {
  readonly path: string;
  readonly version?: string;
}

/** Where packages are: `lib/python3.12/site-packages`, on Windows `Lib/site-packages`. */
function packageFolders(folder: string, listing: Listing): PackageFolder[] {
  const found: PackageFolder[] = [];
  for (const lib of ['lib', 'lib64', 'Lib']) {
    if (!listing.folders(folder).has(lib)) continue;
    if (listing.folders(join(folder, lib)).has('site-packages')) found.push({ path: join(folder, lib, 'site-packages') });
    for (const python of listing.folders(join(folder, lib))) {
      const version = /^python(3\.\d+)/u.exec(python)?.[1];
      const path = join(folder, lib, python, 'site-packages');
      if (version !== undefined && listing.folders(join(folder, lib, python)).has('site-packages')) found.push({ path, version });
    }
  }
  return found;
}

interface Contents {
  readonly modules: readonly string[];
  readonly distributions: readonly string[];
  /** False: a file that is run at start-up adds what cannot be told. */
  readonly complete: boolean;
}

function contentsOf(folder: string, listing: Listing): Contents {
  const distributions = [...listing.folders(folder), ...listing.files(folder)].flatMap((name) => {
    const found = /^(.+?)-[^-]+(?:-py3[.\d]*)?\.(?:dist-info|egg-info)$/u.exec(name)?.[1] ?? /^(.+)\.egg-link$/u.exec(name)?.[1];
    return found === undefined ? [] : [normalized(found)];
  });
  const added = [...listing.files(folder)]
    .filter((name) => /\.(?:pth|egg-link)$/u.test(name))
    .map((name) => addedBy(folder, name, listing));
  return {
    modules: [...modulesIn(folder, listing), ...added.flatMap(({ modules }) => modules)],
    distributions,
    complete: added.every(({ complete }) => complete),
  };
}

/** Files of tools that only change how Python runs, and add no package. */
const harmless = /^(?:distutils-precedence|_virtualenv|coverage|a1_coverage|matplotlib|protobuf)/iu;

interface Added {
  readonly modules: readonly string[];
  readonly complete: boolean;
}

/** What a `.pth` file adds (https://docs.python.org/3/library/site.html): folders, or for an editable installation a finder beside it. */
function addedBy(folder: string, name: string, listing: Listing): Added {
  const lines = (readConfigText(join(folder, name)) ?? '').split(/\r?\n/u).map((line) => line.trim());
  const added = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): Added => {
      if (!/^import[ \t]/u.test(line))
        return { modules: [...modulesIn(isAbsolute(line) ? line : join(folder, line), listing)], complete: true };
      return mappedBy(folder, line) ?? { modules: [], complete: harmless.test(name) };
    });
  return { modules: added.flatMap(({ modules }) => modules), complete: added.every(({ complete }) => complete) };
}

/** The modules of the finder that setuptools writes for an editable installation. */
function mappedBy(folder: string, line: string): Added | undefined {
  const finder = /\b(__editable___\w+_finder)\b/u.exec(line)?.[1];
  const text = finder === undefined ? undefined : readConfigText(join(folder, `${finder}.py`));
  const mapping = /MAPPING[^{]*\{([^}]*)\}/u.exec(text ?? '')?.[1];
  if (mapping === undefined) return undefined;
  return { modules: [...mapping.matchAll(/['"]([A-Za-z_]\w*)['"]\s*:/gu)].map((match) => match[1] ?? ''), complete: true };
}
