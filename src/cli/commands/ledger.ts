import { counted } from '../../core/counted.ts';
import { calendarDay } from '../../core/day.ts';
import type { Prices } from '../../core/ledger.ts';
import { formatMoney, ZERO } from '../../core/money.ts';
import type { ReceiptDocument } from '../../core/receipt-document.ts';
import { spendCsv, spendDocument, type SpendDocument } from '../../core/spend-export.ts';
import { isDay, lastDays, SPEND_BY, type SpendBy } from '../../core/spend-report.ts';
import { addSavings, isPriced, NO_SAVING, savingOf, signedMoney, type Saving } from '../../core/spend-saving.ts';
import { taskReceipt } from '../../node/task-receipt.ts';
import { print, put, type CommandContext } from '../command.ts';
import { terminalText } from '../terminal-text.ts';

/** What `centuria ledger` was asked for. */
export interface LedgerValues {
  readonly by?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly against?: string | undefined;
  readonly csv?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly receipt?: string | undefined;
}

interface ReportAsk {
  readonly by: SpendBy;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly against: string | undefined;
  readonly csv: boolean;
}

/** The days of a report that says no other. */
const DAYS = 30;

/** The command for what was asked, or what is wrong with it. */
export function ledgerCommand(values: LedgerValues): ((context: CommandContext) => Promise<number>) | string {
  const { by, from, to, against, csv, json, receipt } = values;
  const asksReport = [by, from, to, against].some((value) => value !== undefined) || csv === true;
  if (receipt !== undefined) return asksReport ? '--receipt stands alone, or with --json.' : (context) => printReceipt(context, receipt);
  if (!asksReport) return printToday;
  if (csv === true && json === true) return 'Choose one of --csv and --json.';
  const known = SPEND_BY.find((one) => one === (by ?? 'day'));
  if (known === undefined) return `--by takes one of ${SPEND_BY.join(', ')}.`;
  const wrong = [from, to].find((day) => day !== undefined && !isDay(day));
  if (wrong !== undefined) return `${wrong} is no day: write it as 2026-11-23.`;
  if (from !== undefined && to !== undefined && from > to) return '--from is after --to.';
  return (context) => printReport(context, { by: known, from, to, against, csv: csv === true });
}

function printToday(context: CommandContext): Promise<number> {
  const { host } = context;
  const { clock } = host.world;
  const day = calendarDay(clock.now(), clock.utcOffsetMinutes());
  const days = host.store.spend.byDay(DAYS);
  const today = host.store.spend.byModel(day);
  const words = [
    ...days.map(
      (one) => `${one.day}  ${formatMoney(one.settledNanos)}  held ${formatMoney(one.heldNanos)}  ${counted(one.attempts, 'attempt')}`,
    ),
    ...today.map((one) => `today  ${one.provider}/${one.model}  ${formatMoney(one.settledNanos)}  ${one.tokens} tokens`),
  ];
  print(context, { days, today }, days.length === 0 ? [`nothing was spent: ${formatMoney(ZERO)}`] : words);
  return Promise.resolve(0);
}

function printReport(context: CommandContext, { by, from, to, against, csv }: ReportAsk): Promise<number> {
  const { store, world } = context.host;
  const { clock } = world;
  const today = calendarDay(clock.now(), clock.utcOffsetMinutes());
  const last = to ?? (from !== undefined && from > today ? from : today);
  const range = { from: from ?? lastDays(last, DAYS).from, to: last };
  const cost: Prices['cost'] = (...call) => world.prices.cost(...call);
  if (against !== undefined && !isPriced(cost, against, clock.now())) {
    process.stderr.write(
      `${terminalText(`The price of ${against} is not known. --against takes a paid model as provider/model, such as anthropic/claude-sonnet-4-5.`)}\n`,
    );
    return Promise.resolve(2);
  }
  const report = store.spend.report(by, range);
  const titles = by === 'task' ? store.spend.titles(report.groups.map(({ key }) => key)) : new Map<string, string>();
  if (csv) put(spendCsv(report, titles));
  else {
    const question = against === undefined ? { cost } : { cost, against };
    // A day at a time: however many tasks there were, those of one day are in memory.
    const saving = store.spend
      .days(range)
      .reduce<Saving>((sum, day) => addSavings(sum, savingOf(store.spend.tasksOf(day), question)), NO_SAVING);
    const document = spendDocument(report, { titles, saving });
    print(context, document, reportWords(document));
  }
  return Promise.resolve(0);
}

function reportWords({ from, to, groups, total, localShare, saved }: SpendDocument): readonly string[] {
  const line = (name: string, one: SpendDocument['total']): string =>
    [name, formatMoney(one.settled.nanos), ...notes(one), counted(one.calls, 'call'), `${one.tokens.total} tokens`].join('  ');
  const shares = [
    ...(localShare.ofCalls === undefined ? [] : [`${percent(localShare.ofCalls)} of the calls`]),
    ...(localShare.ofTokens === undefined ? [] : [`${percent(localShare.ofTokens)} of the tokens`]),
  ];
  return [
    ...groups.map((group) =>
      line([group.key === '' ? 'no epic' : group.key, ...(group.title === undefined ? [] : [group.title])].join('  '), group),
    ),
    line(`${from} to ${to}`, total),
    ...(shares.length === 0 ? [] : [`on this machine: ${shares.join(', ')}`]),
    ...(saved === undefined ? [] : [`saved ${signedMoney(saved.nanos)} against ${saved.against}. ${saved.how}`]),
  ];
}

function notes({ held, overrun, failedCalls, estimatedCalls }: SpendDocument['total']): readonly string[] {
  return [
    ...(held.nanos === 0 ? [] : [`held ${formatMoney(held.nanos)}`]),
    ...(overrun.nanos === 0 ? [] : [`overrun ${formatMoney(overrun.nanos)}`]),
    ...(failedCalls === 0 ? [] : [`${failedCalls} failed`]),
    ...(estimatedCalls === 0 ? [] : [`${estimatedCalls} estimated`]),
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function printReceipt(context: CommandContext, task: string): Promise<number> {
  const receipt = taskReceipt(context.host.store, task);
  if (receipt === undefined) {
    process.stderr.write(`${terminalText(`There is no task ${task}. centuria ledger --by task lists those of the last ${DAYS} days.`)}\n`);
    return Promise.resolve(1);
  }
  print(context, receipt, receiptWords(receipt));
  return Promise.resolve(0);
}

function receiptWords({ title, attempts, ending, total, route }: ReceiptDocument): readonly string[] {
  return [
    title,
    ...attempts.flatMap((one) => [
      `${one.label}  ${formatMoney(one.cost.nanos)}  ${one.outcome ?? one.state}  ${one.usage.total} tokens  ${one.why}`,
      ...one.gates
        .filter(({ verdict }) => verdict !== 'not-applicable')
        .map(({ gate, verdict, why }) => `  ${gate} ${verdict}${why === undefined ? '' : `: ${why}`}`),
    ]),
    ...route.notAsked.map(({ label, why }) => `not asked: ${label}: ${why}`),
    [ending.type, ...(ending.why === undefined ? [] : [ending.why])].join(': '),
    `in all ${formatMoney(total.cost.nanos)}, ${total.tokens.total} tokens`,
  ];
}
