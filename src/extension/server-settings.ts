import { isObject } from '../providers/json.ts';
import { isWrittenServer, whyNotServer, type WrittenModel } from '../providers/openai/server-rules.ts';

/** An OpenAI-compatible server of the settings, as it was checked. */
export interface ServerSetting {
  /** Unique, and no other provider's: its cards, its key and its prices are found by it. */
  readonly name: string;
  readonly baseUrl: string;
  /** The person says that its models run on this machine; at an address of another one it means nothing. */
  readonly runsHere: boolean;
  readonly models: readonly WrittenModel[];
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
  if (isWrittenServer(item)) {
    const { name, baseUrl, runsHere = false, models = [] } = item;
    return { ok: true, server: { name, baseUrl, runsHere, models: models.map(asWritten) } };
  }
  const name = isObject(item) ? item['name'] : undefined;
  const label = typeof name === 'string' && name !== '' ? name.slice(0, 80) : `server ${place} of the setting`;
  return { ok: false, refused: { label, why: whyNotServer(item) ?? '' } };
}

/** Nothing but what the schema has: the rest was not checked. */
function asWritten({ model, contextWindow, maxOutputTokens, tools, price }: WrittenModel): WrittenModel {
  return {
    model,
    contextWindow,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(tools === undefined ? {} : { tools }),
    ...(price === undefined ? {} : { price: { input: price.input, output: price.output } }),
  };
}
