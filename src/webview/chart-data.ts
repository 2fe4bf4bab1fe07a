import type { PanelHour, PanelReport } from '../protocol/panel.ts';

/** Spending by hour, ready to draw and to read. */
export interface ChartData {
  /** The start of each hour, in milliseconds since the epoch, without gaps. */
  readonly starts: readonly number[];
  /** Those who were paid most first. */
  readonly providers: readonly { readonly name: string; readonly nanos: readonly number[]; readonly total: number }[];
  /** Of each hour. */
  readonly totals: readonly number[];
}

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Fills the gaps of the 24 hours that end with the last one. Undefined if nothing was spent. */
export function chartData(hours: readonly PanelHour[]): ChartData | undefined {
  const last = Math.max(...hours.map(({ startsAt }) => startsAt));
  if (!Number.isFinite(last)) return undefined;
  const starts = Array.from({ length: HOURS }, (_, index) => last - (HOURS - 1 - index) * HOUR_MS);
  const spent = (provider: string, start: number): number =>
    sum(
      hours
        .filter(({ startsAt }) => startsAt === start)
        .flatMap(({ byProvider }) => byProvider)
        .filter((entry) => entry.provider === provider)
        .map(({ nanos }) => nanos),
    );
  const names = new Set(hours.flatMap(({ byProvider }) => byProvider.map(({ provider }) => provider)));
  const providers = [...names]
    .map((name) => {
      const nanos = starts.map((start) => spent(name, start));
      return { name, nanos, total: sum(nanos) };
    })
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total || a.name.localeCompare(b.name));
  if (providers.length === 0) return undefined;
  const totals = starts.map((_, index) => sum(providers.map(({ nanos }) => nanos[index] ?? 0)));
  return { starts, providers, totals };
}

/** Bars beside each other, each stacked by provider. */
export interface BarData {
  readonly labels: readonly string[];
  /** A label of time may be left out where there is no room; a name is cut. */
  readonly labelled: 'time' | 'name';
  readonly providers: readonly { readonly name: string; readonly values: readonly number[]; readonly total: number }[];
  /** Whether the values are nano-dollars; else they are tokens. */
  readonly money: boolean;
}

export function hourBars({ starts, providers }: ChartData, label: (at: number) => string): BarData {
  const named = providers.map(({ name, nanos, total }) => ({ name, values: nanos, total }));
  return { labels: starts.map(label), labelled: 'time', providers: named, money: true };
}

/** Undefined: there is nothing to draw. */
export function reportBars({ by, rows, providers, total, measure }: PanelReport, label: (row: string) => string): BarData | undefined {
  if (total.series.every((value) => value === 0)) return undefined;
  const named = providers.map((name, index) => ({
    name,
    values: rows.map(({ series }) => series[index] ?? 0),
    total: total.series[index] ?? 0,
  }));
  return {
    labels: rows.map((row) => label(row.label)),
    labelled: by === 'day' ? 'time' : 'name',
    providers: named.filter((one) => one.total > 0),
    money: measure === 'money',
  };
}

/** Series to be drawn over each other, the tallest first: each is the sum of itself and those before it. */
export function stacked({ labels, providers }: Pick<BarData, 'labels' | 'providers'>): readonly (readonly number[])[] {
  return providers.map((_, top) => labels.map((_label, index) => sum(providers.slice(0, top + 1).map(({ values }) => values[index] ?? 0))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
