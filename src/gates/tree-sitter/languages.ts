/** What is known of a language that is read with a grammar of tree-sitter. */
export interface TreeLanguage {
  /** As a person calls it. */
  readonly name: string;
  /** The grammar's file in the package `@vscode/tree-sitter-wasm`, without `tree-sitter-` and `.wasm`. */
  readonly grammar: string;
  /** Text that a preprocessor writes is not in the file: what looks wrong near one may be right. */
  readonly preprocessed?: true;
}

/**
 * By VS Code's language id. The package has no grammar of C: C is read with the one of C++, and what only one of the two
 * languages has is a doubt (`c-in-cpp.ts`).
 */
const treeLanguages = {
  go: { name: 'Go', grammar: 'go' },
  rust: { name: 'Rust', grammar: 'rust' },
  java: { name: 'Java', grammar: 'java' },
  csharp: { name: 'C#', grammar: 'c-sharp' },
  cpp: { name: 'C++', grammar: 'cpp', preprocessed: true },
  c: { name: 'C', grammar: 'cpp', preprocessed: true },
  ruby: { name: 'Ruby', grammar: 'ruby' },
  php: { name: 'PHP', grammar: 'php' },
} as const satisfies Readonly<Record<string, TreeLanguage>>;

export type TreeLanguageId = keyof typeof treeLanguages;

export function isTreeLanguage(languageId: string): languageId is TreeLanguageId {
  return Object.hasOwn(treeLanguages, languageId);
}

export function treeLanguage(languageId: TreeLanguageId): TreeLanguage {
  return treeLanguages[languageId];
}
