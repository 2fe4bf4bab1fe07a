import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { createCleanTexts } from '../core/clean-texts.ts';
import { apiError } from './api-error.ts';
import { bearerOf, isForLoopback, sendError, sendJson } from './http.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { ROUTE_NAMES } from './model-choice.ts';
import { serveChat, type ChatService } from './serve-chat.ts';
import { createTalks } from './talks.ts';
import type { Tokens } from './tokens.ts';

export interface GatewayOptions extends Omit<ChatService, 'live' | 'clean' | 'talks' | 'onEvent'> {
  readonly tokens: Tokens;
  /** Absent: `127.0.0.1`. Only addresses of this machine are of use: all other `Host` headers are refused. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  /** Told of a store that could not be written. */
  onTrouble(error: unknown): void;
}

/** The router as an OpenAI-compatible endpoint on this machine. */
export interface Gateway {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string;
  /** Takes no more calls, ends those under way, and resolves when they are settled and logged. */
  dispose(): Promise<void>;
}

/** It listens when this resolves. Rejects where the port is taken. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { host = '127.0.0.1', port } = options;
  const metrics = createMetrics();
  const running = new Set<Promise<void>>();
  const service: ChatService = { ...options, live: new Set(), clean: createCleanTexts(), talks: createTalks(), onEvent: metrics.count };
  const server = createServer((request, response) => {
    // What goes wrong in writing one answer is that answer's, not the gateway's.
    response.on('error', options.onTrouble);
    const work = handle({ options, service, metrics }, request, response).catch(options.onTrouble);
    running.add(work);
    void work.finally(() => running.delete(work));
  });
  // Longer than a client pauses between two calls: a pooled socket that is closed under it fails its next request.
  server.keepAliveTimeout = 65_000;
  await listening(server, port, host);
  return {
    address: addressOf(server),
    async dispose() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const call of service.live) call.abort();
      await Promise.all(running);
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Serving {
  readonly options: GatewayOptions;
  readonly service: ChatService;
  readonly metrics: Metrics;
}

async function handle({ options, service, metrics }: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isForLoopback(request))
    return sendError(response, apiError(403, 'wrong_host', { message: 'This endpoint answers requests to this machine only.' }));
  const path = request.url?.split('?', 1)[0] ?? '/';
  if (path === '/health') return sendJson(response, { status: 'ok' });
  const grant = options.tokens.find(bearerOf(request) ?? '');
  if (grant === undefined) {
    const message = 'Unauthorized: the bearer token is missing or not one of this gateway.';
    return sendError(response, apiError(401, 'invalid_api_key', { message, type: 'authentication_error' }));
  }
  const route = `${request.method} ${path}`;
  if (route === 'POST /v1/chat/completions') return serveChat(service, { request, response, grant });
  if (route === 'GET /v1/models') return sendJson(response, { object: 'list', data: await listModels(options) });
  if (route === 'GET /metrics') return metrics.send(response);
  return sendError(response, apiError(404, 'not_found', { message: `There is no ${route} here.` }));
}

async function listModels({ cards }: GatewayOptions) {
  const routes = ROUTE_NAMES.map((id) => ({ id, object: 'model', created: 0, owned_by: 'centuria' }));
  return [...routes, ...(await cards()).map(({ key, provider }) => ({ id: key, object: 'model', created: 0, owned_by: provider }))];
}

async function listening(server: Server, port: number, host: string): Promise<void> {
  const started = Promise.withResolvers<void>();
  server.once('error', started.reject);
  server.listen(port, host, () => started.resolve());
  await started.promise;
  server.off('error', started.reject);
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway has no port');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
