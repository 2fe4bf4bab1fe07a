/** Cheapest first. Each is in the `openai` package's `ChatModel` type and has a price in the price list; a test checks both. */
export const OPENAI_DEFAULT_MODELS: readonly string[] = [
  'gpt-6-luna',
  'gpt-5.4-mini',
  'gpt-6-sol',
  'gpt-5.6-terra',
  'gpt-5.6-sol',
  'gpt-6-astra',
];
