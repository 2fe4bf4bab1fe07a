/** Nano-dollars a token, written out by hand from the vendor's prices: the provider's bill is reckoned without our price list. */
export const MODELS = [
  { id: 'gpt-4o-mini', input: 150, cachedInput: 75, output: 600 },
  { id: 'gpt-4o', input: 2_500, cachedInput: 1_250, output: 10_000 },
] as const;

/** What the provider counted. */
export interface Tally {
  readonly requests: number;
  readonly failed: number;
  /** Its bill. */
  readonly nanos: number;
}
