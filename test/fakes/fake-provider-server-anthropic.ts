import type { FakeFormat, FakeUsage } from './fake-provider-server-formats.ts';
import { promptText } from './fake-provider-server-prompt.ts';

const STOP = { stop: 'end_turn', length: 'max_tokens', refused: 'refusal', 'tool-calls': 'tool_use' };

/** `POST /v1/messages` as server-sent events (Anthropic's documentation, streaming messages). */
export const anthropicFormat: FakeFormat = {
  vendor: 'anthropic',
  contentType: 'text/event-stream',
  chatPath: /^\/v1\/messages$/,
  broken: 'event: content_block_delta\ndata: {"type": }\n\n',
  request: (_path, body) => ({
    vendor: 'anthropic',
    model: String(body['model']),
    prompt: `${String(body['system'] ?? '')}\n${promptText(body['messages'])}`,
    body,
  }),
  opening: (request, usage) => {
    const reported = { ...inputOf(usage), output_tokens: 1 };
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [],
      stop_reason: null,
      usage: reported,
    };
    return { frames: [event('message_start', { message }), ...block(0, { type: 'text', text: '' })], reported };
  },
  thoughts: (_request, text) =>
    text === '' ? [] : [event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: text } })],
  piece: (_request, text) => [event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })],
  toolCall: (_request, call, at) => {
    const index = at + 1;
    const json = JSON.stringify(call.arguments);
    const half = Math.ceil(json.length / 2);
    const fragment = (part: string) => event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: part } });
    return [
      ...block(index, { type: 'tool_use', id: call.id, name: call.name, input: {} }),
      fragment(json.slice(0, half)),
      fragment(json.slice(half)),
      event('content_block_stop', { index }),
    ];
  },
  closing: (_request, { usage, finish }) => {
    // Cumulative: it repeats what the opening said and has the final output.
    const { cache_creation: _split, ...input } = inputOf(usage);
    const details = usage.reasoning === undefined ? {} : { output_tokens_details: { thinking_tokens: usage.reasoning } };
    const reported = { ...input, output_tokens: usage.output, ...details };
    return {
      frames: [
        event('content_block_stop', { index: 0 }),
        event('message_delta', { delta: { stop_reason: STOP[finish], stop_sequence: null }, usage: reported }),
        event('message_stop', {}),
      ],
      reported,
    };
  },
  error: (status, { message, code }) => ({ type: 'error', error: { type: code ?? typeOf(status), message } }),
  errorFrame: ({ message, code }) => event('error', { error: { type: code ?? 'overloaded_error', message } }),
  list: (_path, models) => ({
    data: models.map((id) => ({
      type: 'model',
      id,
      display_name: id,
      created_at: '2026-01-01T00:00:00Z',
      lifecycle: 'active',
      max_input_tokens: 200_000,
      max_tokens: 64_000,
    })),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  }),
};

function event(type: string, value: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;
}

function block(index: number, content_block: unknown): string[] {
  return [event('content_block_start', { index, content_block })];
}

/** Cached tokens are counted beside the input. */
function inputOf({ input, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0 }: FakeUsage) {
  return {
    input_tokens: input,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
  };
}

function typeOf(status: number): string {
  const types: Record<number, string> = {
    400: 'invalid_request_error',
    401: 'authentication_error',
    402: 'billing_error',
    403: 'permission_error',
    404: 'not_found_error',
    429: 'rate_limit_error',
    529: 'overloaded_error',
  };
  return types[status] ?? 'api_error';
}
