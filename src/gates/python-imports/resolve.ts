import { dirname, join } from 'node:path';
import { isNamedBy, normalized } from './distributions.ts';
import type { ImportedModule } from './import-statements.ts';
import { modulesIn } from './listing.ts';
import type { Listing } from './listing.ts';
import { dynamic, generated, missingName } from './names.ts';
import type { Surroundings } from './project.ts';
import { librariesHere, missingInLibrary } from './standard-folders.ts';
import { inStandardLibrary } from './stdlib.ts';

/** Where an import leads. `nowhere` is certain; `doubt` is that it cannot be told, and what would tell. */
export type Resolution =
  | { readonly type: 'found' }
  /** `name`: the module is there and does not define it. */
  | { readonly type: 'nowhere'; readonly lacks: 'module' | 'name'; readonly message: string }
  | { readonly type: 'doubt'; readonly why: string };

const found: Resolution = { type: 'found' };

/** Looks an import up. */
export function resolveImport(wanted: ImportedModule, around: Surroundings): Resolution {
  const module = wanted.dots > 0 ? relative(wanted, around) : absolute(wanted.module, around);
  const resolution = module.type === 'found' ? withinModule(wanted, around) : module;
  if (resolution.type !== 'nowhere' || !wanted.optional) return resolution;
  return { type: 'doubt', why: `${resolution.message} It is imported under a condition, so the program may do without it.` };
}

/** Whether a module that is there has what is imported from it, where its text can tell. */
function withinModule(wanted: ImportedModule, around: Surroundings): Resolution {
  const segments = wanted.module === '' ? [] : wanted.module.split('.');
  const folder = wanted.dots > 0 ? folderUp(around.folder, wanted.dots) : rootOf(segments[0] ?? '', around);
  if (folder === 'standard') return withinStandard(wanted, around);
  if (folder === undefined || generated.test(segments.at(-1) ?? '')) return found;
  const missing = missingName(wanted, { folder, segments }, around.listing);
  if (missing === undefined) return found;
  return {
    type: 'nowhere',
    lacks: 'name',
    message: `There is no \`${missing.name}\` in \`${'.'.repeat(wanted.dots)}${wanted.module}\`: ${missing.file} does not define it.`,
  };
}

/** The one folder of the project that a module is in; undefined if it may be another's of that name. */
function rootOf(top: string, around: Surroundings): string | undefined {
  const [root, ...others] = around.roots.filter((one) => modulesIn(one, around.listing).has(top));
  const isStandard = inStandardLibrary(top, undefined);
  if (root === undefined) return isStandard === 'yes' ? 'standard' : undefined;
  const isElsewhere = isStandard !== 'no' || around.environments.some(({ modules }) => modules.has(top)) || isNamedBy(top, around.declared);
  return others.length > 0 || isElsewhere ? undefined : root;
}

function withinStandard(wanted: ImportedModule, { environments, listing }: Surroundings): Resolution {
  const own = environments.flatMap(({ library }) => library ?? []);
  const libraries = own.length > 0 ? own : librariesHere(listing);
  const missing = libraries.map((library) => missingInLibrary(wanted, library, listing));
  const [first] = missing;
  if (first === undefined || missing.includes(undefined)) return found;
  if (own.length > 0)
    return {
      type: 'nowhere',
      lacks: 'module',
      message: `There is no \`${first}\` in the standard library of ${environments.map(({ name }) => name).join(', ')}. Check its name.`,
    };
  return {
    type: 'doubt',
    why: `\`${first}\` is in the standard library of no Python that is here, and no environment says which one this is`,
  };
}

/** The folder that a relative import starts from: one dot is the file's own. */
export function folderUp(folder: string, dots: number): string {
  return dots <= 1 ? folder : folderUp(dirname(folder), dots - 1);
}

function relative({ module, dots }: ImportedModule, around: Surroundings): Resolution {
  const folder = folderUp(around.folder, dots);
  if (module === '') return found;
  return below({ folder, segments: module.split('.'), shown: `${'.'.repeat(dots)}${module}` }, around);
}

interface Path {
  readonly folder: string;
  readonly segments: readonly string[];
  readonly shown: string;
}

/** Follows a module's path from a folder of the project. */
function below({ folder, segments, shown }: Path, around: Surroundings): Resolution {
  const { listing } = around;
  let at = folder;
  for (const [index, segment] of segments.entries()) {
    if (generated.test(segment)) return found;
    if (!modulesIn(at, listing).has(segment)) {
      if (mayMake(at, segment, { listing, isOwn: at === folder }) || isBuilt(segment, around)) return found;
      return { type: 'nowhere', lacks: 'module', message: `There is no module \`${shown}\`: ${segment} is not in ${nameOf(at)}/.` };
    }
    const inside = join(at, segment);
    if (!isFolder(at, segment, listing)) {
      const isPlain = index < segments.length - 1 && isPlainModule(inside, listing);
      return isPlain
        ? { type: 'nowhere', lacks: 'module', message: `There is no module \`${shown}\`: ${segment}.py is no package.` }
        : found;
    }
    at = inside;
  }
  return found;
}

/** Whether a module is a folder: before one without a module of its own a file comes first. */
function isFolder(parent: string, name: string, listing: Listing): boolean {
  if (!listing.folders(parent).has(name)) return false;
  return !listing.files(parent).has(`${name}.py`) || [...listing.files(join(parent, name))].some((one) => one.startsWith('__init__.'));
}

/** Whether a module is nothing but a text that makes no other modules. */
function isPlainModule(place: string, { files, textOf }: Listing): boolean {
  const text = textOf(`${place}.py`);
  const beside = [...files(dirname(place))].filter((name) => name.startsWith(`${nameOf(place)}.`) && /\.(?:py[a-z]|so)$/u.test(name));
  return text !== undefined && beside.length === 0 && !dynamic.test(text);
}

const aside = /#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|\bfrom\s+[.\w]+\s+import\b/gu;

/** A package can have a module without a file: it is made by its \`__init__.py\`, or extends its path. */
function mayMake(folder: string, segment: string, { listing, isOwn }: { readonly listing: Listing; readonly isOwn: boolean }): boolean {
  const text = listing.textOf(join(folder, '__init__.py'));
  if (text === undefined) return false;
  return (
    /__path__|sys\.modules|meta_path/u.test(text) ||
    (!isOwn && (/__getattr__|import \*/u.test(text) || text.replace(aside, ' ').includes(segment)))
  );
}

const buildFiles = ['setup.py', 'pyproject.toml', 'setup.cfg', 'meson.build', 'CMakeLists.txt', 'Cargo.toml'];

/** Whether what builds the project names a module: it may be compiled. */
function isBuilt(segment: string, { roots, listing }: Surroundings): boolean {
  const name = new RegExp(String.raw`(?<![\p{L}\p{N}_])${segment}(?![\p{L}\p{N}_])`, 'u');
  return roots.some((root) =>
    buildFiles.some((file) => listing.files(root).has(file) && name.test(listing.textOf(join(root, file)) ?? '')),
  );
}

function nameOf(folder: string): string {
  return folder.split(/[\\/]/u).at(-1) ?? folder;
}

function absolute(module: string, around: Surroundings): Resolution {
  const [top = '', ...rest] = module.split('.');
  const version = around.environments.find((one) => one.version !== undefined)?.version;
  const standard = inStandardLibrary(top, version);
  if (standard === 'yes' || around.environments.some(({ modules }) => modules.has(top))) return found;
  const roots = around.roots.filter((root) => modulesIn(root, around.listing).has(top));
  if (roots.length > 0) return inProject({ top, rest, roots }, around);
  if (isNamedBy(top, around.declared) || around.isSomewhere(top)) return found;
  if (standard === 'unknown')
    return {
      type: 'doubt',
      why: `\`${top}\` is in the standard library of some versions of Python only, and no environment says which one this is`,
    };
  // A program for several versions asks which one it is under names of its own.
  if (standard === 'other')
    return { type: 'doubt', why: `\`${top}\` is in the standard library of other versions of Python, and not of ${version ?? 'this one'}` };
  return nowhere(top, around, version);
}

function inProject(
  { top, rest, roots }: { readonly top: string; readonly rest: readonly string[]; readonly roots: readonly string[] },
  around: Surroundings,
): Resolution {
  const shown = [top, ...rest].join('.');
  const tried = roots.map((folder) => below({ folder, segments: [top, ...rest], shown }, around));
  // A folder that only has the name of a package, such as one for its data, says nothing of what is in the package.
  const isPackage = roots.some((folder) => around.listing.files(join(folder, top)).has('__init__.py'));
  if (tried.some(({ type }) => type === 'found')) return found;
  if (!isPackage && isNamedBy(top, around.declared)) return found;
  const [missing = found] = tried;
  // From within a package a module is seldom imported by its bare name: it may be another one that is called the same.
  const isWithin = roots.every((root) => around.listing.files(root).has('__init__.py'));
  return missing.type === 'nowhere' && isWithin
    ? { type: 'doubt', why: `${missing.message} Another module of that name may be meant` }
    : missing;
}

function nowhere(top: string, around: Surroundings, version: string | undefined): Resolution {
  const { environments, manifests, declared } = around;
  const listed = manifests.length > 0 ? manifests.slice(0, 3).join(', ') : undefined;
  if (environments.length === 0 && listed === undefined) {
    return {
      type: 'doubt',
      why: `\`${top}\` cannot be looked up: there is no environment (.venv, venv, conda) and no list of dependencies around the file. Make one, or name the package in requirements.txt`,
    };
  }
  if (environments.length === 0) {
    return {
      type: 'doubt',
      why: `\`${top}\` is not named in ${listed ?? 'a list'}, and there is no environment (.venv, venv, conda) to look in. Install the dependencies, or name its package`,
    };
  }
  const names = environments.map(({ name }) => name).join(', ');
  if (!environments.every(({ complete }) => complete)) {
    return { type: 'doubt', why: `\`${top}\` is not in ${names}, which also uses packages of another place` };
  }
  const installed = new Set(environments.flatMap(({ distributions }) => [...distributions]));
  const absent = [...declared].find((name) => !installed.has(name) && isLike(name, top));
  if (absent !== undefined)
    return { type: 'doubt', why: `\`${top}\` may be in ${absent}, which is named in ${listed ?? 'a list'} and not installed in ${names}` };
  const python = version === undefined ? 'Python' : `Python ${version}`;
  const places = [`the standard library of ${python}`, 'the project', names, ...(listed === undefined ? [] : [listed])].join(', ');
  return {
    type: 'nowhere',
    lacks: 'module',
    message: `There is no module \`${top}\` (looked in ${places}). Check its name, or add its package to the dependencies.`,
  };
}

/** Whether a distribution's name and a module's have a part in common. */
function isLike(distribution: string, module: string): boolean {
  const own = normalized(module).replaceAll('-', '');
  const other = distribution.replaceAll('-', '');
  return other.includes(own) || own.includes(other);
}
