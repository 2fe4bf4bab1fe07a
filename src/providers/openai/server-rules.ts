import { isObject, type JsonObject } from '../json.ts';

/** A server as a person writes it down, in the settings or in a file. */
export interface WrittenServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly runsHere?: boolean;
  readonly models?: readonly WrittenModel[];
}

export interface WrittenModel {
  readonly model: string;
  readonly contextWindow: number;
  readonly maxOutputTokens?: number;
  readonly tools?: boolean;
  readonly price?: WrittenPrice;
}

/** Dollars for a million tokens; of the prompt the cached ones too. */
export interface WrittenPrice {
  readonly input: number;
  readonly output: number;
}

/** The price that a person wrote down for a model of a server; undefined: none. */
export function writtenPrice(servers: readonly Priced[], provider: string, model: string): WrittenPrice | undefined {
  return servers.find(({ name }) => name === provider)?.models.find((one) => one.model === model)?.price;
}

interface Priced {
  readonly name: string;
  readonly models: readonly { readonly model: string; readonly price?: WrittenPrice | undefined }[];
}

/** Names that mean another provider. A server that took one would get its prompts and its key, or be it. */
const TAKEN: ReadonlyMap<string, string> = new Map([
  ['embedded', 'the embedded model'],
  ['ollama', 'Ollama'],
  ['anthropic', 'Anthropic'],
  ['openai', 'OpenAI'],
  ['gemini', 'Gemini'],
]);

/** Vendors that have no provider of their own, but prices under this name, which are theirs alone. */
const OWN_HOSTS: ReadonlyMap<string, string> = new Map([['deepseek', 'https://api.deepseek.com']]);

export function isWrittenServer(item: unknown): item is WrittenServer {
  return whyNotServer(item) === undefined;
}

/** What is wrong with it, in words that hold none of its address; undefined if it can be used. */
export function whyNotServer(item: unknown): string | undefined {
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
  const { model, contextWindow, maxOutputTokens, tools, price } = isObject(item) ? item : NOTHING;
  if (typeof model !== 'string' || model === '') return 'one of its models has no name';
  if (!isCount(contextWindow, LEAST_WINDOW, MOST_TOKENS))
    return `the contextWindow of ${model} is no whole number from ${LEAST_WINDOW} to ${MOST_TOKENS}`;
  if (maxOutputTokens !== undefined && !isCount(maxOutputTokens, LEAST_ANSWER, contextWindow)) {
    return `the maxOutputTokens of ${model} is no whole number from ${LEAST_ANSWER} to its contextWindow`;
  }
  if (tools !== undefined && typeof tools !== 'boolean') return `the tools of ${model} is neither true nor false`;
  return isPrice(price)
    ? undefined
    : `the price of ${model} must have an input and an output, in dollars for a million tokens, from 0 to ${MOST_DOLLARS}`;
}

/** Dollars for a million tokens, above any vendor's. */
const MOST_DOLLARS = 10_000;

function isPrice(value: unknown): boolean {
  if (value === undefined) return true;
  const { input, output } = isObject(value) ? value : NOTHING;
  return [input, output].every((one) => typeof one === 'number' && one >= 0 && one <= MOST_DOLLARS);
}

function isCount(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}
