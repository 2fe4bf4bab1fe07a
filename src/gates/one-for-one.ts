/** How often each text is there. */
export function countsOf(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** What of `result` has one of the same key among `base`, one for one, and the rest. */
export function oneForOne<T>(
  base: readonly string[],
  result: readonly T[],
  keyOf: (one: T) => string,
): { readonly known: readonly T[]; readonly fresh: readonly T[] } {
  const left = countsOf(base);
  const [known, fresh]: [T[], T[]] = [[], []];
  for (const one of result) {
    const key = keyOf(one);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    (count > 0 ? known : fresh).push(one);
  }
  return { known, fresh };
}
