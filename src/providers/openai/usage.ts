import type { Usage } from '../../core/usage.ts';
import { count, isObject, neededCount, report } from '../json.ts';

/**
 * Chat completions count cached tokens inside `prompt_tokens` and reasoning inside `completion_tokens` (types of the
 * `openai` package; DeepSeek's API reports its cache as `prompt_cache_hit_tokens`).
 */
export function openAiUsage(told: unknown): Usage | undefined {
  const reported = report(told);
  if (reported === undefined) return undefined;
  const promptDetails = isObject(reported['prompt_tokens_details']) ? reported['prompt_tokens_details'] : {};
  const outputDetails = isObject(reported['completion_tokens_details']) ? reported['completion_tokens_details'] : {};
  const prompt = neededCount(reported['prompt_tokens']);
  const output = neededCount(reported['completion_tokens']);
  const cached = promptDetails['cached_tokens'] ?? reported['prompt_cache_hit_tokens'];
  const cacheRead = Math.min(count(cached), prompt);
  const cacheWrite = Math.min(count(promptDetails['cache_write_tokens']), prompt - cacheRead);
  return {
    inputTokens: prompt - cacheRead - cacheWrite,
    cacheReadTokens: cacheRead,
    cacheWrite5mTokens: cacheWrite,
    cacheWrite1hTokens: 0,
    outputTokens: output,
    reasoningTokens: Math.min(count(outputDetails['reasoning_tokens']), output),
  };
}
