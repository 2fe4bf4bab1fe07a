import type { Gates } from '../../core/gate.ts';
import { masked } from '../../core/secret-check.ts';

/**
 * Tells the last line of a text that grows, with every secret in the text blotted out. One scan at a time, of the
 * newest text: what is written faster than it can be looked at is told less often.
 */
export function maskedLastLine(gates: Gates, tell: (line: string) => void): (text: string) => void {
  let newest: string | undefined;
  let scanning = false;
  const scan = async (): Promise<void> => {
    scanning = true;
    while (newest !== undefined) {
      const text = newest;
      newest = undefined;
      tell(lastLine(await masked(gates, text)));
    }
    scanning = false;
  };
  return (text) => {
    newest = text;
    if (!scanning) void scan();
  };
}

function lastLine(text: string): string {
  return text.split('\n').findLast((line) => line.trim() !== '' && !line.startsWith('```')) ?? '';
}
