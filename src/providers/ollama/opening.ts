import type { ThinkPart } from '../think-splitter.ts';

/** The text of an answer, made into deltas. */
export interface TextParts {
  add(text: string): ThinkPart[];
  end(): ThinkPart[];
}

export function plainText(): TextParts {
  return { add: parts, end: () => [] };
}

/**
 * For a model whose answer begins anew where its opening was given: if it opens a fence of its own, that line is left
 * out, since the given one stands there already. Chunks may split the line anywhere.
 */
export function dropRepeated(opening: string): TextParts {
  if (!/^(`{3,})\w*\n$/.test(opening)) return plainText();
  let held: string | undefined = '';
  const release = (more: string): ThinkPart[] => {
    if (held === undefined) return parts(more);
    held += more;
    if (/^\s*(`{0,2}|`{3,}[^\n`]*)$/.test(held)) return [];
    const text = held.replace(/^\s*`{3,}[^\n`]*\n/, '');
    held = undefined;
    return parts(text);
  };
  return {
    add: release,
    end: () => {
      const rest = held ?? '';
      held = undefined;
      return parts(rest);
    },
  };
}

function parts(text: string): ThinkPart[] {
  return text === '' ? [] : [{ type: 'text-delta', text }];
}
