import ts from 'typescript';

interface Kept {
  readonly path: string;
  readonly text: string;
  readonly file: ts.SourceFile;
}

/** The text that is judged, and its base. */
const most = 4;
const kept: Kept[] = [];

/** The syntax tree of a text, with parents. The last few are kept, since several checks of one text follow each other. */
export function parsedScript(text: string, path: string): ts.SourceFile {
  const known = kept.find((one) => one.path === path && one.text === text);
  if (known) return known.file;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  kept.unshift({ path, text, file });
  kept.length = Math.min(kept.length, most);
  return file;
}
