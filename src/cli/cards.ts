import type { Failure } from '../core/failure.ts';
import type { ModelCard } from '../core/model-card.ts';
import { withMeasures } from '../core/model-bench/fingerprint.ts';
import type { Provider } from '../core/provider.ts';
import type { Store } from '../node/store.ts';

const LIST_LIMIT_MS = 8_000;

/** What to do where there is no model at all: the command line downloads none, and knows no key of VS Code's. */
export const NO_MODEL =
  'No model can be asked. Start Ollama, download a model in VS Code with "Centuria: Download a Local Model", or set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY.';

interface Listed {
  readonly provider: Provider;
  readonly list: Awaited<ReturnType<Provider['models']>>;
}

/** Who offers models, and where it is kept what benchmarks showed of them. */
interface Offering {
  readonly providers: readonly Provider[];
  readonly store: Pick<Store, 'measured'>;
}

/** What every provider offers now, and why some could not say. */
export async function listModels({ providers, store }: Offering) {
  const lists = await askAll(providers);
  const cards = withMeasures(
    lists.flatMap(({ list }) => (list.ok ? list.cards : [])),
    store.measured.all(),
  );
  const failures = lists.flatMap(({ provider, list }): readonly (Failure & { readonly provider: string })[] =>
    list.ok ? [] : [{ provider: provider.id, ...list.failure }],
  );
  return { cards, failures };
}

function askAll(providers: readonly Provider[]): Promise<readonly Listed[]> {
  const signal = AbortSignal.timeout(LIST_LIMIT_MS);
  return Promise.all(providers.map(async (provider) => ({ provider, list: await provider.models(signal) })));
}

/**
 * The models for a host that runs long. Only the first question waits for the providers: after `keepMs` they are asked
 * again while the last answer still serves, and one that does not answer keeps the models it had.
 */
export function keptCards(
  { providers, store }: Offering,
  { keepMs, now }: { readonly keepMs: number; now(): number },
): () => Promise<readonly ModelCard[]> {
  const known = new Map<string, readonly ModelCard[]>();
  let askedAt = 0;
  let first: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    askedAt = now();
    for (const { provider, list } of await askAll(providers)) if (list.ok) known.set(provider.id, list.cards);
  };
  return async () => {
    if (first === undefined) first = ask();
    else if (now() - askedAt > keepMs) void ask();
    await first;
    return withMeasures([...known.values()].flat(), store.measured.all());
  };
}
