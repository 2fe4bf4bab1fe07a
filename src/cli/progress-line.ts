import { terminalText } from './terminal-text.ts';

/** At most so often, in milliseconds: a terminal is slower than the gates. */
const REDRAW_MS = 100;

/** One line of a terminal that is written over and over. Where nobody watches, such as in a pipe, nothing is written. */
export interface ProgressLine {
  show(words: string): void;
  /** Before anything else is written. */
  clear(): void;
}

export function createProgressLine(
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> & { write(text: string): unknown },
  now: () => number,
): ProgressLine {
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    show(words) {
      if (!out.isTTY || now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      const line = terminalText(words)
        .replaceAll(/[\n\t]/g, ' ')
        .slice(0, Math.max(20, (out.columns || 80) - 1));
      out.write(`\r\u001b[K${line}`);
    },
    clear() {
      if (drawnAt === Number.NEGATIVE_INFINITY) return;
      drawnAt = Number.NEGATIVE_INFINITY;
      out.write('\r\u001b[K');
    },
  };
}
