/** A title is cut at the end: what names the code stands before it. */
const LONGEST = 60;

/** What will be changed, for a title: `lines 1–9 · export function greeting(name)`. `first` and `last`: zero-based lines. */
export function targetWords({
  first,
  last,
  head,
}: {
  readonly first: number;
  readonly last: number;
  /** The first line. */ readonly head: string;
}): string {
  const lines = first === last ? `line ${first + 1}` : `lines ${first + 1}–${last + 1}`;
  const code = head.trim().replace(/\s*[{:]$/, '');
  return `${lines} · ${code.length > LONGEST ? `${code.slice(0, LONGEST)}…` : code}`;
}
