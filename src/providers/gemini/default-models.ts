/** Cheapest first. Each is in the SDK's list of models and has a price in the price list; a test checks both. */
export const GEMINI_DEFAULT_MODELS: readonly string[] = [
  'gemini-2.5-flash-lite',
  'gemini-3.5-flash-lite',
  'gemini-3.8-flash',
  'gemini-2.5-pro',
  'gemini-3.1-pro-preview',
];
