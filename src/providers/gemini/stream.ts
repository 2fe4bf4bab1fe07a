import { ApiError, FinishReason, type GenerateContentParameters, type GenerateContentResponse, type Part } from '@google/genai';
import type { FailureKind } from '../../core/failure.ts';
import type { Finish, ModelRequest, ProviderEvent } from '../../core/provider.ts';
import { callOptions } from '../call-options.ts';
import { errorBody } from '../error-body.ts';
import type { CallTools } from '../guarded-call.ts';
import { guardedStream, type VendorEvent } from '../guarded-stream.ts';
import { problemOfError } from '../problem-of-answer.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import type { ProviderProblem } from '../provider-problem.ts';
import { callId } from './call-id.ts';
import { geminiClient } from './client.ts';
import { geminiContents, geminiTools } from './contents.ts';
import { geminiUsage } from './usage.ts';

export function geminiStream(deps: ProviderDeps, request: ModelRequest, signal: AbortSignal): AsyncIterable<ProviderEvent> {
  return guardedStream({
    ...callOptions(deps, undefined),
    model: request.model,
    signal,
    keyRequired: true,
    explain: streamedError,
    open: (tools) => generate(deps, request, tools),
  });
}

/** Errors of a stream that had begun, and the SDK's own words for a body that ends inside an event. */
function streamedError(error: unknown): ProviderProblem | undefined {
  if (error instanceof ApiError) {
    const json = error.message.slice(Math.max(0, error.message.indexOf('{')));
    return problemOfError(errorBody(json), error.status);
  }
  if (!(error instanceof Error)) return undefined;
  if (error.message.startsWith('Incomplete JSON segment')) return { kind: 'cut', detail: 'the stream ended inside an event' };
  return error.message.startsWith('exception parsing stream chunk') ? { kind: 'malformed', detail: 'broken JSON' } : undefined;
}

async function* generate(deps: ProviderDeps, request: ModelRequest, tools: CallTools): AsyncGenerator<VendorEvent, void, undefined> {
  const chunks = await geminiClient(deps, tools).models.generateContentStream(parameters(request));
  const seen: Seen = { calls: 0 };
  for await (const chunk of chunks) {
    tools.heard();
    yield* eventsOf(chunk, seen);
    const blocked = chunk.promptFeedback?.blockReason;
    if (blocked !== undefined) {
      yield { type: 'problem', kind: 'refused', detail: `the prompt was blocked (${blocked})` };
      return;
    }
  }
  if (seen.reason !== undefined) yield end(seen.reason, seen);
}

interface Seen {
  calls: number;
  reason?: FinishReason;
  model?: string;
}

function parameters(request: ModelRequest): GenerateContentParameters {
  return {
    model: request.model,
    contents: geminiContents(request),
    config: {
      maxOutputTokens: request.maxOutputTokens,
      // Both would send requests of their own that nobody has reserved money for.
      automaticContinuation: false,
      automaticFunctionCalling: { disable: true },
      ...(request.system === '' ? {} : { systemInstruction: request.system }),
      ...(request.stop === undefined ? {} : { stopSequences: [request.stop] }),
      ...(request.tools.length === 0 ? {} : { tools: geminiTools(request.tools) }),
    },
  };
}

function* eventsOf(chunk: GenerateContentResponse, seen: Seen): Generator<VendorEvent, void, undefined> {
  const candidate = chunk.candidates?.[0];
  for (const part of candidate?.content?.parts ?? []) {
    const event = partEvent(part, seen);
    if (event !== undefined) yield event;
  }
  const usage = geminiUsage(chunk.usageMetadata);
  if (usage !== undefined) yield { type: 'usage', usage };
  if (chunk.modelVersion !== undefined) seen.model = chunk.modelVersion;
  if (candidate?.finishReason !== undefined) seen.reason = candidate.finishReason;
}

function partEvent(part: Part, seen: Seen): VendorEvent | undefined {
  if (part.functionCall !== undefined) {
    const { id, name, args } = part.functionCall;
    const own = id ?? `call_${seen.calls}`;
    seen.calls += 1;
    const call = { id: callId(own, part.thoughtSignature), name: name ?? '', arguments: JSON.stringify(args ?? {}) };
    return { type: 'tool-call', call };
  }
  if (part.text === undefined || part.text === '') return undefined;
  return { type: part.thought === true ? 'reasoning-delta' : 'text-delta', text: part.text };
}

const FINISHED: Partial<Record<FinishReason, Finish['reason']>> = {
  [FinishReason.STOP]: 'stop',
  [FinishReason.MAX_TOKENS]: 'length',
  [FinishReason.CONTINUATION]: 'length',
};

const FAILED: Partial<Record<FinishReason, FailureKind>> = {
  [FinishReason.SAFETY]: 'refused',
  [FinishReason.RECITATION]: 'refused',
  [FinishReason.LANGUAGE]: 'refused',
  [FinishReason.BLOCKLIST]: 'refused',
  [FinishReason.PROHIBITED_CONTENT]: 'refused',
  [FinishReason.SPII]: 'refused',
  [FinishReason.MALFORMED_FUNCTION_CALL]: 'malformed',
  [FinishReason.MALFORMED_RESPONSE]: 'malformed',
  [FinishReason.UNEXPECTED_TOOL_CALL]: 'malformed',
  [FinishReason.TOO_MANY_TOOL_CALLS]: 'malformed',
  [FinishReason.OTHER]: 'server',
};

function end(reason: FinishReason, seen: Seen): VendorEvent {
  const finished = FINISHED[reason];
  if (finished === undefined) {
    // A reason that this SDK does not know is no proof of a whole answer.
    return { type: 'problem', kind: FAILED[reason] ?? 'cut', detail: `the answer ended with ${reason}` };
  }
  const whole = finished === 'stop' && seen.calls > 0 ? 'tool-calls' : finished;
  return { type: 'finish', reason: whole, ...(seen.model === undefined ? {} : { servedModel: seen.model }) };
}
