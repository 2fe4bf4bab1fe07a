import type { CallEnd } from '../core/call-events.ts';
import type { Finish, ToolCall } from '../core/provider.ts';
import { promptTokens, type Usage } from '../core/usage.ts';

type Answered = Extract<CallEnd, { readonly outcome: 'answered' }>;

/** OpenAI counts what was cached inside the prompt, and what was thought inside the completion. */
export function openAiUsage(usage: Usage) {
  const prompt = promptTokens(usage);
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.outputTokens,
    total_tokens: prompt + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cacheReadTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}

const REASONS: Readonly<Record<Finish['reason'], string>> = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls' };

export function finishReason(reason: Finish['reason']): string {
  return REASONS[reason];
}

export function wireToolCall({ id, name, arguments: json }: ToolCall) {
  return { id, type: 'function', function: { name, arguments: json } } as const;
}

/** What the call came to, beside OpenAI's own fields. The cost is that of all attempts, the failed ones too. */
export function centuriaFields(end: Answered) {
  return {
    model: end.last.card.key,
    cost_nanos: end.attempts.reduce((sum, { nanos }) => sum + nanos, 0),
    attempts: end.attempts.length,
  };
}

export interface WholeAnswer {
  readonly id: string;
  readonly created: number;
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
}

/** The body of a call that was not streamed. */
export function completion({ id, created, text, reasoning, toolCalls }: WholeAnswer, end: Answered) {
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(wireToolCall) }),
    refusal: null,
  };
  return {
    id,
    object: 'chat.completion',
    created,
    model: end.last.card.key,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(end.reason) }],
    usage: openAiUsage(end.last.usage),
    centuria: centuriaFields(end),
  };
}
