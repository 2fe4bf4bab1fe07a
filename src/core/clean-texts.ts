/** Texts in which the secrets gate has found nothing: an agent sends its whole conversation again with every turn. */
export interface CleanTexts {
  /** Those that are not known to be clean. */
  unknown(texts: readonly string[]): readonly string[];
  add(texts: readonly string[]): void;
}

/** What a text takes in memory beside its characters, in characters. Ours. */
export const KEEPING = 64;

/** Remembers so many characters; what was not asked for longest is forgotten first. */
export function createCleanTexts(mostCharacters = 16 * 1024 * 1024): CleanTexts {
  const known = new Set<string>();
  let size = 0;
  const forget = (text: string): void => {
    if (known.delete(text)) size -= text.length + KEEPING;
  };
  const remember = (text: string): void => {
    forget(text);
    known.add(text);
    size += text.length + KEEPING;
  };
  return {
    unknown: (texts) =>
      texts.filter((text) => {
        if (text === '') return false;
        if (!known.has(text)) return true;
        remember(text);
        return false;
      }),
    add(texts) {
      texts.forEach(remember);
      for (const text of known) {
        if (size <= mostCharacters) break;
        forget(text);
      }
    },
  };
}
