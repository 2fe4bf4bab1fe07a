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
  coverage: `${PLACES.results}/coverage`,
} as const;
