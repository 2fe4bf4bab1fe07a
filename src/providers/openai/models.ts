import type { ModelCard } from '../../core/model-card.ts';
import type { ModelList } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import type { CallTools } from '../guarded-call.ts';
import { isLoopback } from '../is-loopback.ts';
import { isObject, parseJson, text } from '../json.ts';
import { listedModels } from '../listed-models.ts';
import { originOf } from '../origin-of.ts';
import { catalogWindow } from '../model-catalog.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { openAiClient, requestOptions } from './client.ts';
import { OPENAI_DEFAULT_MODELS } from './default-models.ts';
import { compatibleServer, isLocal, OPENAI_BASE_URL, type CompatibleModel, type OpenAiDeps } from './server.ts';

/** The list endpoint says nothing of windows; where the price list does not either, a window every current model has. */
const WINDOW_IF_UNKNOWN = 128_000;
/** Below the documented maximum of every model offered by default. */
const MAX_OUTPUT = 16_384;
const COMPATIBLE_WINDOW = 8_192;
const WHY_NOT_LOCAL = 'it may pass prompts on: set "runsHere": true in centuria.servers if its models run on this machine';

export function openAiModels(deps: OpenAiDeps, signal: AbortSignal): Promise<ModelList> {
  const server = compatibleServer(deps);
  return listedModels({
    ...callOptions(deps, server),
    signal,
    keyRequired: server === undefined,
    preflight: /./,
    explain: (error) => (error instanceof NoList ? { kind: 'malformed', detail: error.message } : undefined),
    list: async (tools) => {
      const listed = await ids(deps, tools);
      return server === undefined ? ownCards(deps, listed) : compatibleCards(deps, server, listed);
    },
  });
}

class NoList extends Error {
  override readonly name = 'NoList';
}

/** Read here: to the SDK an answer that does not say it is JSON, or is no list, is a list of nothing. */
async function ids(deps: ProviderDeps, tools: CallTools): Promise<readonly string[]> {
  const response = await openAiClient(deps).models.list(requestOptions(tools)).asResponse();
  const list = parseJson(await response.text());
  // Null: some servers that have no model say so.
  const models = isObject(list) && list['data'] !== undefined ? (list['data'] ?? []) : undefined;
  if (!Array.isArray(models)) throw new NoList('the answer is no list of models');
  return models.flatMap((model: unknown) => (isObject(model) ? (text(model['id']) ?? []) : []));
}

function ownCards(deps: ProviderDeps, listed: readonly string[]): ModelCard[] {
  const wanted = new Set([...OPENAI_DEFAULT_MODELS, ...(deps.extraModels ?? [])]);
  return [...wanted]
    .filter((id) => listed.includes(id))
    .map((id) => ({
      key: `${deps.id}/${id}`,
      provider: deps.id,
      family: 'openai',
      model: id,
      label: id,
      local: false,
      origin: originOf(OPENAI_BASE_URL),
      contextWindow: catalogWindow('openai', id) ?? WINDOW_IF_UNKNOWN,
      maxOutputTokens: MAX_OUTPUT,
      tools: true,
      // It may think, but chat completions do not show what.
      reasoning: false,
      thinksUnseen: true,
      serves: ['edit', 'analyse', 'ask', 'automate'],
      prompt: 'full',
      price: deps.isPriceKnown?.(deps.id, id) === true ? 'known' : 'unknown',
    }));
}

function compatibleCards(deps: OpenAiDeps, server: string, listed: readonly string[]): ModelCard[] {
  const described = deps.compatibleModels ?? [];
  const models: readonly CompatibleModel[] = described.length > 0 ? described : listed.map((id) => ({ id }));
  return models.filter(({ id }) => listed.includes(id)).map((model) => compatibleCard(deps, server, model));
}

/** For a server of the settings that could be local, and of which the person has not said that it is. */
function unsaid(deps: OpenAiDeps, server: string): Pick<ModelCard, 'whyNotLocal'> {
  return isLoopback(server) && deps.runsHere === false ? { whyNotLocal: WHY_NOT_LOCAL } : {};
}

function compatibleCard(deps: OpenAiDeps, server: string, model: CompatibleModel): ModelCard {
  const local = isLocal(deps);
  const price = deps.isPriceKnown?.(deps.id, model.id) === true ? 'known' : 'unknown';
  const contextWindow = model.contextWindow ?? COMPATIBLE_WINDOW;
  return {
    key: `${deps.id}/${model.id}`,
    provider: deps.id,
    family: 'openai',
    model: model.id,
    label: model.label ?? model.id,
    local,
    origin: originOf(server),
    ...unsaid(deps, server),
    contextWindow,
    maxOutputTokens: model.maxOutputTokens ?? Math.floor(contextWindow / 4),
    tools: model.tools ?? false,
    reasoning: model.reasoning ?? false,
    serves: model.serves ?? ['edit', 'analyse', 'ask'],
    ...(model.serves === undefined ? { floor: 'the settings do not say that it can automate' } : {}),
    prompt: 'full',
    price: local ? 'free' : price,
  };
}
