import { textHash } from './dependencies.ts';

/** A declaration that other files see, and the names that it gives. */
export interface SurfacePart {
  readonly names: readonly string[];
  readonly text: string;
}

/** What other files see anew of one: nothing, names that they had not, or anything else. */
export type SurfaceChange = 'none' | 'names-added' | 'other';

/** A surface of which it can be told whether another only adds names: `name,name|hash` for each part. `open` is the name of what is more than names. */
export function declaredSurface(parts: readonly SurfacePart[], open: string): string {
  return parts.map(({ names, text }) => `${names.includes(open) ? '' : names.join(',') || '-'}|${textHash(text)}`).join(' ');
}

const namesIn = (part: string): readonly string[] => part.slice(0, part.indexOf('|')).split(',');

/** How a surface differs from the one before. Of other surfaces than `declaredSurface` makes only whether they do. */
export function surfaceChange(base: string | undefined, result: string): SurfaceChange {
  if (base === result) return 'none';
  const [before, after] = [base ?? '', result].map((surface) => surface.split(' '));
  if (before === undefined || after === undefined || ![...before, ...after].every((part) => part.includes('|'))) return 'other';
  const known = new Set(before);
  const added = after.filter((part) => !known.has(part));
  const isWhole = after.filter((part) => known.has(part)).join(' ') === base;
  const taken = new Set(before.flatMap(namesIn));
  const isNew = (name: string): boolean => name === '-' || (name !== '' && !taken.has(name));
  return isWhole && added.length > 0 && added.every((part) => namesIn(part).every(isNew)) ? 'names-added' : 'other';
}
