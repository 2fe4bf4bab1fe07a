import type { Usage } from '../../core/usage.ts';
import { count, neededCount, report } from '../json.ts';

/**
 * Gemini counts cached tokens inside `promptTokenCount`, and thoughts beside `candidatesTokenCount`: the total is the
 * sum of prompt, candidates, tool results and thoughts (types of `GenerateContentResponseUsageMetadata`).
 */
export function geminiUsage(told: unknown): Usage | undefined {
  const reported = report(told);
  if (reported === undefined) return undefined;
  const prompt = neededCount(reported['promptTokenCount']);
  const cached = Math.min(count(reported['cachedContentTokenCount']), prompt);
  const thoughts = count(reported['thoughtsTokenCount']);
  return {
    inputTokens: prompt - cached + count(reported['toolUsePromptTokenCount']),
    cacheReadTokens: cached,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: count(reported['candidatesTokenCount']) + thoughts,
    reasoningTokens: thoughts,
  };
}
