import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { GateId } from '../core/gate.ts';
import { fromDollars, MOST, type Nanos } from '../core/money.ts';
import { createGatesProcess } from '../gates/client.ts';
import { StoreError } from '../node/store-error.ts';
import type { CommandContext } from './command.ts';
import { ask } from './commands/ask.ts';
import { check, type CheckOptions } from './commands/check.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { models } from './commands/models.ts';
import { serve } from './commands/serve.ts';
import { readConfig, type Config } from './config.ts';
import { childModule, createCliHost } from './host.ts';
import { terminalText } from './terminal-text.ts';

const USAGE = `centuria: the router, the budgets and the ledger of Centuria without an editor

  centuria models          which models can be asked now
  centuria ask QUESTION    asks the cheapest capable model
  centuria check [PATHS]   the gates over files: syntax, types, lint, security, secrets
  centuria ledger          what was spent, by day and today by model; see --by and --receipt
  centuria serve           the router as an OpenAI-compatible endpoint on this machine, until it is stopped

  --json             one JSON object on standard output
  --sarif            check: a SARIF 2.1.0 log on standard output
  --gates LIST       check: only these, such as syntax,security
  --base REVISION    check: only files that differ from it, and only what it did not have
  --by WHAT          ledger: a report by day, model, agent, task or epic
  --from, --to DATE  ledger: its days, such as 2026-11-23 (default: the last 30)
  --against MODEL    ledger: what was saved against this model, as provider/model
                     (default: of each task, the dearest that was allowed)
  --csv              ledger: the report as a table (RFC 4180) on standard output
  --receipt TASK     ledger: the whole chain behind one answer; with --json for a program
  --config FILE      budgets, order, servers and tokens, as JSON
  --data-dir DIR     where the ledger is (default: the one VS Code uses)
  --day DOLLARS      the day's budget (default 5)
  --never-pay        ask only models that cost nothing
  --port NUMBER      where to serve (default 0: any free port)

Keys come from ANTHROPIC_API_KEY, OPENAI_API_KEY and GEMINI_API_KEY,
and for a server of the file from CENTURIA_KEY_ and its name in capitals.
Exit codes: 0 done, 1 failed or refused, 2 wrong usage or configuration;
of check: 1 something blocks, 3 nothing blocks but a file could not be judged.
`;

/** Runs the command line and returns its exit code. `modules`: the folder of this program, built or not. */
export async function run(args: readonly string[], modules: string): Promise<number> {
  const asked = understood(args);
  if (asked === 'help') return usage();
  if ('mistake' in asked) return told(asked.mistake, 2);
  if ('check' in asked) return asked.check(modules);
  const { command, values, config, day, port } = asked;
  try {
    const host = createCliHost({ environment: process.env, modules, folder: values['data-dir'], config });
    const policy = { neverPay: values['never-pay'] === true || config.neverPay, order: config.order, trusted: true };
    const caps = { day: { nanos: day }, task: { nanos: fromDollars(config.budget.task) } };
    return await command({ host, config, port, json: values.json === true, policy, caps }).finally(() => host.dispose());
  } catch (error) {
    // What the store says is for people; anything else is a mistake of ours, whose place is needed.
    if (error instanceof StoreError) return told(`${error.message} ${error.nextStep}`, 1);
    throw error;
  }
}

type Command = (context: CommandContext) => Promise<number>;

interface Asked {
  readonly command: Command;
  readonly values: NonNullable<ReturnType<typeof parse>['values']>;
  readonly config: Config;
  readonly day: Nanos;
  readonly port: number;
}

/** It needs no store and no models. */
interface AskedCheck {
  check(modules: string): Promise<number>;
}

function understood(args: readonly string[]): Asked | AskedCheck | { readonly mistake: string } | 'help' {
  const parsed = parse(args);
  if (parsed.mistake !== undefined) return { mistake: parsed.mistake };
  const { values, positionals } = parsed;
  if (values.help === true) return 'help';
  if (positionals[0] === 'check') return understoodCheck(positionals.slice(1), values);
  const command = commandOf(positionals, values);
  if (typeof command === 'string') return { mistake: command };
  const read = readConfig(values.config);
  if (!read.ok) return { mistake: `${read.why}.` };
  const day = dayBudget(values.day ?? String(read.config.budget.day));
  if (day === undefined) return { mistake: '--day takes an amount of dollars, from 0 to a million.' };
  const port = Number(values.port ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return { mistake: '--port takes a number from 0 to 65535.' };
  return { command, values, config: read.config, day, port };
}

const CHECKED: readonly GateId[] = ['syntax', 'types', 'lint', 'security', 'secrets'];

function understoodCheck(paths: readonly string[], { base, gates, json, sarif }: Asked['values']): AskedCheck | { readonly mistake: string } {
  const only = gates?.split(',').map((name) => CHECKED.find((gate) => gate === name.trim()));
  const known = only?.filter((gate) => gate !== undefined);
  if (known?.length !== only?.length) return { mistake: `--gates takes some of ${CHECKED.join(', ')}.` };
  const form = sarif === true ? 'sarif' : json === true ? 'json' : 'words';
  const asked = { paths, form, ...(base === undefined ? {} : { base }), ...(known === undefined ? {} : { only: known }) } as const;
  return { check: (modules) => checkHere(asked, modules) };
}

async function checkHere(asked: Pick<CheckOptions, 'paths' | 'form' | 'base' | 'only'>, modules: string): Promise<number> {
  const gates = createGatesProcess({ modulePath: childModule(modules, 'gates') });
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  const out = (text: string): void => void process.stdout.write(text);
  const options = { ...asked, gates, folder: process.cwd(), version: versionOf(modules), signal: controller.signal, out };
  return check(options).finally(() => gates.dispose());
}

/** As the package beside the program says: the built one is a folder below it, the source two. */
function versionOf(modules: string): string {
  const file = ['..', '../..'].map((up) => join(modules, up, 'package.json')).find((path) => existsSync(path));
  const manifest: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}

const HELP = 'See centuria --help.';

/** The command, or what is wrong with how it was called. */
function commandOf([name, ...rest]: readonly string[], values: Asked['values']): Command | string {
  if (name === undefined) return `A command is missing. ${HELP}`;
  if (name === 'ask') return rest.length > 0 ? (context) => ask(context, rest.join(' ')) : `ask takes a question. ${HELP}`;
  const command = new Map<string, Command | string>([['models', models], ['ledger', ledgerCommand(values)], ['serve', serve]]).get(name);
  if (command === undefined) return `There is no command ${name}. ${HELP}`;
  return rest.length === 0 ? command : `${name} takes no ${rest[0] ?? ''}. ${HELP}`;
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
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
        base: { type: 'string' },
        gates: { type: 'string' },
        sarif: { type: 'boolean' },
        by: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        against: { type: 'string' },
        csv: { type: 'boolean' },
        receipt: { type: 'string' },
      },
    });
    return { values, positionals };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}

/** Undefined: no amount, or more than any budget. */
export function dayBudget(dollars: string): Nanos | undefined {
  const amount = dollars.trim() === '' ? Number.NaN : Number(dollars);
  return amount >= 0 && amount * 1e9 <= MOST ? fromDollars(amount) : undefined;
}

function told(words: string, code: number): number {
  process.stderr.write(`${terminalText(words)}\n`);
  return code;
}

function usage(): number {
  process.stdout.write(USAGE);
  return 0;
}
