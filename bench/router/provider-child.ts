import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** How the provider answers; the first part of a request's path. */
export type Scene =
  | 'plain'
  | 'slow'
  | 'wait-seconds'
  | 'wait-ms'
  | 'wait-date'
  | 'silent'
  | 'stall'
  | 'clean-end'
  | 'cached'
  | 'error'
  | 'reset'
  | 'reset-unreported';

/** One request of a model, as `GET /journal/KEY` tells it. Times are milliseconds since the epoch. */
export interface JournalEntry {
  readonly at: number;
  readonly model: string;
  /** Before this it asked not to be asked again. */
  due?: number;
  /** When the far end went away before the answer was whole. */
  goneAt?: number;
}

/** What every whole answer reports, in tokens; the cached ones are in the scene `cached` only. */
export const REPORTED = { prompt: 120, cached: 40, answer: 40 } as const;
/** Of an answer, all written at once. */
const CHUNKS = 40;
export const MODELS = ['gpt-4o-mini', 'gpt-4o'] as const;

const FAILING_CHUNKS = 3;
const SLOW_MS = 60;

const journals = new Map<string, JournalEntry[]>();

interface Asked {
  readonly scene: string;
  readonly model: string;
  readonly entry: JournalEntry;
  /** How often the key was asked for before. */
  readonly before: readonly JournalEntry[];
}

function chunk(model: string, rest: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model, ...rest })}\n\n`;
}

function pieces(model: string, count: number, rest: object = {}): string {
  const one = (delta: object): string => chunk(model, { choices: [{ index: 0, delta, finish_reason: null }], ...rest });
  return one({ role: 'assistant', content: '' }) + one({ content: 'token ' }).repeat(count);
}

function usage(cached: number, answer: number = REPORTED.answer) {
  const { prompt } = REPORTED;
  return {
    prompt_tokens: prompt,
    completion_tokens: answer,
    total_tokens: prompt + answer,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function whole(model: string, cached: number): string {
  const finish = chunk(model, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  return `${pieces(model, CHUNKS)}${finish}${chunk(model, { choices: [], usage: usage(cached) })}data: [DONE]\n\n`;
}

const WHOLE = new Map(MODELS.map((model) => [model as string, Buffer.from(whole(model, 0))]));

function stream(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' });
}

function answer({ scene, model, entry, before }: Asked, response: ServerResponse): void {
  switch (scene) {
    case 'plain':
      return void stream(response).end(WHOLE.get(model));
    case 'slow':
      return void setTimeout(() => stream(response).end(WHOLE.get(model)), SLOW_MS);
    case 'cached':
      return void stream(response).end(whole(model, REPORTED.cached));
    case 'clean-end':
      return void stream(response).end(pieces(model, FAILING_CHUNKS));
    case 'stall':
      return void stream(response).write(pieces(model, FAILING_CHUNKS));
    case 'error':
      return sendError(response, 500);
    case 'reset':
      return reset(response, pieces(model, FAILING_CHUNKS, { usage: usage(0, FAILING_CHUNKS) }));
    case 'reset-unreported':
      return reset(response, pieces(model, FAILING_CHUNKS));
    case 'silent':
      return undefined;
    default:
      return afterWait({ scene, model, entry, before }, response);
  }
}

function reset(response: ServerResponse, text: string): void {
  // What was written must be on its way before the socket goes.
  stream(response).write(text, () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function sendError(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const error = { message: 'a scripted error', type: 'error', param: null, code: `status_${status}` };
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }));
}

/** Longer than the first pauses that clients make of themselves. */
const WAIT_MS = 3_000;

function afterWait({ scene, model, entry, before }: Asked, response: ServerResponse): void {
  const due = before[0]?.due;
  if (due !== undefined && entry.at >= due) return void stream(response).end(WHOLE.get(model));
  if (due !== undefined) return sendError(response, 429);
  const date = new Date(entry.at + WAIT_MS + 1_000).toUTCString();
  entry.due = scene === 'wait-date' ? Date.parse(date) : entry.at + WAIT_MS;
  const headers = {
    'wait-seconds': { 'retry-after': `${WAIT_MS / 1_000}` },
    'wait-ms': { 'retry-after-ms': `${WAIT_MS}` },
    'wait-date': { 'retry-after': date },
  };
  if (scene in headers) sendError(response, 429, headers[scene as keyof typeof headers]);
  else sendError(response, 404);
}

function respond(request: IncomingMessage, response: ServerResponse, body: string): void {
  const [, scene = '', key = '', ...rest] = (request.url ?? '').split('/');
  if (scene === 'journal') return sendJson(response, journals.get(key) ?? []);
  if (rest.join('/') === 'v1/models') return sendJson(response, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model' })) });
  const asked: { readonly model: string } = JSON.parse(body);
  const before = scene === 'plain' ? [] : (journals.get(key) ?? []);
  const entry: JournalEntry = { at: Date.now(), model: asked.model };
  // A journal of thousands of calls would be the fake's own burden.
  if (scene !== 'plain') journals.set(key, [...before, entry]);
  response.once('close', () => {
    if (!response.writableFinished) entry.goneAt = Date.now();
  });
  answer({ scene, model: asked.model, entry, before: before.filter(({ model }) => model === asked.model) }, response);
}

if (import.meta.main) {
  const server = createServer((request, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (text: string) => (body += text))
      .on('end', () => respond(request, response, body));
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
  process.once('disconnect', () => process.exit());
}
