import type { Model } from '@google/genai';
import type { ModelCard } from '../../core/model-card.ts';
import type { ModelList } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import { listedModels } from '../listed-models.ts';
import { catalogWindow } from '../model-catalog.ts';
import { originOf } from '../origin-of.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { geminiClient } from './client.ts';
import { GEMINI_DEFAULT_MODELS } from './default-models.ts';
import { geminiServer } from './server.ts';

/** Where neither the vendor nor the price list says. Every model offered by default reads at least this much. */
const WINDOW_IF_UNKNOWN = 128_000;
const MAX_OUTPUT_IF_UNKNOWN = 8_192;

export function geminiModels(deps: ProviderDeps, signal: AbortSignal): Promise<ModelList> {
  return listedModels({
    ...callOptions(deps, undefined),
    signal,
    keyRequired: true,
    preflight: /./,
    list: async (tools) => {
      const listed: Model[] = [];
      const pages = await geminiClient(deps, tools).models.list({ config: { pageSize: 1000 } });
      for await (const model of pages) listed.push(model);
      return cards(deps, listed);
    },
  });
}

function cards(deps: ProviderDeps, listed: readonly Model[]): ModelCard[] {
  const wanted = new Set([...GEMINI_DEFAULT_MODELS, ...(deps.extraModels ?? [])]);
  return [...wanted].flatMap((id) => {
    const model = listed.find(({ name }) => name === `models/${id}`);
    const generates = model?.supportedActions?.includes('generateContent') ?? true;
    return model === undefined || !generates ? [] : [card(deps, id, model)];
  });
}

function card(deps: ProviderDeps, id: string, model: Model): ModelCard {
  return {
    key: `${deps.id}/${id}`,
    provider: deps.id,
    family: 'gemini',
    model: id,
    label: model.displayName || id,
    local: false,
    origin: originOf(geminiServer(deps)),
    contextWindow: model.inputTokenLimit || catalogWindow('google', id) || WINDOW_IF_UNKNOWN,
    maxOutputTokens: model.outputTokenLimit || MAX_OUTPUT_IF_UNKNOWN,
    tools: true,
    reasoning: false,
    // Thoughts come only where they are asked for, and which models can think the list need not say.
    thinksUnseen: model.thinking ?? true,
    serves: ['edit', 'analyse', 'ask', 'automate'],
    prompt: 'full',
    price: deps.isPriceKnown?.(deps.id, id) === true ? 'known' : 'unknown',
  };
}
