/**
 * What one attempt used, in tokens, in buckets that never overlap. Vendors differ: OpenAI, Gemini and
 * DeepSeek count cached tokens inside the input, Anthropic beside it; adapters normalise, so that adding
 * the buckets up never counts a token twice.
 */
export interface Usage {
  /** Prompt tokens that were neither read from nor written to a cache. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  /** Written to a cache that lives five minutes. */
  readonly cacheWrite5mTokens: number;
  /** Written to a cache that lives an hour. */
  readonly cacheWrite1hTokens: number;
  /** All generated tokens, thinking included. */
  readonly outputTokens: number;
  /** The part of `outputTokens` that was thinking. A note, not a bucket: it is never added. */
  readonly reasoningTokens: number;
}

/** Where a usage comes from: the provider's own report, or our estimate when a stream was cut before it. */
export type UsageSource = 'reported' | 'estimated';

export const NO_USAGE: Usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/** Every token the provider read or wrote for this attempt. */
export function totalTokens(usage: Usage): number {
  return promptTokens(usage) + usage.outputTokens;
}

export function promptTokens(usage: Usage): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
}
