import type OpenAI from 'openai';
import type { Finish, ModelRequest, ProviderEvent } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import { errorBodyOf } from '../error-body.ts';
import type { CallTools } from '../guarded-call.ts';
import { guardedStream, type VendorEvent } from '../guarded-stream.ts';
import { isObject, text } from '../json.ts';
import { problemOfError } from '../problem-of-answer.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { createSseReader, type SseEvent, type SseReader } from '../sse-reader.ts';
import { openAiClient } from './client.ts';
import { cacheOptions } from './cache-options.ts';
import { openAiMessages, openAiTools } from './messages.ts';
import { createRepeatedDelta, type RepeatedDelta } from './repeated-delta.ts';
import { compatibleServer } from './server.ts';
import { createToolCallParts } from './tool-call-parts.ts';
import { openAiUsage } from './usage.ts';

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;

export function openAiStream(deps: ProviderDeps, request: ModelRequest, signal: AbortSignal): AsyncIterable<ProviderEvent> {
  const server = compatibleServer(deps);
  return guardedStream({
    ...callOptions(deps, server, request.pace),
    model: request.model,
    signal,
    keyRequired: server === undefined,
    open: (tools) => chat({ deps, request, tools }),
  });
}

interface Chat {
  readonly deps: ProviderDeps;
  readonly request: ModelRequest;
  readonly tools: CallTools;
}

/** The SDK says how to ask; what it does beside that, and its events of the answer, cost more than all the rest of a call. */
async function* chat({ deps, request, tools }: Chat): AsyncGenerator<VendorEvent, void, undefined> {
  const answer = await openAiClient(deps).ask('/chat/completions', body(deps, request), tools);
  const seen: Seen = {
    calls: createToolCallParts(),
    alike: createRepeatedDelta(),
    refusal: '',
    begun: false,
    done: false,
    model: undefined,
  };
  const reader = createSseReader();
  for await (const text of tools.wire.texts(answer)) {
    reader.add(text);
    // The first words wait for nothing that comes with them.
    for (let left = seen.begun ? 1 : 2; left > 0 && !seen.done; left -= 1) {
      const { said, isNews } = taken(reader, seen);
      if (isNews) tools.heard();
      for (const event of said) yield event;
    }
    if (seen.done) break;
  }
  const rest = reader.rest();
  if (rest?.data.trim() === DONE) seen.done = true;
  // The vendor's own end is both: the reason, and after the usage the closing line.
  if (seen.reason !== undefined && seen.done) yield* end(seen.reason, seen);
}

const DONE = '[DONE]';

interface Seen {
  readonly calls: ReturnType<typeof createToolCallParts>;
  readonly alike: RepeatedDelta;
  refusal: string;
  /** Words came. */
  begun: boolean;
  /** The closing line came. */
  done: boolean;
  reason?: string;
  model: string | undefined;
}

/** What some events of one chunk say, up to the first words of all; deltas of one kind that follow each other are one. */
function taken(
  events: SseReader,
  seen: Seen,
): { readonly said: readonly VendorEvent[]; /** There was an event. */ readonly isNews: boolean } {
  const said: VendorEvent[] = [];
  const { begun } = seen;
  let isNews = false;
  for (;;) {
    const passed = seen.alike.pass(events);
    addDelta(said, 'text-delta', passed);
    const event = events.next();
    isNews ||= passed !== '' || event !== undefined;
    if (event === undefined || !hearEvent(event, { said, seen }) || seen.begun !== begun) break;
  }
  return { said, isNews };
}

/** False: nothing that comes after it counts. */
function hearEvent({ name, data }: SseEvent, { said, seen }: Hearing): boolean {
  const repeated = name === undefined ? seen.alike.textOf(data) : undefined;
  if (repeated !== undefined) {
    addDelta(said, 'text-delta', repeated);
    return true;
  }
  seen.done = data.trim() === DONE;
  if (seen.done) return false;
  const chunk = chunkOf({ name, data }, said);
  if (chunk === undefined) return true;
  if (chunk === 'broken' || !hear(chunk, { said, seen })) return false;
  seen.begun ||= said.some(({ type }) => type === 'text-delta' || type === 'reasoning-delta');
  const text = onlyText(chunk);
  if (text !== undefined) seen.alike.learn(data, text);
  return true;
}

/** Undefined: something that is none. `broken`: the last one, and `said` tells why. */
function chunkOf({ name, data }: SseEvent, said: VendorEvent[]): Chunk | 'broken' | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (error) {
    // What was said before it is not lost with it: it may be the report of what was used.
    if (said.length === 0) throw error;
    said.push({ type: 'problem', kind: 'malformed', detail: 'broken JSON' });
    return 'broken';
  }
  const error = isObject(value) ? value['error'] || (name === 'error' ? value : undefined) : undefined;
  if (error) {
    said.push({ type: 'problem', ...problemOfError(errorBodyOf(error)) });
    return 'broken';
  }
  // The vendor's types are trusted no further than `hear` looks.
  return isObject(value) ? (value as unknown as Chunk) : undefined;
}

interface Hearing {
  readonly said: VendorEvent[];
  readonly seen: Seen;
}

/** False: its text is none, and `said` tells so last. */
function hear(chunk: Chunk, hearing: Hearing): boolean {
  const { said, seen } = hearing;
  seen.model = text(chunk.model) ?? seen.model;
  const choices: unknown = chunk.choices ?? [];
  const isText = areChoices(choices) && choices.map((choice) => hearChoice(choice, hearing)).every(Boolean);
  const usage = openAiUsage(chunk.usage);
  if (usage !== undefined) said.push({ type: 'usage', usage });
  if (!isText) said.push({ type: 'problem', kind: 'malformed', detail: 'a part of the answer that is neither text nor a call' });
  return isText;
}

function areChoices(value: unknown): value is Chunk['choices'] {
  return Array.isArray(value) && value.every(isObject);
}

function hearChoice({ delta, finish_reason: reason }: Chunk['choices'][number], { said, seen }: Hearing): boolean {
  const content = contentOf(delta?.content);
  addDelta(said, 'reasoning-delta', reasoning(delta));
  addDelta(said, 'reasoning-delta', content?.thinking);
  addDelta(said, 'text-delta', content?.text);
  const areCalls = !delta?.tool_calls || seen.calls.add(delta.tool_calls);
  const refusal: unknown = delta?.refusal ?? '';
  if (typeof refusal === 'string') seen.refusal += refusal;
  if (reason) seen.reason = reason;
  return content !== undefined && areCalls && typeof refusal === 'string';
}

/** Some compatible servers send text in parts, as a request may have it; Mistral's also what was thought. Undefined: something else. */
function contentOf(content: unknown): { readonly text: string; readonly thinking?: string } | undefined {
  if (content === undefined || content === null) return { text: '' };
  if (typeof content === 'string') return { text: content };
  if (!Array.isArray(content)) return undefined;
  const isThought = (part: unknown): boolean => isObject(part) && part['type'] === 'thinking';
  const text = textOfParts(content.filter((part) => !isThought(part)));
  const thinking = textOfParts(content.filter(isThought).flatMap((part: unknown) => (isObject(part) ? part['thinking'] : part)));
  return text === undefined || thinking === undefined ? undefined : { text, thinking };
}

function textOfParts(parts: readonly unknown[]): string | undefined {
  const texts: unknown[] = parts.map((part) => (isObject(part) && part['type'] === 'text' ? part['text'] : undefined));
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined;
}

/** The text of a chunk that says nothing else. */
function onlyText({ choices, usage }: Chunk): string | undefined {
  const [choice, other] = choices ?? [];
  if (usage || choice === undefined || other !== undefined || choice.finish_reason) return undefined;
  return saysMore(choice.delta) ? undefined : text(choice.delta?.content);
}

function saysMore(delta: Chunk['choices'][number]['delta']): boolean {
  return [delta?.tool_calls, delta?.refusal, reasoning(delta)].some((said) => said !== undefined && said !== null);
}

function addDelta(said: VendorEvent[], type: 'text-delta' | 'reasoning-delta', text: string | undefined): void {
  if (!text) return;
  const last = said.at(-1);
  if (last?.type === type) said[said.length - 1] = { type, text: last.text + text };
  else said.push({ type, text });
}

function* end(reason: string, seen: Seen): Generator<VendorEvent, void, undefined> {
  if (reason === 'content_filter' || seen.refusal !== '') {
    yield { type: 'problem', kind: 'refused', ...(seen.refusal === '' ? {} : { detail: seen.refusal }) };
    return;
  }
  const calls = seen.calls.complete();
  if (calls === undefined) {
    yield { type: 'problem', kind: 'malformed', detail: 'a tool call without a name' };
    return;
  }
  const finished = finishReason(reason, calls.length > 0);
  if (finished === undefined) {
    // A server that gives up says so here: DeepSeek `insufficient_system_resource`, vLLM `abort`, proxies `error`.
    yield { type: 'problem', kind: 'cut', detail: `the answer ended with "${reason}"` };
    return;
  }
  for (const call of calls) yield { type: 'tool-call', call };
  yield {
    type: 'finish',
    reason: finished,
    ...(seen.model === undefined ? {} : { servedModel: seen.model }),
  };
}

function body(deps: ProviderDeps, request: ModelRequest): OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming {
  const limit =
    compatibleServer(deps) === undefined
      ? { max_completion_tokens: request.maxOutputTokens }
      : // Compatible servers know the older name; some refuse the newer one.
        { max_tokens: request.maxOutputTokens };
  return {
    model: request.model,
    messages: openAiMessages(request),
    stream: true,
    stream_options: { include_usage: true },
    ...limit,
    ...(compatibleServer(deps) === undefined ? cacheOptions(request) : {}),
    ...(request.stop === undefined ? {} : { stop: [request.stop] }),
    ...(request.tools.length === 0 ? {} : { tools: openAiTools(request.tools) }),
  };
}

/** Not OpenAI's: DeepSeek, vLLM and llama-server say `reasoning_content`, others `reasoning`. */
function reasoning(delta: unknown): string | undefined {
  return isObject(delta) ? (text(delta['reasoning_content']) ?? text(delta['reasoning'])) : undefined;
}

/** Undefined: no proof of a whole answer. `model_length` is what Mistral says when the window is full. */
function finishReason(reason: string, hasCalls: boolean): Finish['reason'] | undefined {
  if (/^(model_)?length$/.test(reason)) return 'length';
  if (!/^(stop|tool_calls|function_call)$/.test(reason)) return undefined;
  return hasCalls ? 'tool-calls' : 'stop';
}
