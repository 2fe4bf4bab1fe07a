import type { Call } from '../engine/knowledge.ts';

const safe = /Safe(?:Loader)?$|BaseLoader$/u;

/** Whether YAML is loaded into plain values only, by a loader of the library or one that the text derives from such. */
export function hasSafeLoader(call: Call): boolean {
  const loader = call.argument(1, 'Loader');
  return safe.test(loader?.path ?? '') || loader?.class?.bases.some((base) => safe.test(base)) === true;
}

/** Whether it can be said which loader is meant: the one of old versions, or one that is named. */
export function isKnownLoader(call: Call): boolean {
  const loader = call.argument(1, 'Loader');
  return loader === undefined || loader.class !== undefined || loader.path !== undefined;
}
