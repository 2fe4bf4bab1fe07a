import type { FakeFormat, FakeRequest, FakeUsage } from './fake-provider-server-formats.ts';
import { promptText } from './fake-provider-server-prompt.ts';

/** Ollama's native API: `/api/chat` as lines of JSON, `/api/tags`, `/api/show`, `/api/ps` (Ollama's API documentation). */
export const ollamaFormat: FakeFormat = {
  vendor: 'ollama',
  contentType: 'application/x-ndjson',
  chatPath: /^\/api\/chat$/,
  broken: '{"message": }\n',
  request: (_path, body) => ({
    vendor: 'ollama',
    model: String(body['model']),
    prompt: promptText(body['messages']),
    body,
  }),
  opening: () => ({ frames: [] }),
  thoughts: (request, text) => (text === '' ? [] : [line(request, { content: '', thinking: text })]),
  piece: (request, text) => [line(request, { content: text })],
  toolCall: (request, { name, arguments: args }) => [line(request, { content: '', tool_calls: [{ function: { name, arguments: args } }] })],
  closing: (request, { usage, finish }) => {
    const reported = usageOf(usage);
    const end = { done: true, done_reason: finish === 'length' ? 'length' : 'stop', total_duration: 1, ...reported };
    return { frames: [line(request, { content: '' }, end)], reported };
  },
  error: (_status, { message }) => ({ error: message }),
  errorFrame: ({ message }) => `${JSON.stringify({ error: message })}\n`,
  list: (
    path,
    models,
    { capabilities = ['completion', 'tools'], contextLength = 8_192, parameterCount = 3e9, loaded, template, digest },
  ) => {
    if (path === '/api/show') {
      const model_info = { 'general.parameter_count': parameterCount, 'fake.context_length': contextLength };
      return { capabilities, model_info, details: { family: 'fake' }, template };
    }
    const named = path === '/api/ps' ? (loaded ?? models) : models;
    return { models: named.map((name) => ({ name, model: name, size: 1, details: {}, digest })) };
  },
};

function line(request: FakeRequest, message: object, end: object = { done: false }): string {
  const value = { model: request.model, created_at: '2026-01-01T00:00:00Z', message: { role: 'assistant', ...message } };
  return `${JSON.stringify({ ...value, ...end })}\n`;
}

function usageOf({ input, output, cacheRead = 0, loadNanos }: FakeUsage) {
  return { prompt_eval_count: input + cacheRead, eval_count: output, load_duration: loadNanos };
}
