import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Where the analysers' own files are: the TypeScript library declarations, ruff's WebAssembly module, tree-sitter's and
 * its grammars. From source they are in the installed packages. In a bundle the build has copied them into the entry's
 * folder: `lib*.d.ts` of TypeScript to `typescript-lib`, ruff's two files to `ruff` with its package.json, which says
 * that the loader is CommonJS, and tree-sitter's to `grammars`, and pyright's to `pyright`,
 * where its types of packages are one file.
 */
export interface GateAssets {
  readonly typescriptLib: string;
  /** A CommonJS module that loads ruff. */
  readonly ruffModule: string;
  /** The parser itself, for every grammar. */
  readonly treeSitterWasm: string;
  readonly pythonGrammar: string;
  /** The folder of the grammars, `tree-sitter-go.wasm` and so on. */
  readonly grammars: string;
  /** pyright's bundle, and the program of the thread that it runs in. */
  readonly pyright: { readonly folder: string; readonly thread: string };
}

/** Whether an entry runs from its TypeScript source, not from a bundle. `entryUrl` is its `import.meta.url`. */
export function runsFromSource(entryUrl: string): boolean {
  return entryUrl.endsWith('.ts');
}

/** Finds the assets for the entry that runs; only an entry knows its folder, since a bundler may move what it imports. */
export function gateAssets(entryUrl: string): GateAssets {
  if (runsFromSource(entryUrl)) {
    const require = createRequire(entryUrl);
    return {
      typescriptLib: dirname(require.resolve('typescript')),
      ruffModule: require.resolve('@astral-sh/ruff-wasm-nodejs'),
      treeSitterWasm: require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
      pythonGrammar: require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm'),
      grammars: dirname(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm')),
      pyright: {
        folder: join(dirname(require.resolve('pyright/package.json')), 'dist'),
        thread: fileURLToPath(new URL('./pyright/thread.ts', entryUrl)),
      },
    };
  }
  const folder = dirname(fileURLToPath(entryUrl));
  return {
    typescriptLib: join(folder, 'typescript-lib'),
    ruffModule: join(folder, 'ruff', 'ruff_wasm.js'),
    treeSitterWasm: join(folder, 'grammars', 'web-tree-sitter.wasm'),
    pythonGrammar: join(folder, 'grammars', 'tree-sitter-python.wasm'),
    grammars: join(folder, 'grammars'),
    pyright: { folder: join(folder, 'pyright'), thread: join(folder, 'gates-pyright.js') },
  };
}
