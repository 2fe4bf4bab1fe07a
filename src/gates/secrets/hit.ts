/** A place that a rule takes for a secret. */
export interface Hit {
  readonly rule: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly url: string;
  readonly blocks: boolean;
}

const restOfValue = /[\w+/~%-]*={0,2}/uy;

/** The hit up to the end of the value in which it ends: a rule that knows the first characters must not leave the others. */
export function toEndOfValue(text: string, hit: Hit): Hit {
  if (!/[\w+/~%-]/u.test(text.charAt(hit.end - 1))) return hit;
  restOfValue.lastIndex = hit.end;
  return { ...hit, end: hit.end + (restOfValue.exec(text)?.[0].length ?? 0) };
}

/** One hit for each place that hits overlap in, as long as all of them; what blocks names it, then the first in the list. */
export function united(hits: readonly Hit[]): Hit[] {
  const found: { readonly hit: Hit; readonly rank: number }[] = [];
  const ranked = hits.map((hit, index) => ({ hit, rank: hit.blocks ? index : index + hits.length }));
  for (const next of ranked.toSorted((a, b) => a.hit.start - b.hit.start)) {
    const last = found.at(-1);
    if (!last || last.hit.end <= next.hit.start) {
      found.push(next);
      continue;
    }
    const { hit, rank } = next.rank < last.rank ? next : last;
    found[found.length - 1] = { hit: { ...hit, start: last.hit.start, end: Math.max(last.hit.end, next.hit.end) }, rank };
  }
  return found.map(({ hit }) => hit);
}
