import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FAKE_FORMATS, type FakeRequest, type FakeVendor } from './fake-provider-server-formats.ts';
import { playPlan, type FakePlan } from './fake-provider-server-plan.ts';

/** One request that a model would have seen. */
export interface FakeJournalEntry {
  readonly vendor: FakeVendor;
  readonly model: string;
  readonly headers: IncomingMessage['headers'];
  /** The request's JSON, as sent. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The usage written to the wire, in the vendor's own form; undefined if none was. */
  reportedUsage: unknown;
  /** How it went on, from the server's end of the socket. */
  ending: 'open' | 'complete' | 'cut-by-server' | 'aborted-by-client';
}

export interface FakeProviderServer {
  readonly url: string;
  /** What an adapter of this vendor takes as its base URL. */
  baseUrl(vendor: FakeVendor): string;
  readonly journal: readonly FakeJournalEntry[];
  /** How many model requests the far end closed before they were complete. */
  readonly aborts: number;
  /** The next model requests play these, in this order; after that the answer function speaks. */
  script(...plans: readonly FakePlan[]): void;
  /** What a vendor's models say when no plan is left. */
  answer(vendor: FakeVendor, say: (request: FakeRequest) => string | FakePlan): void;
  /** Resolves when the far end has closed this many model requests before they were complete. */
  aborted(count: number): Promise<void>;
  dispose(): Promise<void>;
}

export interface FakeServerOptions {
  /** Any other key is answered with 401. Absent: every key is right. */
  readonly key?: string;
  /** Ids offered by the vendors' lists. */
  readonly models?: Partial<Record<FakeVendor, readonly string[]>>;
  /** What Ollama's `/api/show` says of every model. */
  readonly ollama?: FakeOllama;
}

export interface FakeOllama {
  readonly capabilities?: readonly string[];
  readonly contextLength?: number;
  readonly parameterCount?: number;
  /** Go template of the prompt. Absent: none is named. */
  readonly template?: string;
  /** Names that `/api/ps` lists. Absent: all. */
  readonly loaded?: readonly string[];
  /** Of every model, in `/api/tags`. Absent: none is named. */
  readonly digest?: string;
}

interface State {
  readonly options: FakeServerOptions;
  readonly journal: FakeJournalEntry[];
  readonly plans: FakePlan[];
  readonly answers: Map<FakeVendor, (request: FakeRequest) => string | FakePlan>;
  readonly waiting: Set<() => void>;
}

/** One loopback server that speaks the wire formats of OpenAI, Anthropic, Gemini and Ollama. It listens when this resolves. */
export async function startFakeProviderServer(options: FakeServerOptions = {}): Promise<FakeProviderServer> {
  const state: State = { options, journal: [], plans: [], answers: new Map(), waiting: new Set() };
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error: unknown) => response.destroy(new Error(String(error))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${port(server)}`;
  const aborts = () => state.journal.filter(({ ending }) => ending === 'aborted-by-client').length;
  return {
    url,
    baseUrl: (vendor) => (vendor === 'openai' ? `${url}/v1` : url),
    journal: state.journal,
    get aborts() {
      return aborts();
    },
    script: (...plans) => void state.plans.push(...plans),
    answer: (vendor, say) => void state.answers.set(vendor, say),
    aborted: async (count) => {
      while (aborts() < count) await new Promise<void>((resolve) => state.waiting.add(resolve));
    },
    dispose: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function port(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake server has no port');
  return address.port;
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://fake').pathname;
  const format = Object.values(FAKE_FORMATS).find((each) => each.chatPath.test(path));
  const body = await readJson(request);
  if (format === undefined) {
    list(state, { path, request, response });
    return;
  }
  const asked = format.request(path, body);
  const entry: FakeJournalEntry = {
    vendor: format.vendor,
    model: asked.model,
    headers: request.headers,
    body,
    reportedUsage: undefined,
    ending: 'open',
  };
  state.journal.push(entry);
  response.on('close', () => {
    if (entry.ending === 'open') entry.ending = response.writableFinished ? 'complete' : 'aborted-by-client';
    for (const resolve of state.waiting) resolve();
    state.waiting.clear();
  });
  const said = state.plans.shift() ?? state.answers.get(format.vendor)?.(asked) ?? 'Hello from the fake.';
  const plan = typeof said === 'string' ? { text: said } : said;
  const refused: FakePlan = { fault: { kind: 'status', status: 401, message: `wrong key: ${keyOf(request)}` } };
  await playPlan(rightKey(state, request) ? plan : refused, { format, asked, entry, response });
}

function rightKey({ options }: State, request: IncomingMessage): boolean {
  return options.key === undefined || keyOf(request) === options.key;
}

function keyOf({ headers }: IncomingMessage): string {
  const given = headers['x-api-key'] ?? headers['x-goog-api-key'] ?? headers.authorization?.replace(/^Bearer /, '') ?? '';
  return String(given);
}

interface ListRequest {
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function list(state: State, { path, request, response }: ListRequest): void {
  const vendor = listVendor(path, request);
  const format = vendor === undefined ? undefined : FAKE_FORMATS[vendor];
  const send = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (format === undefined) send(404, { error: { message: `no such path: ${path}` } });
  else if (!rightKey(state, request)) send(401, format.error(401, { message: `wrong key: ${keyOf(request)}` }));
  else send(200, format.list(path, state.options.models?.[format.vendor] ?? [], state.options.ollama ?? {}));
}

function listVendor(path: string, { headers }: IncomingMessage): FakeVendor | undefined {
  if (path.startsWith('/api/')) return 'ollama';
  if (path.startsWith('/v1beta/models')) return 'gemini';
  if (path !== '/v1/models') return undefined;
  return headers['anthropic-version'] === undefined ? 'openai' : 'anthropic';
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  let json = '';
  request.setEncoding('utf8');
  for await (const chunk of request) json += String(chunk);
  const parsed: unknown = json === '' ? {} : JSON.parse(json);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
