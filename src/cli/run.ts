import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { GateId } from '../core/gate.ts';
import type { GatePolicy } from '../core/gate-policy.ts';
import { fromDollars, MOST, type Nanos } from '../core/money.ts';
import { createGatesProcess, type GatesProcess } from '../gates/client.ts';
import { StoreError } from '../node/store-error.ts';
import { told, type CommandContext } from './command.ts';
import { ask } from './commands/ask.ts';
import { benchCommand } from './commands/bench.ts';
import { check, type CheckOptions } from './commands/check.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { models } from './commands/models.ts';
import { prove } from './commands/prove.ts';
import { serve } from './commands/serve.ts';
import { gatePolicyOf, readConfig, type Config } from './config.ts';
import { childModule, createCliHost } from './host.ts';
import { nearestWord } from './nearest-word.ts';
import { createProgressLine } from './progress-line.ts';
import { commandNames, strayOption, usageOf } from './usage.ts';

/** Runs the command line and returns its exit code. `modules`: the folder of this program, built or not. */
export async function run(args: readonly string[], modules: string): Promise<number> {
  const asked = understood(args);
  if ('helpOf' in asked) return said(usageOf(asked.helpOf));
  if ('noCommand' in asked) return told(noCommand(asked.noCommand), 2);
  if ('isVersion' in asked) return said(`centuria ${versionOf(modules)}\n`);
  if ('mistake' in asked) return told(asked.mistake, 2);
  if ('withGates' in asked) return runWithGates(asked, modules);
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

/** They need no store and no models. */
interface AskedOfGates {
  readonly config: Config;
  withGates(context: GatesContext): Promise<number>;
}

type GatesContext = Pick<CheckOptions, 'folder' | 'version' | 'signal' | 'out' | 'progress'> & {
  readonly gates: GatesProcess;
  readonly policy: GatePolicy;
};

type AboutItself = { readonly helpOf: string | undefined } | { readonly noCommand: string } | { readonly isVersion: true };

function helpOf(name: string | undefined): AboutItself {
  return name === undefined || commandNames.includes(name) ? { helpOf: name } : { noCommand: name };
}

function aboutItself([name, topic]: readonly string[], values: Asked['values']): AboutItself | undefined {
  if (name === 'help') return helpOf(topic);
  if (values.help === true) return helpOf(name);
  return values.version === true ? { isVersion: true } : undefined;
}

function understood(args: readonly string[]): Asked | AskedOfGates | { readonly mistake: string } | AboutItself {
  const parsed = parse(args);
  if (parsed.mistake !== undefined) return { mistake: parsed.mistake };
  const { values, positionals } = parsed;
  const [name, ...paths] = positionals;
  const about = aboutItself(positionals, values);
  if (about !== undefined) return about;
  const stray = strayOption(name, Object.keys(values));
  if (stray !== undefined) return { mistake: `${name ?? ''} takes no --${stray}. ${HELP}` };
  const asked = name === 'check' ? understoodCheck(paths, values) : name === 'prove' ? understoodProve(paths, values) : undefined;
  if (asked === undefined) return understoodWithStore(positionals, values);
  if ('mistake' in asked) return asked;
  const read = readConfig(values.config);
  return read.ok ? { ...asked, config: read.config } : { mistake: `${read.why}.` };
}

function understoodWithStore(positionals: readonly string[], values: Asked['values']): Asked | { readonly mistake: string } {
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

const NO_BASE = '--base was given no revision: name one, such as main or HEAD.';
const CHECKED: readonly GateId[] = ['syntax', 'types', 'lint', 'security', 'imports', 'secrets', 'complexity', 'documentation'];

/** An empty variable in a script is no path and no revision. */
function emptyMistake(paths: readonly string[], base: string | undefined): string | undefined {
  if (paths.includes('')) return 'check was given a path that is empty: name a file or folder, or leave it out for this folder.';
  return base?.trim() === '' ? NO_BASE : undefined;
}

function formOf(sarif = false, json = false): CheckOptions['form'] {
  if (sarif) return 'sarif';
  return json ? 'json' : 'words';
}

function understoodCheck(
  paths: readonly string[],
  { base, gates, json, sarif }: Asked['values'],
): Pick<AskedOfGates, 'withGates'> | { readonly mistake: string } {
  const only = gates?.split(',').map((name) => CHECKED.find((gate) => gate === name.trim()));
  const known = only?.filter((gate) => gate !== undefined);
  const empty = emptyMistake(paths, base);
  if (empty !== undefined) return { mistake: empty };
  if (known?.length !== only?.length) return { mistake: `--gates takes some of ${CHECKED.join(', ')}.` };
  if (sarif === true && json === true) return { mistake: 'Choose one of --sarif and --json.' };
  const asked = {
    paths,
    form: formOf(sarif, json),
    ...(base === undefined ? {} : { base }),
    ...(known === undefined ? {} : { only: known }),
  } as const;
  return { withGates: (context) => check({ ...asked, ...context }) };
}

function understoodProve(
  [file, ...rest]: readonly string[],
  values: Asked['values'],
): Pick<AskedOfGates, 'withGates'> | { readonly mistake: string } {
  if (file === undefined || rest.length > 0) return { mistake: `prove takes one file. ${HELP}` };
  if (file.trim() === '') return { mistake: 'prove was given a file without a name.' };
  if (values.base?.trim() === '') return { mistake: NO_BASE };
  const { base = 'HEAD', json = false, check: tests = [], 'check-command': commands = [], install = false } = values;
  return { withGates: (context) => prove({ file, base, json, tests, commands, install, ...context }) };
}

async function runWithGates(asked: AskedOfGates, modules: string): Promise<number> {
  const policy = gatePolicyOf(asked.config);
  const gates = createGatesProcess({ modulePath: childModule(modules, 'gates'), policy });
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  const out = (text: string): void => void process.stdout.write(text);
  const progress = createProgressLine(process.stderr, () => performance.now());
  const context = { gates, policy, folder: process.cwd(), version: versionOf(modules), signal: controller.signal, out, progress };
  return asked.withGates(context).finally(() => gates.dispose());
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
  if (name === 'ask') return rest.length > 0 ? (context) => ask(context, questionOf(rest)) : `ask takes a question. ${HELP}`;
  const commands = new Map<string, () => Command | string>([
    ['models', () => models],
    ['bench', () => benchCommand(values)],
    ['ledger', () => ledgerCommand(values)],
    ['serve', () => serve],
  ]);
  const command = commands.get(name)?.();
  if (command === undefined) return noCommand(name);
  return rest.length === 0 ? command : `${name} takes no ${rest[0] ?? ''}. ${HELP}`;
}

/** `-` among the words stands for standard input. */
function questionOf(words: readonly string[]): Parameters<typeof ask>[1] {
  return { words: words.filter((word) => word !== '-').join(' '), input: words.includes('-') };
}

function noCommand(name: string): string {
  const meant = nearestWord(name, [...commandNames, 'help']);
  return `There is no command ${name}. ${meant === undefined ? `The commands are ${commandNames.join(', ')}.` : `Did you mean ${meant}?`}`;
}

const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  'never-pay': { type: 'boolean' },
  'data-dir': { type: 'string' },
  config: { type: 'string' },
  day: { type: 'string' },
  port: { type: 'string' },
  models: { type: 'string' },
  seconds: { type: 'string' },
  pay: { type: 'boolean' },
  base: { type: 'string' },
  gates: { type: 'string' },
  sarif: { type: 'boolean' },
  check: { type: 'string', multiple: true },
  'check-command': { type: 'string', multiple: true },
  install: { type: 'boolean' },
  by: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  against: { type: 'string' },
  csv: { type: 'boolean' },
  receipt: { type: 'string' },
} as const;

function parse(args: readonly string[]) {
  try {
    const { values, positionals, tokens } = parseArgs({ args: [...args], allowPositionals: true, tokens: true, options: OPTIONS });
    const given = tokens.flatMap((token) => (token.kind === 'option' && token.value !== undefined ? [token.name] : []));
    const twice = given.find((name, index) => given.indexOf(name) < index && !isMany(name));
    return twice === undefined ? { values, positionals } : { mistake: `--${twice} is given twice. ${HELP}` };
  } catch (error) {
    return { mistake: optionMistake(error) };
  }
}

function isMany(name: string): boolean {
  return Object.entries(OPTIONS).some(([option, how]) => option === name && 'multiple' in how);
}

/** What is wrong with an option, in our words: Node's are about how its own parser is used. */
function optionMistake(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const name = /'(?:-\w, )?(--?[\w-]+)/.exec(said)?.[1];
  if (name === undefined) return said;
  const isUnknown = error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  if (isUnknown) return `There is no option ${name}. ${HELP}`;
  return `${name} ${said.includes('does not take') ? 'takes no value' : 'needs a value'}. ${HELP}`;
}

/** Undefined: no amount, or more than any budget. */
export function dayBudget(dollars: string): Nanos | undefined {
  const amount = dollars.trim() === '' ? Number.NaN : Number(dollars);
  return amount >= 0 && amount * 1e9 <= MOST ? fromDollars(amount) : undefined;
}

function said(text: string): number {
  process.stdout.write(text);
  return 0;
}
