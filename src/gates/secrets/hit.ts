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
  const found: Hit[] = [];
  for (const hit of hits.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (!last || last.end <= hit.start) {
      found.push(hit);
      continue;
    }
    const named = hit.blocks && !last.blocks ? hit : last;
    found[found.length - 1] = { ...named, start: last.start, end: Math.max(last.end, hit.end) };
  }
  return found;
}
