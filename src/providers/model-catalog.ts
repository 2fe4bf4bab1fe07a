import { findProvider } from '@pydantic/genai-prices';

/**
 * The prompt and answer window of a model in tokens, from the pinned price list's data, where it has the model under
 * exactly this id or its dated form. Absent: not known there.
 */
export function catalogWindow(vendor: 'openai' | 'anthropic' | 'google' | 'deepseek', model: string): number | undefined {
  const undated = model.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '');
  const models = findProvider({ providerId: vendor })?.models ?? [];
  return models.find(({ id }) => id === model || id === undated)?.context_window;
}
