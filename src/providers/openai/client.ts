import OpenAI from 'openai';
import type { ProviderDeps } from '../provider-deps.ts';
import type { CallTools } from '../guarded-call.ts';
import type { Wire } from '../wire.ts';
import { compatibleServer, OPENAI_BASE_URL } from './create-openai-provider.ts';

/** What the SDK hands on of a request's own options: it tells the client's one `fetch` whose call it is. */
interface CallInit extends RequestInit {
  readonly wire?: Wire;
}

/** One for each provider: to make one for each call takes half as long as the SDK's request. They know no key. */
const clients = new WeakMap<ProviderDeps, OpenAI>();

/** The client, and the options that each request of a call needs: its key, and the way to its own wire. */
export function openAiClient(deps: ProviderDeps, { key, wire }: CallTools) {
  const client = clients.get(deps) ?? newClient(deps);
  clients.set(deps, client);
  const options = {
    headers: { Authorization: key === undefined ? null : `Bearer ${key}` },
    fetchOptions: { redirect: 'manual', wire },
  } as const;
  return { client, options };
}

/** Nothing is taken from the environment, nothing is retried, nothing is printed. */
function newClient(deps: ProviderDeps): OpenAI {
  return new OpenAI({
    baseURL: compatibleServer(deps) ?? OPENAI_BASE_URL,
    // The SDK insists on a key; the header is each request's own.
    apiKey: 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: async (input, init: CallInit = {}) => {
      const { wire, ...rest } = init;
      if (wire === undefined) throw new Error('a request of no call');
      return wire.fetch(input, rest);
    },
  });
}
