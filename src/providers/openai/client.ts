import OpenAI from 'openai';
import type { CallTools } from '../guarded-call.ts';
import type { Answer, ProviderDeps } from '../provider-deps.ts';
import type { Wire } from '../wire.ts';
import { compatibleServer, OPENAI_BASE_URL } from './server.ts';

/** What the SDK hands on of a request's own options: it tells the client's one `fetch` whose call it is. */
interface CallInit extends RequestInit {
  readonly wire?: Wire;
}

const NO_KEY = { authorization: null } as const;

/** Where all requests to one path go, and what heads them whoever asks. */
interface Prepared {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The official client. Its own limit on time is left out, since the guard has one. */
class Client extends OpenAI {
  /** It goes into the `User-Agent`. */
  static override readonly name = OpenAI.name;
  readonly #prepared = new Map<string, Prepared>();

  /**
   * Sends what the SDK would send. It is asked once how a path is addressed and headed: to take every request through it
   * takes longer than a server on this machine takes to answer.
   */
  async ask(path: string, body: object, { key, wire }: CallTools): Promise<Answer> {
    const { url, headers } = this.#prepared.get(path) ?? (await this.#prepare(path));
    return wire.ask(url, {
      method: 'POST',
      headers: key === undefined ? headers : { ...headers, authorization: bearer(key) },
      body: JSON.stringify(body),
    });
  }

  async #prepare(path: string): Promise<Prepared> {
    const { url, req } = await this.buildRequest({ method: 'post', path, body: {}, headers: NO_KEY });
    const prepared = { url, headers: Object.fromEntries(req.headers) };
    this.#prepared.set(path, prepared);
    return prepared;
  }

  override fetchWithTimeout(...[url, init = {}]: Parameters<OpenAI['fetchWithTimeout']>): Promise<Response> {
    const { wire, method = 'get', ...rest }: CallInit = init;
    return wire === undefined
      ? Promise.reject(new Error('a request of no call'))
      : wire.fetch(url, { ...rest, method: method.toUpperCase() });
  }
}

/** One for each provider, which knows no key. */
const clients = new WeakMap<ProviderDeps, Client>();

export function openAiClient(deps: ProviderDeps): Client {
  const client = clients.get(deps) ?? newClient(deps);
  clients.set(deps, client);
  return client;
}

/** What each request of a call needs of the SDK: its key, and the way to its own wire. */
export function requestOptions({ key, wire }: CallTools) {
  return { headers: { authorization: key === undefined ? null : bearer(key) }, fetchOptions: { redirect: 'manual', wire } } as const;
}

function bearer(key: string): string {
  return `Bearer ${key}`;
}

/** Nothing is taken from the environment, nothing is retried, nothing is printed. */
function newClient(deps: ProviderDeps): Client {
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
