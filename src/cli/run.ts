import { parseArgs } from 'node:util';

import { askWork } from '../core/ask-work.ts';
import { calendarDay } from '../core/day.ts';
import { formatMoney, fromDollars, MOST, ZERO, type Nanos } from '../core/money.ts';
import { receiptOf } from '../core/receipt.ts';
import { masked } from '../core/secret-check.ts';
import { runTask } from '../core/run-task.ts';
import { StoreError } from '../node/store-error.ts';
import { createCliHost, type CliHost } from './host.ts';
import { terminalText } from './terminal-text.ts';

const USAGE = `centuria: the router, the budgets and the ledger of Centuria without an editor

  centuria models          which models can be asked now
  centuria ask QUESTION    asks the cheapest capable model
  centuria ledger          what was spent, by day and by model

  --json             one JSON object on standard output
  --data-dir DIR     where the ledger is (default: the one VS Code uses)
  --day DOLLARS      the day's budget for this call (default 5)
  --never-pay        ask only models that cost nothing

Keys come from ANTHROPIC_API_KEY, OPENAI_API_KEY and GEMINI_API_KEY.
Exit codes: 0 done, 1 failed or refused, 2 wrong usage.
`;

interface Flags {
  readonly json: boolean;
  readonly neverPay: boolean;
  readonly day: Nanos;
}

/** Runs the command line and returns its exit code. `dist`: the folder of the built CLI and its children. */
export async function run(args: readonly string[], dist: string): Promise<number> {
  const parsed = parse(args);
  if (parsed === undefined) return usage(2);
  const [command, ...rest] = parsed.positionals;
  if (command === undefined || parsed.values.help === true) return usage(parsed.values.help === true ? 0 : 2);
  const day = dayBudget(parsed.values.day ?? '5');
  if (day === undefined) return wrong('--day takes an amount of dollars, from 0 to a million.', 2);
  const flags = { json: parsed.values.json === true, neverPay: parsed.values['never-pay'] === true, day };
  try {
    return await onHost(createCliHost({ environment: process.env, dist, folder: parsed.values['data-dir'] }), { command, rest, flags });
  } catch (error) {
    // What the store says is for people; anything else is a mistake of ours, whose place is needed.
    if (error instanceof StoreError) return wrong(`${error.message} ${error.nextStep}`, 1);
    throw error;
  }
}

interface Command {
  readonly command: string;
  readonly rest: readonly string[];
  readonly flags: Flags;
}

async function onHost(host: CliHost, { command, rest, flags }: Command): Promise<number> {
  try {
    if (command === 'models') return await models(host, flags);
    if (command === 'ask' && rest.length > 0) return await ask(host, rest.join(' '), flags);
    if (command === 'ledger') return ledger(host, flags);
    return usage(2);
  } finally {
    await host.dispose();
  }
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
        day: { type: 'string' },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** Undefined: no amount, or more than any budget. */
export function dayBudget(dollars: string): Nanos | undefined {
  const amount = dollars.trim() === '' ? Number.NaN : Number(dollars);
  return amount >= 0 && amount * 1e9 <= MOST ? fromDollars(amount) : undefined;
}

function wrong(words: string, code: number): number {
  process.stderr.write(`${terminalText(words)}\n`);
  return code;
}

function usage(code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(USAGE);
  return code;
}

function print(flags: Flags, value: unknown, words: readonly string[]): void {
  const text = `${flags.json ? JSON.stringify(value) : words.join('\n')}\n`;
  process.stdout.write(process.stdout.isTTY ? terminalText(text) : text);
}

async function listModels(host: CliHost) {
  const signal = AbortSignal.timeout(8000);
  const lists = await Promise.all(host.providers.map(async (provider) => ({ provider, list: await provider.models(signal) })));
  const cards = lists.flatMap(({ list }) => (list.ok ? list.cards : []));
  const failures = lists.flatMap(({ provider, list }) => (list.ok ? [] : [{ provider: provider.id, ...list.failure }]));
  return { cards, failures };
}

async function models(host: CliHost, flags: Flags): Promise<number> {
  const { cards, failures } = await listModels(host);
  const words = [
    ...cards.map((card) => `${card.key}  ${card.local ? 'here' : 'cloud'}  ${card.contextWindow} tokens  ${card.serves.join(', ')}`),
    ...failures.map((failure) => `${failure.provider}: ${failure.message}`),
  ];
  print(flags, { cards, failures }, words);
  return cards.length > 0 ? 0 : 1;
}

async function ask(host: CliHost, question: string, flags: Flags): Promise<number> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  let answer: string | undefined;
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const kept = await masked(host.world.gates, question);
  const subject = { kind: 'ask', title: kept, instruction: kept, uri: '', range, original: '', seat: 'cli' } as const;
  const { cards } = await listModels(host);
  const state = await runTask(host.world, askWork(subject, question, (text) => (answer = text)), {
    id: host.world.ids.next(),
    cards,
    policy: { neverPay: flags.neverPay, order: [], trusted: true },
    caps: { day: { nanos: flags.day } },
    localOnly: undefined,
    signal: controller.signal,
    onProgress: () => undefined,
  });
  process.removeListener('SIGINT', interrupt);
  const receipt = receiptOf(state);
  const ending = state.ending;
  const why = ending !== undefined && 'why' in ending ? [`${ending.why}${'nextStep' in ending ? ` ${ending.nextStep}` : ''}`] : [];
  print(flags, { answer, ending, receipt }, answer === undefined ? why : [answer]);
  if (!flags.json) process.stderr.write(`${terminalText(receipt.rows.map((row) => `${row.model}: ${row.outcome}`).join('; '))} · ${formatMoney(receipt.totalNanos)}\n`);
  return answer === undefined ? 1 : 0;
}

function ledger(host: CliHost, flags: Flags): number {
  const { clock } = host.world;
  const day = calendarDay(clock.now(), clock.utcOffsetMinutes());
  const days = host.store.spend.byDay(30);
  const today = host.store.spend.byModel(day);
  const words = [
    ...days.map((one) => `${one.day}  ${formatMoney(one.settledNanos)}  held ${formatMoney(one.heldNanos)}  ${one.attempts} attempts`),
    ...today.map((one) => `today  ${one.provider}/${one.model}  ${formatMoney(one.settledNanos)}  ${one.tokens} tokens`),
  ];
  print(flags, { days, today }, days.length === 0 ? [`nothing was spent: ${formatMoney(ZERO)}`] : words);
  return 0;
}
