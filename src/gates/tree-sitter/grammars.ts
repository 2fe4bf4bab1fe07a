import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import grammarPackage from '@vscode/tree-sitter-wasm/package.json' with { type: 'json' };
import { Language, Parser } from 'web-tree-sitter';
import type { Tree } from 'web-tree-sitter';

/** The parser with its grammars, each loaded when a text of its language is first parsed. */
export interface Grammars {
  readonly tool: string;
  /** Lends the tree of a text: it is freed afterwards. Rejects if the grammar cannot be loaded or the parser gives up. */
  withTree<T>(grammar: string, text: string, use: (tree: Tree) => T): Promise<T>;
  dispose(): void;
}

/** Where the parser and the grammars are. */
export interface GrammarFiles {
  readonly treeSitterWasm: string;
  /** The folder of the grammars: `tree-sitter-go.wasm` and so on. */
  readonly grammars: string;
}

async function loadParser(files: GrammarFiles, grammar: string): Promise<Parser> {
  // Once the parser is there, this does nothing.
  await Parser.init({ wasmBinary: await readFile(files.treeSitterWasm) });
  const wasm = await readFile(join(files.grammars, `tree-sitter-${grammar}.wasm`));
  return new Parser().setLanguage(await Language.load(wasm));
}

/** Nothing is loaded yet. */
export function createGrammars(files: GrammarFiles): Grammars {
  const parsers = new Map<string, Promise<Parser>>();
  const parserOf = (grammar: string): Promise<Parser> => {
    const known = parsers.get(grammar);
    if (known) return known;
    const loading = loadParser(files, grammar).catch((error: unknown) => {
      parsers.delete(grammar);
      throw new Error(`the grammar of ${grammar} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
    });
    parsers.set(grammar, loading);
    return loading;
  };
  return {
    tool: `tree-sitter grammars ${grammarPackage.version}`,
    withTree: async (grammar, text, use) => {
      const tree = (await parserOf(grammar)).parse(text);
      if (tree === null) throw new Error('the parser gave up');
      try {
        return use(tree);
      } finally {
        tree.delete();
      }
    },
    dispose: () => {
      for (const parser of parsers.values())
        void parser.then(
          (loaded) => loaded.delete(),
          () => undefined,
        );
    },
  };
}
