import { csvText } from './csv.ts';
import { exactDollars, type Nanos } from './money.ts';
import { localShareOf, type LocalShare, type SpendReport, type SpendSums } from './spend-report.ts';
import { savedNanos, savingWords, type Saving } from './spend-saving.ts';
import { totalTokens, type Usage } from './usage.ts';

/** Money twice: to compute with, and as dollars with all nine digits. */
export interface Amount {
  readonly nanos: Nanos;
  readonly usd: string;
}

export function amountOf(value: Nanos): Amount {
  return { nanos: value, usd: exactDollars(value) };
}

export interface SpendNumbers {
  readonly calls: number;
  readonly failedCalls: number;
  readonly callsUnderWay: number;
  readonly estimatedCalls: number;
  /** `total` is the sum of the others but `reasoning`, which is a part of `output`. */
  readonly tokens: {
    readonly input: number;
    readonly cacheRead: number;
    readonly cacheWrite5m: number;
    readonly cacheWrite1h: number;
    readonly output: number;
    readonly reasoning: number;
    readonly total: number;
  };
  readonly settled: Amount;
  readonly held: Amount;
  readonly overrun: Amount;
  readonly local: { readonly calls: number; readonly tokens: number };
}

/** A report for a program. */
export interface SpendDocument {
  readonly schema: 'centuria.spend';
  readonly version: 1;
  readonly by: SpendReport['by'];
  readonly from: string;
  readonly to: string;
  readonly groups: readonly (SpendNumbers & {
    readonly key: string;
    readonly title?: string;
    readonly byProvider: readonly (SpendNumbers & { readonly provider: string })[];
  })[];
  readonly total: SpendNumbers;
  readonly localShare: LocalShare;
  /** Absent if nothing was measured. */
  readonly saved?: SavedNumbers;
}

export interface SavedNumbers {
  /** `alternative` less `cost`; below zero where it cost more. */
  readonly nanos: number;
  readonly alternative: Amount;
  readonly cost: Amount;
  readonly against: string;
  readonly how: string;
  readonly answers: number;
  readonly tasks: number;
  readonly tasksLeftOut: number;
}

export interface SpendExtras {
  /** Of tasks, where the report is by task. */
  readonly titles: ReadonlyMap<string, string>;
  readonly saving: Saving;
}

export function spendDocument(report: SpendReport, { titles, saving }: SpendExtras): SpendDocument {
  const { by, range, groups, total } = report;
  const saved = savedNumbers(saving);
  return {
    schema: 'centuria.spend',
    version: 1,
    by,
    from: range.from,
    to: range.to,
    groups: groups.map((group) => {
      const title = titles.get(group.key);
      const byProvider = group.byProvider.map((sums) => ({ provider: sums.provider, ...numbersOf(sums) }));
      return { key: group.key, ...(title === undefined ? {} : { title }), ...numbersOf(group), byProvider };
    }),
    total: numbersOf(total),
    localShare: localShareOf(total),
    ...(saved === undefined ? {} : { saved }),
  };
}

function savedNumbers(saving: Saving): SavedNumbers | undefined {
  const saved = savedNanos(saving);
  if (saved === undefined) return undefined;
  const { alternativeNanos, costNanos, answers, tasks, leftOut } = saving;
  return {
    nanos: saved,
    alternative: amountOf(alternativeNanos),
    cost: amountOf(costNanos),
    ...savingWords(saving),
    answers,
    tasks,
    tasksLeftOut: leftOut,
  };
}

function numbersOf({
  calls,
  failed,
  underWay,
  estimated,
  usage,
  settledNanos,
  heldNanos,
  overrunNanos,
  localCalls,
  localTokens,
}: SpendSums): SpendNumbers {
  return {
    calls,
    failedCalls: failed,
    callsUnderWay: underWay,
    estimatedCalls: estimated,
    tokens: tokensOf(usage),
    settled: amountOf(settledNanos),
    held: amountOf(heldNanos),
    overrun: amountOf(overrunNanos),
    local: { calls: localCalls, tokens: localTokens },
  };
}

export function tokensOf(usage: Usage): SpendNumbers['tokens'] {
  return {
    input: usage.inputTokens,
    cacheRead: usage.cacheReadTokens,
    cacheWrite5m: usage.cacheWrite5mTokens,
    cacheWrite1h: usage.cacheWrite1hTokens,
    output: usage.outputTokens,
    reasoning: usage.reasoningTokens,
    total: totalTokens(usage),
  };
}

const COLUMNS: readonly (readonly [name: string, value: (numbers: SpendNumbers) => string | number])[] = [
  ['calls', ({ calls }) => calls],
  ['failed_calls', ({ failedCalls }) => failedCalls],
  ['calls_under_way', ({ callsUnderWay }) => callsUnderWay],
  ['estimated_calls', ({ estimatedCalls }) => estimatedCalls],
  ['input_tokens', ({ tokens }) => tokens.input],
  ['cache_read_tokens', ({ tokens }) => tokens.cacheRead],
  ['cache_write_5m_tokens', ({ tokens }) => tokens.cacheWrite5m],
  ['cache_write_1h_tokens', ({ tokens }) => tokens.cacheWrite1h],
  ['output_tokens', ({ tokens }) => tokens.output],
  ['reasoning_tokens', ({ tokens }) => tokens.reasoning],
  ['tokens', ({ tokens }) => tokens.total],
  ['settled_usd', ({ settled }) => settled.usd],
  ['settled_nanos', ({ settled }) => settled.nanos],
  ['held_usd', ({ held }) => held.usd],
  ['held_nanos', ({ held }) => held.nanos],
  ['overrun_usd', ({ overrun }) => overrun.usd],
  ['overrun_nanos', ({ overrun }) => overrun.nanos],
  ['local_calls', ({ local }) => local.calls],
  ['local_tokens', ({ local }) => local.tokens],
];

/** The report's groups as a table for a spreadsheet; a task's title stands beside its id. */
export function spendCsv(report: SpendReport, titles: SpendExtras['titles']): string {
  const isByTask = report.by === 'task';
  const header = [report.by, ...(isByTask ? ['title'] : []), ...COLUMNS.map(([name]) => name)];
  const rows = report.groups.map((group) => {
    const numbers = numbersOf(group);
    return [group.key, ...(isByTask ? [titles.get(group.key) ?? ''] : []), ...COLUMNS.map(([, value]) => value(numbers))];
  });
  return csvText(header, rows);
}
