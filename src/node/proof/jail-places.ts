/** Where things are in the jail, beside the project, which is at its own path. */
export const PLACES = {
  base: '/centuria/base',
  change: '/centuria/change',
  tools: '/centuria/tools',
  results: '/centuria/results',
} as const;

export const RESULTS = {
  node: `${PLACES.results}/node.jsonl`,
  other: `${PLACES.results}/tests.json`,
  /** A list of the programs that were loaded, after a line end. */
  loaded: `${PLACES.results}/loaded.json`,
  coverage: `${PLACES.results}/coverage`,
} as const;
