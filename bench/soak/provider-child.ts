import { createServer, type ServerResponse } from 'node:http';
import { MODELS, type Tally } from './models.ts';

/** Of every ten requests five are answered whole; the others fail, each in its own way. */
const FATES = ['whole', 'rate-limit', 'whole', 'server-error', 'whole', 'cut', 'whole', 'malformed', 'whole', 'no-end'] as const;
type Fate = (typeof FATES)[number];

const PIECES = 20;

const tally: Record<Fate, number> & { nanos: number } = {
  whole: 0,
  'rate-limit': 0,
  'server-error': 0,
  cut: 0,
  malformed: 0,
  'no-end': 0,
  nanos: 0,
};
let requests = 0;

function chunk(model: string, rest: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model, ...rest })}\n\n`;
}

/** The answer up to and with the report of what it used, which the vendor bills; it grows and shrinks with the request. */
function billed(model: string, at: number): string {
  const [prompt, cached, answer] = [100 + (at % 37), at % 23, 80 + (at % 29)];
  const { input, cachedInput, output } = MODELS.find(({ id }) => id === model) ?? MODELS[0];
  tally.nanos += (prompt - cached) * input + cached * cachedInput + answer * output;
  const piece = chunk(model, { choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] });
  const usage = {
    prompt_tokens: prompt,
    completion_tokens: answer,
    total_tokens: prompt + answer,
    prompt_tokens_details: { cached_tokens: cached },
  };
  return (
    piece.repeat(PIECES) +
    chunk(model, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
    chunk(model, { choices: [], usage })
  );
}

function fail(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ error: { message: 'as planned', type: 'server_error' } }));
}

function serve(model: string, response: ServerResponse): void {
  const at = (requests += 1);
  const fate = FATES[at % FATES.length] ?? 'whole';
  tally[fate] += 1;
  if (fate === 'rate-limit') return fail(response, 429, { 'retry-after-ms': '20' });
  if (fate === 'server-error') return fail(response, 500);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const text = billed(model, at);
  if (fate === 'whole') response.end(`${text}data: [DONE]\n\n`);
  else if (fate === 'malformed') response.end(`${text}data: {"choices": [}\n\n`);
  else if (fate === 'no-end') response.end(text);
  else response.write(text, () => response.destroy());
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => (body += part));
  request.on('end', () => serve(/"model":"([^"]+)"/.exec(body)?.[1] ?? '', response));
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('message', () => process.send?.({ requests, failed: requests - tally.whole, nanos: tally.nanos } satisfies Tally));
process.on('disconnect', () => process.exit());
