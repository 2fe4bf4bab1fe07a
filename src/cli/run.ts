import { parseArgs } from 'node:util';

import { fromDollars } from '../core/money.ts';
import type { CommandContext } from './command.ts';
import { ask } from './commands/ask.ts';
import { ledger } from './commands/ledger.ts';
import { models } from './commands/models.ts';
import { serve } from './commands/serve.ts';
import { readConfig } from './config.ts';
import { createCliHost } from './host.ts';

const USAGE = `centuria: the router, the budgets and the ledger of Centuria without an editor

  centuria models          which models can be asked now
  centuria ask QUESTION    asks the cheapest capable model
  centuria ledger          what was spent, by day and by model
  centuria serve           the router as an OpenAI-compatible endpoint on this machine, until it is stopped

  --json             one JSON object on standard output
  --config FILE      budgets, order, servers and tokens, as JSON
  --data-dir DIR     where the ledger is (default: the one VS Code uses)
  --day DOLLARS      the day's budget (default 5)
  --never-pay        ask only models that cost nothing
  --port NUMBER      where to serve (default 0: any free port)

Keys come from ANTHROPIC_API_KEY, OPENAI_API_KEY and GEMINI_API_KEY,
and for a server of the file from CENTURIA_KEY_ and its name in capitals.
Exit codes: 0 done, 1 failed or refused, 2 wrong usage or configuration.
`;

/** Runs the command line and returns its exit code. `modules`: the folder of this program, built or not. */
export async function run(args: readonly string[], modules: string): Promise<number> {
  const parsed = parse(args);
  if (parsed === undefined) return usage(2);
  const { values, positionals } = parsed;
  const [name, ...rest] = positionals;
  if (values.help === true) return usage(0);
  const command = commandOf(name, rest);
  if (command === undefined) return usage(2);
  const read = readConfig(values.config);
  if (!read.ok) return wrong(read.why);
  const { config } = read;
  const day = amount(values.day, config.budget.day);
  const port = amount(values.port, 0);
  if (day === undefined || port === undefined || !Number.isInteger(port) || port > 65_535) return usage(2);
  const host = createCliHost({ environment: process.env, modules, folder: values['data-dir'], config });
  try {
    return await command({
      host,
      config,
      port,
      json: values.json === true,
      policy: { neverPay: values['never-pay'] === true || config.neverPay, order: config.order, trusted: true },
      caps: { day: { nanos: fromDollars(day) }, task: { nanos: fromDollars(config.budget.task) } },
    });
  } finally {
    await host.dispose();
  }
}

/** A number that is not negative; undefined if `text` is none. */
function amount(text: string | undefined, absent: number): number | undefined {
  const value = text === undefined ? absent : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function commandOf(name: string | undefined, rest: readonly string[]): ((context: CommandContext) => Promise<number> | number) | undefined {
  if (name === 'ask' && rest.length > 0) return (context) => ask(context, rest.join(' '));
  if (rest.length > 0) return undefined;
  return name === 'models' ? models : name === 'ledger' ? ledger : name === 'serve' ? serve : undefined;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        'never-pay': { type: 'boolean' },
        'data-dir': { type: 'string' },
        config: { type: 'string' },
        day: { type: 'string' },
        port: { type: 'string' },
      },
    });
  } catch (error) {
    wrong(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function usage(code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(USAGE);
  return code;
}

function wrong(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}
