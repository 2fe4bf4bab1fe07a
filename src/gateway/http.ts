import type { IncomingMessage, ServerResponse } from 'node:http';

import type { ApiError } from './api-error.ts';

const LARGEST_BODY = 32 * 1024 * 1024;

/** The whole body, `too-large`, or undefined where the client went away. */
export function readBody(request: IncomingMessage): Promise<string | 'too-large' | undefined> {
  const length = Number(request.headers['content-length']);
  if (length > LARGEST_BODY) return Promise.resolve('too-large');
  const { promise, resolve } = Promise.withResolvers<string | 'too-large' | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > LARGEST_BODY) {
      request.off('data', take).pause();
      return resolve('too-large');
    }
    chunks.push(chunk);
    // Node tells the end later, and takes no more than was announced.
    if (size === length) whole();
  };
  const whole = (): void => resolve((chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString('utf8'));
  const gone = (): void => resolve(undefined);
  request.on('data', take).once('end', whole).once('error', gone).once('close', gone);
  return promise;
}

export interface JsonAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendJson(response: ServerResponse, value: unknown, { status = 200, headers = {} }: JsonAnswer = {}): void {
  if (response.destroyed) return;
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** The retries were made here: a client that makes its own on top of them would multiply them. */
export function sendError(response: ServerResponse, { status, error, retryAfter }: ApiError): void {
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  sendJson(response, { error }, { status, headers: { 'x-should-retry': 'false', ...wait } });
}

const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?$/i;

/** Whether a request means this machine. Any other name that leads here is a web page's way round the browser's rules. */
export function isForLoopback({ headers }: IncomingMessage): boolean {
  return headers.host !== undefined && LOOPBACK_HOST.test(headers.host);
}

export function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
