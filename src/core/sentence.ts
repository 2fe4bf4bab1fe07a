const END = /[.!?…]["')\]]?$/;

/** A text as one sentence or more: it ends in exactly one mark. */
export function sentence(text: string): string {
  const trimmed = text.trim().replace(/([.!?…])\.+$/, '$1');
  return trimmed === '' || END.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The same without its full stop, to stand inside another sentence. */
export function clause(text: string): string {
  return text.trim().replace(/\.+$/, '');
}
