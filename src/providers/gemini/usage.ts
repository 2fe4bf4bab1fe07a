import type { Usage } from '../../core/usage.ts';
import { count, isObject } from '../json.ts';

/**
 * Gemini counts cached tokens inside `promptTokenCount`, and thoughts beside `candidatesTokenCount`: the total is the
 * sum of prompt, candidates, tool results and thoughts (types of `GenerateContentResponseUsageMetadata`).
 */
export function geminiUsage(reported: unknown): Usage | undefined {
  if (!isObject(reported)) return undefined;
  const prompt = count(reported['promptTokenCount']);
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
