import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { trimEngine } from '../trim-engine.mjs';
import { runTool } from './checks.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './processes.mjs';
import { zipNames } from './zip-names.ts';

export interface Package {
  readonly file: string;
  readonly bytes: number;
  readonly entries: readonly string[];
}

const mega = 1024 * 1024;
/** The universal package has no engine; a platform's has one. */
const limits = { universal: 15 * mega, platform: 43 * mega };
const entryLimit = mega;

/** Builds for production and packs. Throws with what is wrong: a build error, a file that does not belong, a size. */
export async function makePackage({ target }: { readonly target?: string | undefined }): Promise<Package> {
  const built = await runTool('build');
  if (built.failed > 0) throw new Error(built.output);
  await rm(inRoot('dist/engine'), { recursive: true, force: true });
  if (target !== undefined) await trimEngine({ platform: target, out: inRoot('dist/engine') });
  const { version } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const file = inRoot('dist', `centuria-${target === undefined ? '' : `${target}-`}${version}.vsix`);
  await pack(file, target);
  const { size: bytes } = await stat(file);
  const entries = await zipNames(file);
  const complaints = await complaintsAbout({ file, bytes, entries }, target);
  if (complaints.length > 0) {
    await rm(file);
    throw new Error(complaints.join('\n'));
  }
  return { file: relative(root, file), bytes, entries };
}

async function pack(file: string, target: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'centuria-vsix-'));
  try {
    const rules = await readFile(inRoot('.vscodeignore'), 'utf8');
    const ignoreFile = join(folder, 'vscodeignore');
    await writeFile(ignoreFile, target === undefined ? rules : `${rules}!dist/engine/**\n`);
    const args = [
      inRoot('node_modules/@vscode/vsce/vsce'),
      'package',
      '--no-dependencies',
      '--skip-license',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
    ];
    args.push('--ignoreFile', ignoreFile, '--out', file, ...(target === undefined ? [] : ['--target', target]));
    const { code, output } = await run(process.execPath, args, { cwd: root, quiet: true });
    if (code !== 0) throw new Error(`vsce failed with ${code}:\n${output}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const needed = [
  'package.json',
  'readme.md',
  'LICENSE.txt',
  'package.nls.json',
  'dist/extension.js',
  'dist/gates.js',
  'dist/gates-worker.js',
  'dist/gates-pyright.js',
  'dist/model.js',
  'dist/cli.js',
];
const neededAssets = [
  'dist/webview/panel.js',
  'dist/webview/codicon.ttf',
  'dist/ruff/ruff_wasm_bg.wasm',
  'dist/typescript-lib/lib.es5.d.ts',
  'dist/pyright/pyright-langserver.js',
  'dist/pyright/LICENSE.txt',
  'dist/pyright/stubs.json.gz',
  'dist/pyright/typeshed-fallback/stdlib/builtins.pyi',
];

async function complaintsAbout({ bytes, entries }: Package, target: string | undefined): Promise<string[]> {
  const inside = entries.filter((name) => name.startsWith('extension/')).map((name) => name.slice('extension/'.length));
  const lower = new Set(inside.map((name) => name.toLowerCase()));
  const complaints = [...needed, ...neededAssets]
    .filter((name) => !lower.has(name.toLowerCase()))
    .map((name) => `The package lacks ${name}.`);
  for (const name of inside.filter((path) => isForeign(path, target)))
    complaints.push(`The package holds ${name}, which does not belong in it.`);
  if (target !== undefined && !inside.some((name) => name.startsWith('dist/engine/'))) complaints.push('The package lacks the engine.');
  const limit = target === undefined ? limits.universal : limits.platform;
  if (bytes > limit) complaints.push(`The package has ${bytes} bytes; the limit is ${limit}.`);
  const entry = (await stat(inRoot('dist/extension.js'))).size;
  if (entry > entryLimit) complaints.push(`dist/extension.js has ${entry} bytes; the limit is ${entryLimit}.`);
  return complaints;
}

function isForeign(path: string, target: string | undefined): boolean {
  if (path.startsWith('dist/engine/')) return target === undefined;
  if (path.startsWith('docs/images/')) return !path.endsWith('.png');
  const top = path.split('/')[0] ?? '';
  const isAllowed = path.includes('/')
    ? ['dist', 'media', 'l10n'].includes(top)
    : /^(package(\.nls.*)?\.json|readme\.md|changelog\.md|license(\.txt)?)$/i.test(top);
  return (
    !isAllowed ||
    path.includes('node_modules/') ||
    path.endsWith('.map') ||
    path.endsWith('.ts') !== path.startsWith('dist/typescript-lib/')
  );
}
