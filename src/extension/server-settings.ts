import { isObject, type JsonObject } from '../providers/json.ts';
import { VENDORS } from './vendors.ts';

/** An OpenAI-compatible server of the settings, as it was checked. */
export interface ServerSetting {
  /** Unique, and no other provider's: its cards, its key and its prices are found by it. */
  readonly name: string;
  readonly baseUrl: string;
  /** The person says that its models run on this machine; at an address of another one it means nothing. */
  readonly runsHere: boolean;
  readonly models: readonly ServerModel[];
}

export interface ServerModel {
  readonly model: string;
  readonly contextWindow: number;
  readonly maxOutputTokens?: number;
  readonly tools?: boolean;
}

/** A server of the settings that is not used. */
export interface RefusedServer {
  /** As the person wrote it; where that is no name, its place in the setting. */
  readonly label: string;
  /** Goes on from `is not used: `. */
  readonly why: string;
}

export interface Servers {
  readonly servers: readonly ServerSetting[];
  readonly refused: readonly RefusedServer[];
}

/** Names that mean another provider. A server that took one would get its prompts and its key, or be it. */
const TAKEN: ReadonlyMap<string, string> = new Map([
  ['embedded', 'the embedded model'],
  ['ollama', 'Ollama'],
  ...VENDORS.map(({ id, label }) => [id, label] as const),
]);

/** Vendors that have no provider of their own, but prices under this name, which are theirs alone. */
const OWN_HOSTS: ReadonlyMap<string, string> = new Map([['deepseek', 'https://api.deepseek.com']]);

/** Checks what stands in `centuria.servers`: VS Code marks a value that is not in the schema, and gives it all the same. */
export function readServers(value: unknown): Servers {
  if (!Array.isArray(value)) return { servers: [], refused: [{ label: 'centuria.servers', why: 'it is not a list of servers' }] };
  const read = value.map((item: unknown, index) => readServer(item, index + 1));
  const count = (name: string): number => read.filter((one) => one.ok && one.server.name === name).length;
  return {
    servers: read.flatMap((one) => (one.ok && count(one.server.name) === 1 ? [one.server] : [])),
    refused: read.flatMap((one) => {
      if (!one.ok) return [one.refused];
      const { name } = one.server;
      return count(name) === 1 ? [] : [{ label: name, why: 'another server of the setting has the same name' }];
    }),
  };
}

type Read = { readonly ok: true; readonly server: ServerSetting } | { readonly ok: false; readonly refused: RefusedServer };

function readServer(item: unknown, place: number): Read {
  if (isServer(item)) {
    const { name, baseUrl, runsHere = false, models = [] } = item;
    return { ok: true, server: { name, baseUrl, runsHere, models: models.map(asWritten) } };
  }
  const name = isObject(item) ? item['name'] : undefined;
  const label = typeof name === 'string' && name !== '' ? name.slice(0, 80) : `server ${place} of the setting`;
  return { ok: false, refused: { label, why: whyNotServer(item) ?? '' } };
}

/** Nothing but what the schema has: the rest was not checked. */
function asWritten({ model, contextWindow, maxOutputTokens, tools }: ServerModel): ServerModel {
  return { model, contextWindow, ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }), ...(tools === undefined ? {} : { tools }) };
}

type Written = Pick<ServerSetting, 'name' | 'baseUrl'> & Partial<ServerSetting>;

function isServer(item: unknown): item is Written {
  return whyNotServer(item) === undefined;
}

function whyNotServer(item: unknown): string | undefined {
  const { name, baseUrl, models = [], runsHere = false } = isObject(item) ? item : NOTHING;
  const wrong = whyNotAddress(baseUrl) ?? whyNotName(name, String(baseUrl));
  if (wrong !== undefined) return wrong;
  if (typeof runsHere !== 'boolean') return 'its runsHere is neither true nor false';
  return Array.isArray(models) ? models.map(whyNotModel).find((why) => why !== undefined) : 'its models are no list';
}

const NOTHING: JsonObject = {};

function whyNotName(name: unknown, baseUrl: string): string | undefined {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name)) return 'its name must be of small letters, digits and hyphens';
  const taken = TAKEN.get(name);
  if (taken !== undefined) return `its name is the one of ${taken}`;
  const host = OWN_HOSTS.get(name);
  return host === undefined || new URL(baseUrl).origin === host ? undefined : `its name is kept for ${host}, whose prices are known by it`;
}

function whyNotAddress(baseUrl: unknown): string | undefined {
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) return 'its baseUrl is no address, such as http://127.0.0.1:8000/v1';
  const { protocol, username, password, search, hash } = new URL(baseUrl);
  if (!/^https?:$/.test(protocol)) return 'its baseUrl must begin with http:// or https://';
  if (username !== '' || password !== '') return 'its baseUrl holds a user or a password: set a key with "Centuria: Set API Key" instead';
  return search === '' && hash === '' ? undefined : 'its baseUrl must end before any ? or #';
}

const LEAST_WINDOW = 1_024;
const LEAST_ANSWER = 64;
/** Beyond any model's; a number above it is a slip of the pen, and would reserve money by it. */
const MOST_TOKENS = 100_000_000;

function whyNotModel(item: unknown): string | undefined {
  const { model, contextWindow, maxOutputTokens, tools } = isObject(item) ? item : NOTHING;
  if (typeof model !== 'string' || model === '') return 'one of its models has no name';
  if (!isCount(contextWindow, LEAST_WINDOW, MOST_TOKENS)) return `the contextWindow of ${model} is no whole number from ${LEAST_WINDOW} to ${MOST_TOKENS}`;
  if (maxOutputTokens !== undefined && !isCount(maxOutputTokens, LEAST_ANSWER, contextWindow)) {
    return `the maxOutputTokens of ${model} is no whole number from ${LEAST_ANSWER} to its contextWindow`;
  }
  return tools === undefined || typeof tools === 'boolean' ? undefined : `the tools of ${model} is neither true nor false`;
}

function isCount(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}
