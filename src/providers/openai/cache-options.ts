import { createHash } from 'node:crypto';

import type OpenAI from 'openai';
import type { ModelRequest } from '../../core/provider.ts';

type CacheOptions = Pick<OpenAI.Chat.Completions.ChatCompletionCreateParams, 'prompt_cache_key' | 'prompt_cache_options'>;

/** Models from GPT-5.6 on take money for what they write to the cache, and can be told to write nothing. */
const CHARGES_FOR_WRITING = /^gpt-(5\.[6-9]|[6-9])/;

/**
 * OpenAI caches by itself (types of the `openai` package, and developers.openai.com/api/docs/guides/prompt-caching). The
 * key brings the turns of one talk to the same cache; what is asked once is kept out of it where writing costs a quarter
 * more than reading.
 */
export function cacheOptions(request: ModelRequest): CacheOptions {
  if (request.resent !== undefined) return { prompt_cache_key: keyOf(request) };
  return CHARGES_FOR_WRITING.test(request.model) ? { prompt_cache_options: { mode: 'explicit' } } : {};
}

/** The same for all turns of a talk: what it begins with. */
function keyOf({ system, messages, tools }: ModelRequest): string {
  const opening = JSON.stringify([system, tools.map(({ name }) => name), messages[0]?.text ?? '']);
  return createHash('sha256').update(opening).digest('hex').slice(0, 32);
}
