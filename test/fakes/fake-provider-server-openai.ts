import type { FakeFormat, FakeRequest, FakeUsage } from './fake-provider-server-formats.ts';
import { promptText } from './fake-provider-server-prompt.ts';

const FINISH = { stop: 'stop', length: 'length', refused: 'content_filter', 'tool-calls': 'tool_calls' };

/** `POST /v1/chat/completions` as server-sent events (OpenAI's API reference, chat completion chunk object). */
export const openAiFormat: FakeFormat = {
  vendor: 'openai',
  contentType: 'text/event-stream',
  chatPath: /^\/v1\/chat\/completions$/,
  broken: 'data: {"choices": [}\n\n',
  request: (_path, body) => ({
    vendor: 'openai',
    model: String(body['model']),
    prompt: promptText(body['messages']),
    body,
  }),
  opening: (request) => ({ frames: [chunk(request, [{ index: 0, delta: { role: 'assistant', content: '' } }])] }),
  thoughts: (request, text) => (text === '' ? [] : [delta(request, { reasoning_content: text })]),
  piece: (request, text) => [delta(request, { content: text })],
  toolCall: (request, call, index) => {
    const json = JSON.stringify(call.arguments);
    const half = Math.ceil(json.length / 2);
    const first = { index, id: call.id, type: 'function', function: { name: call.name, arguments: json.slice(0, half) } };
    return [
      delta(request, { tool_calls: [first] }),
      delta(request, { tool_calls: [{ index, function: { arguments: json.slice(half) } }] }),
    ];
  },
  closing: (request, { usage, finish }) => {
    const reported = usageOf(usage);
    const wanted = JSON.stringify(request.body['stream_options'] ?? {}).includes('"include_usage":true');
    const last = chunk(request, [{ index: 0, delta: {}, finish_reason: FINISH[finish] }]);
    if (!wanted) return { frames: [last, 'data: [DONE]\n\n'] };
    return { frames: [last, chunk(request, [], reported), 'data: [DONE]\n\n'], reported };
  },
  error: (status, { message, code }) => ({ error: { message, type: 'error', param: null, code: code ?? `status_${status}` } }),
  errorFrame: ({ message, code }) => `data: ${JSON.stringify({ error: { message, type: 'server_error', code } })}\n\n`,
  list: (_path, models) => ({ object: 'list', data: models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'x' })) }),
};

function chunk(request: FakeRequest, choices: readonly unknown[], usage?: unknown): string {
  const value = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: request.model, choices, usage };
  return `data: ${JSON.stringify(value)}\n\n`;
}

function delta(request: FakeRequest, value: unknown): string {
  return chunk(request, [{ index: 0, delta: value, finish_reason: null }]);
}

/** Cached tokens are counted inside the prompt, reasoning inside the completion. */
function usageOf({ input, output, cacheRead = 0, cacheWrite5m = 0, reasoning = 0 }: FakeUsage) {
  const prompt = input + cacheRead + cacheWrite5m;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite5m },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}
