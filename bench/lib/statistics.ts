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
