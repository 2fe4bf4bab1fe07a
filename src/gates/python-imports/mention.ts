import { basename } from 'node:path';
import { moduleName } from './leads.ts';

/** Says whether a text has an import with one of some names in it. */
export type Mention = (text: string) => boolean;

/** Up to a newline that no backslash stands before. */
const endOfLine = /(?<!\\\r?)\n/u;
const keyword = /\b(?:from|import)\b/u;
const inBrackets = /\bimport\s*\(/gu;
const ofPackage = /\bfrom\s*\.+\s*import\b/u;

/** Whether a text has an import with the name of one of some files in it. Each part of a text is looked at once. */
export function mentionOf(files: readonly string[]): Mention {
  const names = [...new Set(files.map(moduleName))].filter((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name));
  const any = new RegExp(names.length === 0 ? '(?!)' : String.raw`(?<![\p{L}\p{N}_])(?:${names.join('|')})(?![\p{L}\p{N}_])`, 'u');
  const isOfPackage = files.some((file) => /^__init__\.pyi?$/u.test(basename(file)));
  return (text) => (any.test(text) && (isOnLine(text, any) || isInBrackets(text, any))) || (isOfPackage && ofPackage.test(text));
}

/** What is behind any keyword of a line is behind its first one. */
function isOnLine(text: string, any: RegExp): boolean {
  return text.split(endOfLine).some((line) => {
    const found = keyword.exec(line);
    return found !== null && any.test(line.slice(found.index + found[0].length));
  });
}

/** An import in the brackets of another is a part of it. */
function isInBrackets(text: string, any: RegExp): boolean {
  let done = 0;
  for (const {
    index,
    0: { length },
  } of text.matchAll(inBrackets)) {
    if (index < done) continue;
    const close = text.indexOf(')', index + length);
    done = close === -1 ? text.length : close;
    if (any.test(text.slice(index + length, done))) return true;
  }
  return false;
}
