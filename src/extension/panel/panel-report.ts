import { SEATS } from '../../core/roster.ts';
import { localShareOf, sumOf, type SpendBy, type SpendGroup, type SpendReport, type SpendSums } from '../../core/spend-report.ts';
import { totalTokens } from '../../core/usage.ts';
import type { PanelReport, PanelReportRow, PanelSaved } from '../../protocol/panel.ts';

/** The key of a day's tasks that are not told one by one: no task has this id. */
export const REST = '\u0000';

/** A bar each; the others are one. */
export const SHOWN_GROUPS = 12;

export interface ReportParts {
  /** Every day of the report, in their order. */
  readonly days: readonly string[];
  readonly saved: PanelSaved | undefined;
  titles(tasks: readonly string[]): ReadonlyMap<string, string>;
  /** All that one task came to on these days. */
  ofTask(task: string): SpendGroup;
}

/** A report, ready to draw: a row for each day, or for each of the dearest others and one for the rest. */
export function panelReport(report: SpendReport, parts: ReportParts): PanelReport {
  const { by, total, byProvider } = report;
  const providers = byProvider.map(({ provider }) => provider);
  const measure = total.settledNanos + total.heldNanos > 0 ? 'money' : 'tokens';
  const rowOf = (label: string, group: Omit<SpendGroup, 'key'>): PanelReportRow => ({
    label,
    series: providers.map((name) =>
      amount(
        group.byProvider.find(({ provider }) => provider === name),
        measure,
      ),
    ),
    ...numbersOf(group),
  });
  const all = rowOf('All', { ...total, byProvider });
  const rows = shownGroups(report, parts).map(({ label, group }) => rowOf(label, group));
  const others = by === 'day' ? undefined : restOf(all, rows);
  const { ofCalls, ofTokens } = localShareOf(total);
  return {
    by,
    days: parts.days.length,
    measure,
    providers,
    rows: others === undefined ? rows : [...rows, others],
    total: all,
    ...(ofCalls === undefined ? {} : { localCallsShare: ofCalls }),
    ...(ofTokens === undefined ? {} : { localTokensShare: ofTokens }),
    ...(parts.saved === undefined ? {} : { saved: parts.saved }),
  };
}

function amount(sums: SpendSums | undefined, measure: PanelReport['measure']): number {
  if (sums === undefined) return 0;
  return measure === 'money' ? sums.settledNanos : totalTokens(sums.usage);
}

function numbersOf({ settledNanos, heldNanos, calls, failed, usage, localCalls }: SpendSums): Omit<PanelReportRow, 'label' | 'series'> {
  return { nanos: settledNanos, heldNanos, calls, failed, tokens: totalTokens(usage), localCalls };
}

interface Labelled {
  readonly label: string;
  readonly group: Omit<SpendGroup, 'key'>;
}

function shownGroups({ by, groups }: SpendReport, { days, titles, ofTask }: ReportParts): readonly Labelled[] {
  if (by === 'day') {
    const known = new Map(groups.map((group) => [group.key, group]));
    return days.map((day) => ({ label: day, group: known.get(day) ?? NOTHING }));
  }
  const shown = groups.filter(({ key }) => key !== REST).slice(0, SHOWN_GROUPS);
  const names = by === 'task' ? titles(shown.map(({ key }) => key)) : undefined;
  return shown.map((group) => ({
    label: names?.get(group.key) ?? labelOf(by, group.key),
    group: by === 'task' ? ofTask(group.key) : group,
  }));
}

const NOTHING: Omit<SpendGroup, 'key'> = { ...sumOf([]), byProvider: [] };

function labelOf(by: SpendBy, key: string): string {
  if (key === '') return by === 'epic' ? 'no epic' : 'unnamed';
  const seat = by === 'agent' ? SEATS.find(({ id }) => id === key) : undefined;
  return seat === undefined ? key : `${seat.role.title} (${key})`;
}

/** What all came to, less the rows that are shown. Undefined: nothing is left. */
function restOf(all: PanelReportRow, rows: readonly PanelReportRow[]): PanelReportRow | undefined {
  const less = (of: (row: PanelReportRow) => number): number => rows.reduce((left, row) => left - of(row), of(all));
  const calls = less((row) => row.calls);
  if (calls <= 0) return undefined;
  return {
    label: 'all others',
    series: all.series.map((_, index) => less((row) => row.series[index] ?? 0)),
    nanos: less((row) => row.nanos),
    heldNanos: less((row) => row.heldNanos),
    calls,
    failed: less((row) => row.failed),
    tokens: less((row) => row.tokens),
    localCalls: less((row) => row.localCalls),
  };
}
