import type { PanelHour } from '../protocol/panel.ts';

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

/** Series to be drawn over each other, the tallest first: each is the sum of itself and those before it. */
export function stacked(data: ChartData): readonly (readonly number[])[] {
  return data.providers.map((_, top) =>
    data.starts.map((_start, index) => sum(data.providers.slice(0, top + 1).map(({ nanos }) => nanos[index] ?? 0))),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
