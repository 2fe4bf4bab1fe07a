import type { ModelCard } from '../../core/model-card.ts';
import type { ModelList } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import type { CallTools } from '../guarded-call.ts';
import { isLoopback } from '../is-loopback.ts';
import { isObject, text } from '../json.ts';
import { listedModels } from '../listed-models.ts';
import { originOf } from '../origin-of.ts';
import { OLLAMA_PREFLIGHT, ollamaClient } from './client.ts';
import { ollamaServer, type OllamaDeps, type OllamaTraits, type OllamaTraitsCache } from './server.ts';
import { traitsOf } from './traits.ts';

interface ModelsContext {
  readonly traits: OllamaTraitsCache;
  readonly signal: AbortSignal;
}

export function ollamaModels(deps: OllamaDeps, { traits, signal }: ModelsContext): Promise<ModelList> {
  return listedModels({
    ...callOptions(deps, ollamaServer(deps)),
    signal,
    keyRequired: false,
    preflight: OLLAMA_PREFLIGHT,
    list: (tools) => cards(deps, tools, traits),
  });
}

async function cards(deps: OllamaDeps, tools: CallTools, traits: OllamaTraitsCache): Promise<readonly ModelCard[]> {
  const client = ollamaClient(deps, tools);
  const { models } = await client.list();
  const found: ModelCard[] = [];
  for (const { name, digest } of (models ?? []).filter((model) => !isRemote(model))) {
    const shown = await client.show({ model: name });
    // Embedding models are listed too, and cannot answer.
    if (Array.isArray(shown.capabilities) && !shown.capabilities.includes('completion')) continue;
    const known = traitsOf(deps, name, shown);
    traits.set(name, known);
    const told = text(digest);
    found.push({ ...ollamaCard(deps, name, known), ...(told === undefined ? {} : { digest: told }) });
  }
  return found;
}

/** Ollama lists models of its own cloud beside the local ones: they are neither local nor free, so they are not offered. */
function isRemote(model: unknown): boolean {
  if (!isObject(model)) return false;
  return text(model['remote_host']) !== undefined || /[:-]cloud$/.test(text(model['name']) ?? '');
}

export function ollamaCard(deps: OllamaDeps, name: string, traits: OllamaTraits): ModelCard {
  return {
    key: `${deps.id}/${name}`,
    provider: deps.id,
    family: 'ollama',
    model: name,
    label: name.replace(/:latest$/, ''),
    local: isLoopback(ollamaServer(deps)),
    origin: originOf(ollamaServer(deps)),
    contextWindow: traits.contextWindow,
    maxOutputTokens: Math.floor(traits.contextWindow / 2),
    tools: traits.tools,
    reasoning: traits.thinking,
    ...floor(traits),
    price: 'free',
  };
}

/** Ours, until the benchmark on the person's own machine says better. */
function floor({ billions, tools }: OllamaTraits): Pick<ModelCard, 'serves' | 'floor' | 'prompt'> {
  if (billions !== undefined && billions < 1) {
    const size = `${Math.round(billions * 1000)}M parameters`;
    return { serves: ['edit', 'ask'], floor: `${size}: edits and questions, analysis needs 1B or more`, prompt: 'small' };
  }
  const size = billions === undefined ? 'size unknown' : `${Number(billions.toFixed(1))}B parameters`;
  const why = tools ? 'automation has not been measured on it' : 'automation needs tools, which it does not have';
  return { serves: ['edit', 'analyse', 'ask'], floor: `${size}: ${why}`, prompt: 'full' };
}
