import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { lockFileOf, withLock } from './scripts/lib/lock.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const production = process.argv.includes('--production');
const dist = join(root, 'dist');

/** Bundled CommonJS packages still call require, and look for files beside them. */
const nodeBanner = [
  "import { createRequire as centuriaCreateRequire } from 'node:module';",
  "import { fileURLToPath as centuriaFileURLToPath } from 'node:url';",
  'const require = centuriaCreateRequire(import.meta.url);',
  'const __filename = centuriaFileURLToPath(import.meta.url);',
  "const __dirname = centuriaFileURLToPath(new URL('.', import.meta.url));",
].join('\n');

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
  metafile: true,
};

/** Each host is a build of its own, so that what only one of them may import breaks the others. */
function nodeHost(entryPoints, chunks, external = []) {
  return {
    ...shared,
    entryPoints,
    outdir: dist,
    entryNames: '[name]',
    chunkNames: `${chunks}/[name]-[hash]`,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    banner: { js: nodeBanner },
    external,
  };
}

const builds = {
  extension: nodeHost({ extension: 'src/extension/main.ts' }, 'extension', ['vscode']),
  gates: nodeHost(
    { gates: 'src/gates/server.ts', 'gates-worker': 'src/gates/worker.ts', 'gates-pyright': 'src/gates/pyright/thread.ts' },
    'gates',
  ),
  model: nodeHost({ model: 'src/worker/model.ts' }, 'model', ['node-llama-cpp']),
  cli: { ...nodeHost({ cli: 'src/cli/main.ts' }, 'cli'), banner: { js: `#!/usr/bin/env node\n${nodeBanner}` } },
  webview: {
    ...shared,
    entryPoints: { panel: 'src/webview/main.tsx' },
    outdir: join(dist, 'webview'),
    platform: 'browser',
    target: 'chrome140',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
};

await withLock(lockFileOf('build'), main);

async function main() {
  const started = performance.now();
  const results = await Promise.allSettled(Object.values(builds).map((options) => build(options)));
  const outputs = Object.assign({}, ...results.map(({ value }) => value?.metafile.outputs ?? {}));
  printSizes(outputs);
  if (results.some(({ status }) => status === 'rejected')) {
    console.error('the build failed: the errors are above');
    process.exitCode = 1;
    return;
  }
  const assets = assetsToCopy();
  for (const [to, from] of assets) copyIfOlder(from, to);
  const stubs = packStubs();
  sweep(new Set([...Object.keys(outputs).map((file) => join(root, file)), ...assets.keys(), stubs]));
  console.log(`built ${production ? 'for production ' : ''}in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Where each file that is taken as it is goes to. */
function assetsToCopy() {
  const assets = new Map();
  const take = (folder, names, to) => names.forEach((name) => assets.set(join(dist, to, name), join(root, 'node_modules', folder, name)));
  const typescriptLib = 'typescript/lib';
  const declarations = readdirSync(join(root, 'node_modules', typescriptLib)).filter((name) => /^lib\..*d\.ts$/.test(name));
  take(typescriptLib, declarations, 'typescript-lib');
  take('@astral-sh/ruff-wasm-nodejs', ['ruff_wasm_bg.wasm', 'ruff_wasm.js', 'package.json', 'LICENSE'], 'ruff');
  take('pyright', ['LICENSE.txt'], 'pyright');
  take(
    'pyright/dist',
    [
      'pyright-langserver.js',
      'pyright-internal.js',
      'vendor.js',
      'typeshed-fallback/LICENSE',
      ...filesBelow('pyright/dist', 'typeshed-fallback/stdlib'),
    ],
    'pyright',
  );
  take('web-tree-sitter', ['web-tree-sitter.wasm'], 'grammars');
  const grammars = ['python', 'go', 'rust', 'java', 'c-sharp', 'cpp', 'ruby', 'php'].map((name) => `tree-sitter-${name}.wasm`);
  take('@vscode/tree-sitter-wasm/wasm', grammars, 'grammars');
  take('@vscode/codicons/dist', ['codicon.css', 'codicon.ttf'], 'webview');
  return assets;
}

/** The types that pyright brings for packages, in one file: as 4,600 files they take three times the room in a package, and minutes to pack. */
function packStubs() {
  const [from, to] = [join(root, 'node_modules/pyright/dist'), join(dist, 'pyright/stubs.json.gz')];
  const time = statSync(join(from, 'pyright-internal.js')).mtimeMs;
  if (statSync(to, { throwIfNoEntry: false })?.mtimeMs === time) return to;
  const names = filesBelow('pyright/dist', 'typeshed-fallback/stubs');
  const texts = Object.fromEntries(names.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(from, name), 'utf8')]));
  writeFileSync(to, gzipSync(JSON.stringify(texts), { level: 9 }));
  utimesSync(to, time / 1000, time / 1000);
  return to;
}

/** Files of a package's folder, relative to it, with a folder of it before their names. */
function filesBelow(folder, part) {
  const entries = readdirSync(join(root, 'node_modules', folder, part), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(root, 'node_modules', folder), join(entry.parentPath, entry.name)));
}

function copyIfOlder(from, to) {
  const source = statSync(from);
  const there = statSync(to, { throwIfNoEntry: false });
  if (there?.size === source.size && there.mtimeMs === source.mtimeMs) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { preserveTimestamps: true });
}

/** What an earlier build left goes last, so that a window that runs the same build never misses a file. */
function sweep(kept) {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const isOthers = file.startsWith(join(dist, 'engine')) || file.endsWith('.vsix');
    if (entry.isFile() && !isOthers && !kept.has(file)) rmSync(file);
  }
}

function printSizes(outputs) {
  for (const [file, { entryPoint, imports }] of Object.entries(outputs)) {
    if (entryPoint === undefined || !/dist[\\/](webview[\\/])?[\w-]+\.js$/.test(file)) continue;
    const size = statSync(join(root, file)).size;
    const eager = sizeOfStatic(outputs, imports);
    console.log(`${file.padEnd(28)} ${kilobytes(size)}${eager > 0 ? `  + ${kilobytes(eager)} loaded with it` : ''}`);
  }
}

/** What is loaded together with an entry: chunks it imports statically, and theirs. */
function sizeOfStatic(outputs, imports, seen = new Set()) {
  let bytes = 0;
  for (const { path, kind, external } of imports) {
    if (external || kind !== 'import-statement' || seen.has(path)) continue;
    seen.add(path);
    bytes += outputs[path].bytes + sizeOfStatic(outputs, outputs[path].imports, seen);
  }
  return bytes;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(8)} kB`;
}
