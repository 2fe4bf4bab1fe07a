import OpenAI from 'openai';
import type { ProviderDeps } from '../provider-deps.ts';
import type { CallTools } from '../guarded-call.ts';
import type { Wire } from '../wire.ts';
import { compatibleServer, OPENAI_BASE_URL } from './create-openai-provider.ts';

/** What the SDK hands on of a request's own options: it tells the client's one `fetch` whose call it is. */
interface CallInit extends RequestInit {
  readonly wire?: Wire;
}

type BuildRequest = OpenAI['buildRequest'];
type Built = Awaited<ReturnType<BuildRequest>>;

const NO_KEY = { authorization: null } as const;

/** A request's key, where it has one. */
function keyOf(headers: object | null | undefined): string | undefined {
  return headers && 'authorization' in headers && typeof headers.authorization === 'string' ? headers.authorization : undefined;
}

/** What the SDK makes of every request to one path, whatever is asked and whoever asks. */
interface Prepared extends Pick<Built, 'url' | 'timeout'> {
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The official client. Where a request to a path goes and what heads it, it is asked once: that takes it longer than a
 * server on this machine takes to answer. Its own limit on time is left out, since the guard has one.
 */
class Client extends OpenAI {
  /** It goes into the `User-Agent`. */
  static override readonly name = OpenAI.name;
  readonly #prepared = new Map<string, Prepared>();

  override async buildRequest(...[options, retry]: Parameters<BuildRequest>): Promise<Built> {
    const { method, path, body, fetchOptions } = options;
    if (method !== 'post') return super.buildRequest(options, retry);
    const { url, timeout, headers: common } = this.#prepared.get(path) ?? (await this.#prepare(path, options));
    const authorization = keyOf(options.headers);
    const headers = authorization === undefined ? common : { ...common, authorization };
    const req: object = { method, headers, body: JSON.stringify(body), ...fetchOptions };
    // The SDK's own types ask for a `Headers`, which nothing reads before `fetch` does.
    return { req: req as Built['req'], url, timeout };
  }

  /** Of any request of its kind, without what is that request's own. */
  async #prepare(path: string, options: Parameters<BuildRequest>[0]): Promise<Prepared> {
    const { url, timeout, req } = await super.buildRequest({ ...options, body: {}, headers: NO_KEY });
    const prepared = { url, timeout, headers: Object.fromEntries(req.headers) };
    this.#prepared.set(path, prepared);
    return prepared;
  }

  override fetchWithTimeout(...[url, init = {}]: Parameters<OpenAI['fetchWithTimeout']>): Promise<Response> {
    const { wire, method = 'get', ...rest }: CallInit = init;
    return wire === undefined ? Promise.reject(new Error('a request of no call')) : wire.fetch(url, { ...rest, method: method.toUpperCase() });
  }
}

/** One for each provider: to make one for each call takes half as long as the SDK's request. They know no key. */
const clients = new WeakMap<ProviderDeps, OpenAI>();

/** The client, and the options that each request of a call needs: its key, and the way to its own wire. */
export function openAiClient(deps: ProviderDeps, { key, wire }: CallTools) {
  const client = clients.get(deps) ?? newClient(deps);
  clients.set(deps, client);
  const authorization = key === undefined ? null : `Bearer ${key}`;
  return { client, options: { headers: { authorization }, fetchOptions: { redirect: 'manual', wire } } as const };
}

/** Nothing is taken from the environment, nothing is retried, nothing is printed. */
function newClient(deps: ProviderDeps): OpenAI {
  return new Client({
    baseURL: compatibleServer(deps) ?? OPENAI_BASE_URL,
    // The SDK insists on a key; the header is each request's own.
    apiKey: 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
  });
}
