import type Anthropic from '@anthropic-ai/sdk';
import type { ModelCard } from '../../core/model-card.ts';
import type { ModelList } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import { listedModels } from '../listed-models.ts';
import { catalogWindow } from '../model-catalog.ts';
import { originOf } from '../origin-of.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { anthropicClient } from './client.ts';
import { ANTHROPIC_DEFAULT_MODELS } from './default-models.ts';
import { anthropicServer } from './server.ts';

/** Where neither the vendor nor the price list says: the window of every Claude model since Claude 2.1. */
const WINDOW_IF_UNKNOWN = 200_000;
/** Where the vendor does not say: below the maximum of every model offered by default. */
const MAX_OUTPUT_IF_UNKNOWN = 8_192;

export function anthropicModels(deps: ProviderDeps, signal: AbortSignal): Promise<ModelList> {
  return listedModels({
    ...callOptions(deps, undefined),
    signal,
    keyRequired: true,
    preflight: /./,
    list: async (tools) => {
      const listed: Anthropic.ModelInfo[] = [];
      for await (const model of anthropicClient(deps, tools).models.list({ limit: 1000 })) listed.push(model);
      return cards(deps, listed);
    },
  });
}

function cards(deps: ProviderDeps, listed: readonly Anthropic.ModelInfo[]): ModelCard[] {
  const wanted = new Set([...ANTHROPIC_DEFAULT_MODELS, ...(deps.extraModels ?? [])]);
  return [...wanted].flatMap((id) => {
    const info = listed.find((model) => model.id === id) ?? listed.find((model) => isDated(model.id, id));
    return info === undefined || info.lifecycle === 'retired' ? [] : [card(deps, id, info)];
  });
}

/** The account may list a model by its dated id only. */
function isDated(listed: string, id: string): boolean {
  return listed.startsWith(`${id}-`) && /^\d{8}$/.test(listed.slice(id.length + 1));
}

function card(deps: ProviderDeps, id: string, info: Anthropic.ModelInfo): ModelCard {
  return {
    key: `${deps.id}/${id}`,
    provider: deps.id,
    family: 'anthropic',
    model: info.id,
    label: info.display_name || id,
    local: false,
    origin: originOf(anthropicServer(deps)),
    contextWindow: info.max_input_tokens || catalogWindow('anthropic', id) || WINDOW_IF_UNKNOWN,
    maxOutputTokens: info.max_tokens || MAX_OUTPUT_IF_UNKNOWN,
    tools: true,
    reasoning: false,
    serves: ['edit', 'analyse', 'ask', 'automate'],
    prompt: 'full',
    price: deps.isPriceKnown?.(deps.id, info.id) === true ? 'known' : 'unknown',
  };
}
