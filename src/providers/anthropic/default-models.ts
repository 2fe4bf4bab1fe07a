/** Cheapest first. Each is in the SDK's `Model` type and has a price in the price list; a test checks both. */
export const ANTHROPIC_DEFAULT_MODELS: readonly string[] = ['claude-haiku-4-5', 'claude-sonnet-5', 'claude-opus-5-5', 'claude-fable-5-1'];
