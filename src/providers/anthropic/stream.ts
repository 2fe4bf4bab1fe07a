import type Anthropic from '@anthropic-ai/sdk';
import { APIError } from '@anthropic-ai/sdk';
import { messageTexts } from '../../core/prompt.ts';
import type { Finish, ModelRequest, ProviderEvent } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import { errorBodyOf } from '../error-body.ts';
import type { CallTools } from '../guarded-call.ts';
import { guardedStream, type VendorEvent } from '../guarded-stream.ts';
import { isObject } from '../json.ts';
import { problemOfError } from '../problem-of-answer.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import type { ProviderProblem } from '../provider-problem.ts';
import { anthropicClient } from './client.ts';
import { checkEvents, EventError } from './event-check.ts';
import { anthropicMessages, anthropicTools, cachedSystem, isCacheable, withBreakpoint } from './messages.ts';
import { createAnthropicUsage } from './usage.ts';

export function anthropicStream(deps: ProviderDeps, request: ModelRequest, signal: AbortSignal): AsyncIterable<ProviderEvent> {
  return guardedStream({
    ...callOptions(deps, undefined),
    model: request.model,
    signal,
    keyRequired: true,
    inspect: checkEvents(),
    explain: streamedError,
    open: (tools) => messages(deps, request, tools),
  });
}

/** An `error` event of a stream that had begun, and what the check of events throws. */
function streamedError(error: unknown): ProviderProblem | undefined {
  if (error instanceof EventError) return { kind: 'malformed', detail: error.message };
  if (!(error instanceof APIError) || !isObject(error.error)) return undefined;
  return problemOfError(errorBodyOf(error.error));
}

async function* messages(deps: ProviderDeps, request: ModelRequest, tools: CallTools): AsyncGenerator<VendorEvent, void, undefined> {
  const events = await anthropicClient(deps, tools).messages.create(body(request));
  const usage = createAnthropicUsage();
  const calls = createToolUse();
  const last: { reason?: Anthropic.StopReason; model?: string; explanation?: string } = {};
  for await (const event of events) {
    tools.heard();
    yield* contentOf(event);
    const call = calls.add(event);
    if (call !== undefined) yield call;
    const reported = usage.add(usageIn(event));
    if (reported !== undefined) yield { type: 'usage', usage: reported };
    if (event.type === 'message_start') last.model = event.message.model;
    if (event.type === 'message_delta') {
      if (event.delta.stop_reason) last.reason = event.delta.stop_reason;
      if (event.delta.stop_details?.explanation) last.explanation = event.delta.stop_details.explanation;
    }
    if (event.type === 'message_stop' && last.reason !== undefined) {
      yield end(last.reason, last);
      return;
    }
  }
}

function body(request: ModelRequest): Anthropic.MessageCreateParamsStreaming {
  const { resent } = request;
  const turns = anthropicMessages(request);
  const opening = [request.system, ...request.tools.map((tool) => JSON.stringify(tool))];
  const whole = [...opening, ...request.messages.flatMap(messageTexts)];
  const system = resent !== undefined && isCacheable(request, opening) ? cachedSystem(request.system) : request.system;
  return {
    model: request.model,
    max_tokens: request.maxOutputTokens,
    messages: resent !== undefined && isCacheable(request, whole) ? withBreakpoint(turns, resent) : turns,
    stream: true,
    ...(request.system === '' ? {} : { system }),
    ...(request.stop === undefined ? {} : { stop_sequences: [request.stop] }),
    ...(request.tools.length === 0 ? {} : { tools: anthropicTools(request.tools) }),
  };
}

function* contentOf(event: Anthropic.RawMessageStreamEvent): Generator<VendorEvent, void, undefined> {
  if (event.type === 'content_block_start' && event.content_block.type === 'text' && event.content_block.text !== '') {
    yield { type: 'text-delta', text: event.content_block.text };
  }
  if (event.type !== 'content_block_delta') return;
  const { delta } = event;
  if (delta.type === 'text_delta' && delta.text !== '') yield { type: 'text-delta', text: delta.text };
  if (delta.type === 'thinking_delta' && delta.thinking !== '') yield { type: 'reasoning-delta', text: delta.thinking };
}

function usageIn(event: Anthropic.RawMessageStreamEvent): unknown {
  if (event.type === 'message_start') return event.message.usage;
  return event.type === 'message_delta' ? event.usage : undefined;
}

/** Puts the JSON fragments of each `tool_use` block together. */
function createToolUse(): { add(event: Anthropic.RawMessageStreamEvent): VendorEvent | undefined } {
  const open = new Map<number, { id: string; name: string; json: string }>();
  return {
    add: (event) => {
      if (event.type === 'content_block_start' && event.content_block.type === 'tool_use') {
        open.set(event.index, { id: event.content_block.id, name: event.content_block.name, json: '' });
      }
      if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta') {
        const call = open.get(event.index);
        if (call !== undefined) call.json += event.delta.partial_json;
      }
      if (event.type !== 'content_block_stop') return undefined;
      const call = open.get(event.index);
      open.delete(event.index);
      if (call === undefined) return undefined;
      return { type: 'tool-call', call: { id: call.id, name: call.name, arguments: call.json || '{}' } };
    },
  };
}

const REASONS: Partial<Record<Anthropic.StopReason, Finish['reason']>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
};

function end(reason: Anthropic.StopReason, last: { model?: string; explanation?: string }): VendorEvent {
  if (reason === 'refusal') {
    return { type: 'problem', kind: 'refused', ...(last.explanation === undefined ? {} : { detail: last.explanation }) };
  }
  const known = REASONS[reason];
  if (known === undefined) return { type: 'problem', kind: 'cut', detail: `the answer ended with "${reason}"` };
  return { type: 'finish', reason: known, ...(last.model === undefined ? {} : { servedModel: last.model }) };
}
