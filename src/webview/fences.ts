/** A part of what a model said. */
export interface TextPart {
  readonly kind: 'prose' | 'code';
  readonly text: string;
}

/** Splits a text at its fences of three back-ticks; a fence that never closes runs to the end. */
export function splitFences(text: string): readonly TextPart[] {
  return text
    .split(/^[ \t]*```.*$/m)
    .map((piece, index): TextPart => {
      return index % 2 === 0 ? { kind: 'prose', text: piece.trim() } : { kind: 'code', text: trimBreaks(piece) };
    })
    .filter((part) => part.text !== '');
}

function trimBreaks(text: string): string {
  return text.replace(/^\r?\n/, '').replace(/\r?\n$/, '');
}
