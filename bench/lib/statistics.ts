/** The value that a share of the values do not exceed, `0.5` for the median: between two values, what lies between. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return rounded(low + (high - low) * (place - Math.floor(place)));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** To two places. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

const RESAMPLES = 2_000;

/** The 95 % interval of a statistic over rounds: percentiles over rounds drawn again with replacement. */
export function interval<Round>(
  rounds: readonly Round[],
  statistic: (rounds: readonly Round[]) => number,
): readonly [low: number, high: number] {
  const draw = (): Round => rounds[Math.floor(Math.random() * rounds.length)] as Round;
  const values = Array.from({ length: RESAMPLES }, () => statistic(Array.from(rounds, draw)));
  return [quantile(values, 0.025), quantile(values, 0.975)];
}
