import type { FakeFormat, FakeRequest, FakeUsage } from './fake-provider-server-formats.ts';
import { promptText } from './fake-provider-server-prompt.ts';

const FINISH = { stop: 'STOP', length: 'MAX_TOKENS', refused: 'SAFETY', 'tool-calls': 'STOP' };

/** `POST /v1beta/models/<model>:streamGenerateContent?alt=sse` (Gemini API reference, GenerateContentResponse). */
export const geminiFormat: FakeFormat = {
  vendor: 'gemini',
  contentType: 'text/event-stream',
  chatPath: /^\/v1beta\/models\/[^/]+:streamGenerateContent$/,
  broken: 'data: {"candidates": [}\n\n',
  request: (path, body) => ({
    vendor: 'gemini',
    model: /models\/([^/:]+):/.exec(path)?.[1] ?? '',
    prompt: `${promptText(body['systemInstruction'])}\n${promptText(body['contents'])}`,
    body,
  }),
  opening: () => ({ frames: [] }),
  thoughts: (request, text) => (text === '' ? [] : [parts(request, [{ text, thought: true }])]),
  piece: (request, text) => [parts(request, [{ text }])],
  toolCall: (request, { id, name, arguments: args }) => [
    parts(request, [{ functionCall: { id, name, args }, thoughtSignature: 'c2lnbmF0dXJl' }]),
  ],
  closing: (request, { usage, finish }) => {
    const reported = usageOf(usage);
    const candidates = [{ index: 0, content: { role: 'model', parts: [{ text: '' }] }, finishReason: FINISH[finish] }];
    return { frames: [data({ candidates, usageMetadata: reported, modelVersion: request.model })], reported };
  },
  error: (status, { message, code }) => ({ error: { code: status, message, status: code ?? statusOf(status) } }),
  errorFrame: ({ message, code }) => data({ error: { code: 503, message, status: code ?? 'UNAVAILABLE' } }),
  list: (_path, models) => ({
    models: models.map((id) => ({
      name: `models/${id}`,
      displayName: id,
      inputTokenLimit: 1_048_576,
      outputTokenLimit: 65_536,
      supportedGenerationMethods: ['generateContent'],
    })),
  }),
};

function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\r\n\r\n`;
}

function parts(request: FakeRequest, content: readonly unknown[]): string {
  return data({ candidates: [{ index: 0, content: { role: 'model', parts: content } }], modelVersion: request.model });
}

/** Cached tokens are counted inside the prompt, thoughts beside the candidates. */
function usageOf({ input, output, cacheRead = 0, reasoning = 0 }: FakeUsage) {
  const prompt = input + cacheRead;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: output - reasoning,
    totalTokenCount: prompt + output,
    ...(cacheRead === 0 ? {} : { cachedContentTokenCount: cacheRead }),
    ...(reasoning === 0 ? {} : { thoughtsTokenCount: reasoning }),
  };
}

function statusOf(status: number): string {
  const words: Record<number, string> = {
    400: 'INVALID_ARGUMENT',
    401: 'UNAUTHENTICATED',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
    429: 'RESOURCE_EXHAUSTED',
    503: 'UNAVAILABLE',
  };
  return words[status] ?? 'INTERNAL';
}
