import type OpenAI from 'openai';
import { APIError } from 'openai';
import type { Finish, ModelRequest, ProviderEvent } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import { errorBodyOf } from '../error-body.ts';
import type { CallTools } from '../guarded-call.ts';
import { guardedStream, type VendorEvent } from '../guarded-stream.ts';
import { isObject, text } from '../json.ts';
import { problemOfError } from '../problem-of-answer.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import type { ProviderProblem } from '../provider-problem.ts';
import { watchForDone } from '../sse-end.ts';
import { openAiClient } from './client.ts';
import { compatibleServer } from './create-openai-provider.ts';
import { cacheOptions } from './cache-options.ts';
import { openAiMessages, openAiTools } from './messages.ts';
import { createToolCallParts } from './tool-call-parts.ts';
import { openAiUsage } from './usage.ts';

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;

export function openAiStream(
  deps: ProviderDeps,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncIterable<ProviderEvent> {
  const server = compatibleServer(deps);
  const done = watchForDone();
  return guardedStream({
    ...callOptions(deps, server),
    model: request.model,
    signal,
    keyRequired: server === undefined,
    inspect: done.inspect,
    explain: streamedError,
    open: (tools) => chat({ deps, request, tools, ended: done.seen }),
  });
}

/** An error sent as an event of a stream that had begun. */
function streamedError(error: unknown): ProviderProblem | undefined {
  return error instanceof APIError && isObject(error.error) ? problemOfError(errorBodyOf(error.error)) : undefined;
}

interface Chat {
  readonly deps: ProviderDeps;
  readonly request: ModelRequest;
  readonly tools: CallTools;
  readonly ended: () => boolean;
}

async function* chat({ deps, request, tools, ended }: Chat): AsyncGenerator<VendorEvent, void, undefined> {
  const chunks = await openAiClient(deps, tools).chat.completions.create(body(deps, request));
  const seen: Seen = { calls: createToolCallParts(), refusal: '' };
  for await (const chunk of chunks) {
    tools.heard();
    yield* deltas(chunk);
    note(chunk, seen);
  }
  // The vendor's own end is both: the reason, and after the usage the closing line.
  if (seen.reason !== undefined && ended()) yield* end(seen.reason, seen);
}

interface Seen {
  readonly calls: ReturnType<typeof createToolCallParts>;
  refusal: string;
  reason?: string;
  model?: string;
}

function note(chunk: Chunk, seen: Seen): void {
  if (chunk.model) seen.model = chunk.model;
  for (const { delta, finish_reason: reason } of chunk.choices ?? []) {
    seen.calls.add(delta?.tool_calls ?? []);
    seen.refusal += delta?.refusal ?? '';
    if (reason) seen.reason = reason;
  }
}

function* end(reason: string, seen: Seen): Generator<VendorEvent, void, undefined> {
  if (reason === 'content_filter' || seen.refusal !== '') {
    yield { type: 'problem', kind: 'refused', ...(seen.refusal === '' ? {} : { detail: seen.refusal }) };
    return;
  }
  const calls = seen.calls.complete();
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

function* deltas(chunk: Chunk): Generator<VendorEvent, void, undefined> {
  for (const choice of chunk.choices ?? []) {
    const thought = reasoning(choice.delta);
    if (thought !== undefined) yield { type: 'reasoning-delta', text: thought };
    if (choice.delta?.content) yield { type: 'text-delta', text: choice.delta.content };
  }
  const usage = openAiUsage(chunk.usage);
  if (usage !== undefined) yield { type: 'usage', usage };
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
