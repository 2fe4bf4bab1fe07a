import { request as httpRequest, Agent } from 'node:http';
import { pathToFileURL } from 'node:url';
import OpenAI from 'openai';
import { inRoot } from '../../scripts/lib/paths.mjs';
import type { CallEnd } from '../../src/core/call-events.ts';
import { createCleanTexts } from '../../src/core/clean-texts.ts';
import type { Caps } from '../../src/core/ledger.ts';
import { routedCall } from '../../src/core/routed-call.ts';
import { AMPLE, type OurRouter } from './our-router.ts';
import { MODELS } from './provider-child.ts';

export interface Call {
  readonly prompt: string;
  readonly signal: AbortSignal;
  onText(text: string): void;
}

/** One way to a model. Rejects where the call did not end in a whole answer, as far as this way notices. */
export type Caller = (call: Call) => Promise<void>;

/** The longest answer that is asked for. */
export const MOST_TOKENS = 256;

const [MODEL, SECOND] = MODELS;

export interface Address {
  /** Up to and with `/v1`. */
  readonly baseUrl: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a gateway calls the model. Absent: as the provider does. */
  readonly model?: string;
}

/** OpenAI's own SDK as it comes. */
export function sdkCaller({ baseUrl, key = 'sk-bench', headers = {} }: Address): Caller {
  const client = new OpenAI({ baseURL: baseUrl, apiKey: key, defaultHeaders: headers, logLevel: 'off' });
  return async ({ prompt, signal, onText }) => {
    const messages = [{ role: 'user' as const, content: prompt }];
    const options = { model: MODEL, max_tokens: MOST_TOKENS, stream: true, stream_options: { include_usage: true } } as const;
    const chunks = await client.chat.completions.create({ ...options, messages }, { signal });
    for await (const { choices } of chunks) onText(choices[0]?.delta.content ?? '');
    signal.throwIfAborted();
  };
}

/** The router in this process; it resolves when the books and the log are written. */
export function ourCaller(
  router: OurRouter,
  caps: Caps = { day: { nanos: AMPLE }, task: { nanos: AMPLE } },
  onEnd?: (end: CallEnd) => void,
): Caller {
  const { world, cards, policy } = router;
  const clean = createCleanTexts();
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const subject = { kind: 'ask', title: 'bench', instruction: 'bench', uri: '', range, original: '', seat: 'bench' } as const;
  return async ({ prompt, signal, onText }) => {
    const conversation = { system: '', messages: [{ role: 'user', text: prompt }], tools: [], maxOutputTokens: MOST_TOKENS } as const;
    const end = await routedCall(world, {
      ...{ id: world.ids.next(), subject, payer: 'bench', conversation, cards, policy, caps, clean, signal, mayRestart: false },
      onEvent: (event) => (event.type === 'text-delta' ? void onText(event.text) : undefined),
    });
    onEnd?.(end);
    if (end.outcome !== 'answered') throw new Error(end.outcome === 'failed' ? end.failure.message : 'why' in end ? end.why : end.outcome);
  };
}

interface AiPart {
  readonly type: string;
  readonly text?: string;
  readonly error?: unknown;
}

interface AiSdk {
  streamText(options: object): { readonly fullStream: AsyncIterable<AiPart> };
}

/** Vercel's AI SDK with its provider for compatible servers. */
export async function aiSdkCaller({ baseUrl }: Address): Promise<Caller> {
  const { streamText } = await peer<AiSdk>('ai');
  const { createOpenAICompatible } = await peer<{ createOpenAICompatible(options: object): (model: string) => unknown }>(
    '@ai-sdk/openai-compatible',
  );
  const model = createOpenAICompatible({ name: 'fake', baseURL: baseUrl, apiKey: 'sk-bench', includeUsage: true })(MODEL);
  return async ({ prompt, signal, onText }) => {
    const { fullStream } = streamText({ model, prompt, maxOutputTokens: MOST_TOKENS, abortSignal: signal, onError: () => undefined });
    for await (const part of fullStream) {
      if (part.type === 'text-delta') onText(part.text ?? '');
      if (part.type === 'error') throw part.error;
    }
    signal.throwIfAborted();
  };
}

interface Streaming {
  stream(prompt: string, options: object): Promise<AsyncIterable<{ readonly content: unknown }>>;
  withFallbacks(others: readonly unknown[]): Streaming;
}

/** LangChain's model for OpenAI, with a second model to fall back to. */
export async function langChainCaller({ baseUrl }: Address): Promise<Caller> {
  const { ChatOpenAI } = await peer<{ ChatOpenAI: new (options: object) => Streaming }>('@langchain/openai');
  const options = { apiKey: 'sk-bench', maxTokens: MOST_TOKENS, configuration: { baseURL: baseUrl } };
  const model = new ChatOpenAI({ ...options, model: MODEL }).withFallbacks([new ChatOpenAI({ ...options, model: SECOND })]);
  return async ({ prompt, signal, onText }) => {
    for await (const { content } of await model.stream(prompt, { signal })) onText(typeof content === 'string' ? content : '');
    signal.throwIfAborted();
  };
}

/** The least that a program can do over HTTP, so that what is measured is the server. */
export function httpCaller({ baseUrl, key = 'sk-bench', headers = {}, model = MODEL }: Address): Caller {
  const agent = new Agent({ keepAlive: true });
  const all = { ...headers, 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return ({ prompt, signal, onText }) => {
    const body = {
      model,
      messages: [{ role: 'user', content: prompt }],
      max_tokens: MOST_TOKENS,
      stream: true,
      stream_options: { include_usage: true },
    };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const request = httpRequest(`${baseUrl}/chat/completions`, { agent, method: 'POST', headers: all, signal }, (response) => {
      let last = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('"content":"t')) onText(text);
        last = text;
      });
      response
        .on('error', reject)
        .on('end', () => (last.includes('data: [DONE]') ? resolve() : reject(new Error(`${response.statusCode}: ${last}`))));
    });
    request.on('error', reject).end(JSON.stringify(body));
    return promise;
  };
}

async function peer<Module>(name: string): Promise<Module> {
  const module: Module = await import(import.meta.resolve(name, pathToFileURL(inRoot('bench/package.json'))));
  return module;
}
