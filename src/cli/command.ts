import type { Nanos } from '../core/money.ts';
import type { RoutePolicy } from '../core/router.ts';
import type { Config } from './config.ts';
import type { CliHost } from './host.ts';
import { terminalText } from './terminal-text.ts';

/** What a command runs with: the composed product, and what the person said on the command line and in the file. */
export interface CommandContext {
  readonly host: CliHost;
  readonly config: Config;
  readonly json: boolean;
  readonly policy: RoutePolicy;
  readonly caps: { readonly day: { readonly nanos: Nanos }; readonly task: { readonly nanos: Nanos } };
  readonly port: number;
}

/** One JSON object, or lines for a person. */
export function print({ json }: Pick<CommandContext, 'json'>, value: unknown, words: readonly string[]): void {
  put(`${json ? JSON.stringify(value) : words.join('\n')}\n`);
}

/** Words for a person on standard error, where the result goes elsewhere. Gives the exit code back. */
export function told(words: string, code = 0): number {
  process.stderr.write(`${terminalText(words)}\n`);
  return code;
}

/** Text as it is; to a terminal without what could command it. */
export function put(text: string): void {
  process.stdout.write(process.stdout.isTTY ? terminalText(text) : text);
}
