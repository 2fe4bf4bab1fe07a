import type { TreeLanguageId } from './languages.ts';

/*
 * Right text that the grammars of this version take for wrong: what a language has got since, and what a preprocessor
 * writes, which is not in the file. An error beside such a thing is a doubt.
 */

const newer: Readonly<Partial<Record<TreeLanguageId, RegExp>>> = {
  // C# 13 and 14: https://learn.microsoft.com/dotnet/csharp/whats-new/csharp-14
  csharp: /\?\.[\w.[\]]+\s*(?:[-+*/%&|^]|<<|>>|\?\?)?=(?![=>])|\bextension\s*[(<]|\b(?:unsafe|fixed)\b|\bparams\s+[\w.]+</u,
  // Java 25: https://openjdk.org/jeps/511
  java: /\bimport\s+module\b/u,
  // Rust 2024 and unstable: https://doc.rust-lang.org/edition-guide/rust-2024/unsafe-extern.html
  rust: /\bsafe\s+(?:fn|static)\b|\btrait\s+\w[^{;]*=|\bgen\b/u,
  cpp: /\[\[|\.\.\.|<=>|\b(?:module|import|export|requires|concept|consteval|this\s+(?:auto|\w+\s*&)|asm)\b|:\s*\d+\s*=/u,
  c: /\[\[|\.\.\.|\b(?:typeof|constexpr|nullptr|asm|bool|true|false)\b/u,
};

/** A directive, or a name that is written as macros and the compilers' own words are. */
const directive = /^\s*#/u;
const macro = /\b(?:[A-Z_][A-Z0-9_]{2,}|_[A-Z]\w+|__\w+)\b/u;

/** Words that C has not, and may use as names. */
const wordsOfCpp =
  /\b(?:alignas|alignof|and|and_eq|bitand|bitor|catch|class|compl|const_cast|decltype|delete|dynamic_cast|explicit|export|final|friend|import|module|mutable|namespace|new|noexcept|not|not_eq|operator|or|or_eq|override|private|protected|public|reinterpret_cast|static_cast|template|this|throw|try|typeid|typename|using|virtual|xor|xor_eq)\b/u;

/** Why an error among these lines may be none, if it may. */
export function whyUnsure(languageId: TreeLanguageId, around: readonly string[]): string | undefined {
  const text = around.join('\n');
  const hasDirectives = languageId === 'csharp' || languageId === 'c' || languageId === 'cpp';
  if (hasDirectives && around.some((line) => directive.test(line))) return 'a preprocessor directive is beside it';
  if (newer[languageId]?.test(text) === true) return 'it may be newer than the grammar';
  if (languageId !== 'c' && languageId !== 'cpp') return undefined;
  if (macro.test(text)) return 'a macro may be beside it';
  return languageId === 'c' && wordsOfCpp.test(text) ? 'C is read with the grammar of C++' : undefined;
}
