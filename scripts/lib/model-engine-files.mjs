import { cp, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** @typedef {{ name: string, folder: string }} Package */

/**
 * The package and everything it needs at run time: its dependencies and theirs, found as Node would find them.
 * Optional and peer dependencies are left out.
 * @param {string} name
 * @param {string} root the folder that has `node_modules`
 * @returns {Promise<Package[]>}
 */
export async function runtimeClosure(name, root) {
  /** @type {Map<string, Package>} */
  const found = new Map();
  /** @param {string} wanted @param {string} from */
  async function visit(wanted, from) {
    const folder = await resolvePackage(wanted, from, root);
    if (found.has(folder)) return;
    found.set(folder, { name: wanted, folder });
    const { dependencies = {}, optionalDependencies = {} } = await readPackage(folder);
    for (const dependency of Object.keys(dependencies)) {
      if (!(dependency in optionalDependencies)) await visit(dependency, folder);
    }
  }
  await visit(name, root);
  return [...found.values()];
}

/** @param {string} wanted @param {string} from @param {string} root */
async function resolvePackage(wanted, from, root) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', wanted);
    if (await exists(join(candidate, 'package.json'))) return candidate;
    if (folder === root) throw new Error(`${wanted}, which ${from} needs, is not installed: run npm ci`);
  }
}

/** @param {string} folder @returns {Promise<Record<string, any>>} */
export async function readPackage(folder) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

/** @param {string} path */
export function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Not needed to run: types, maps, prose and tests of packages. Licences stay. */
const NEVER_RUN = /(\.d\.[cm]?ts|\.map|\.tsbuildinfo|\.md|\.markdown|\.flow)$/i;
/** Of `node-llama-cpp`: what builds the engine from source, and its command line. `dist/cli/utils` is imported at run time. */
const BUILD_ONLY = [
  'bins',
  'templates',
  'node_modules/.bin',
  'llama/gitRelease.bundle',
  'llama/xpack',
  'llama/toolchains',
  'llama/profiles',
  'llama/patches',
  'llama/cmake',
  'llama/addon',
  'dist/cli/commands',
  'dist/cli/projectTemplates',
];

/**
 * Copies a package without what is never run. Packages nested in it are copied by themselves.
 * @param {Package} from
 * @param {string} to
 * @param {(path: string) => boolean} [keep] of the paths inside the package, with forward slashes
 */
export async function copyPackage(from, to, keep = () => true) {
  await mkdir(dirname(to), { recursive: true });
  await cp(from.folder, to, {
    recursive: true,
    dereference: true,
    filter: (source) => {
      const path = relative(from.folder, source).split(sep).join('/');
      if (path === '') return true;
      if (path.split('/').includes('node_modules')) return false;
      return !NEVER_RUN.test(path) && keep(path);
    },
  });
}

/** @param {string} path */
export function runsInEngine(path) {
  return !BUILD_ONLY.some((dropped) => path === dropped || path.startsWith(`${dropped}/`));
}

/** @param {string} folder @returns {Promise<number>} bytes of all files in it */
export async function sizeOf(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath ?? entry.path, entry.name))).size;
  }
  return bytes;
}
