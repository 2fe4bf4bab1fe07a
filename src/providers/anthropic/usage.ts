import type { Usage } from '../../core/usage.ts';
import { count, isObject, neededCount, report, type JsonObject } from '../json.ts';

/**
 * Folds the usage of `message_start` and `message_delta`. The later one is cumulative and replaces what it names (types
 * of the SDK's `MessageDeltaUsage`); only the first has the split of cache writes by lifetime.
 */
export function createAnthropicUsage(): { add(reported: unknown): Usage | undefined } {
  let merged: JsonObject | undefined;
  return {
    add: (told) => {
      const reported = report(told);
      if (reported === undefined) return undefined;
      const named = Object.entries(reported).filter(([, value]) => value !== null && value !== undefined);
      merged = isObject(told) ? { ...merged, ...Object.fromEntries(named) } : reported;
      return usageOf(merged);
    },
  };
}

/** Anthropic counts cached tokens beside `input_tokens`, not inside. */
function usageOf(reported: JsonObject): Usage {
  const split = isObject(reported['cache_creation']) ? reported['cache_creation'] : {};
  const details = isObject(reported['output_tokens_details']) ? reported['output_tokens_details'] : {};
  const written = count(reported['cache_creation_input_tokens']);
  const hour = Math.min(count(split['ephemeral_1h_input_tokens']), written);
  const output = neededCount(reported['output_tokens']);
  return {
    inputTokens: neededCount(reported['input_tokens']),
    cacheReadTokens: count(reported['cache_read_input_tokens']),
    cacheWrite5mTokens: written - hour,
    cacheWrite1hTokens: hour,
    outputTokens: output,
    reasoningTokens: Math.min(count(details['thinking_tokens']), output),
  };
}
