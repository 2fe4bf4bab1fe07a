import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export interface MintKeyProxyOptions {
  /** The port of VS Code's own server on 127.0.0.1. */
  readonly target: number;
  /** The port to listen on; 0 takes a free one. */
  readonly port: number;
  readonly token: string;
  /** Where the server's half of the key is kept, readable by its owner only. */
  readonly keyFile: string;
}

export interface MintKeyProxy {
  readonly port: number;
  dispose(): Promise<void>;
}

/**
 * VS Code in a browser encrypts its secrets with a key of two halves: one is in the browser, the other it asks for
 * with `POST /mint-key`, and without that route it forgets every secret at a reload. VS Code's own server has no such
 * route, so this proxy in front of it answers it, to whoever has the connection token.
 */
export async function startMintKeyProxy(options: MintKeyProxyOptions): Promise<MintKeyProxy> {
  const key = await keyHalf(options.keyFile);
  const server = createServer((incoming, response) => {
    const refusal = refuse(incoming, server);
    if (refusal) return end(response, 403, refusal);
    if (pathOf(incoming) !== '/mint-key') return forward(options.target, incoming, response);
    if (incoming.method !== 'POST' || !hasToken(incoming, options.token)) return end(response, 403, 'Forbidden.');
    incoming.resume();
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }).end(key);
  });
  server.on('upgrade', (incoming, socket, head) => {
    if (refuse(incoming, server)) socket.destroy();
    else forwardUpgrade(options.target, incoming, { socket, head });
  });
  const port = await listen(server, options.port);
  return { port, dispose: () => close(server) };
}

/** VS Code wants 256 bits. */
async function keyHalf(file: string): Promise<Buffer> {
  try {
    await writeFile(file, randomBytes(32), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = await readFile(file);
  if (key.length !== 32) throw new Error(`${file} is damaged: delete it, and set your keys again.`);
  return key;
}

/** A page of another site can make a browser send requests here under its own name: those are not for us. */
function refuse(incoming: IncomingMessage, server: Server): string | undefined {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes(incoming.headers.host ?? '')) return 'This host name is not served here.';
  const origin = incoming.headers.origin;
  if (origin === undefined || origin === 'null' || own.includes(origin.replace(/^http:\/\//, ''))) return undefined;
  return incoming.method === 'GET' && incoming.headers.upgrade === undefined ? undefined : 'This origin is not served here.';
}

function hasToken(incoming: IncomingMessage, token: string): boolean {
  const cookies = (incoming.headers.cookie ?? '').split(/;\s*/);
  const given = Buffer.from(cookies.find((cookie) => cookie.startsWith('vscode-tkn='))?.slice('vscode-tkn='.length) ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function pathOf(incoming: IncomingMessage): string {
  return (incoming.url ?? '/').split('?', 1)[0] ?? '/';
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

function outgoing(target: number, { method, url, headers }: IncomingMessage) {
  return request({ host: '127.0.0.1', port: target, method, path: url, headers });
}

function forward(target: number, incoming: IncomingMessage, response: ServerResponse): void {
  const onward = outgoing(target, incoming);
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  onward.on('error', () => (response.headersSent ? response.destroy() : end(response, 502, 'VS Code does not answer.')));
  response.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
}

function forwardUpgrade(target: number, incoming: IncomingMessage, { socket, head }: Upgrade): void {
  const onward = outgoing(target, incoming);
  onward.on('upgrade', (answer, far, farHead) => {
    socket.write(statusAndHeaders(answer));
    socket.write(farHead);
    far.write(head);
    far.pipe(socket).pipe(far);
    for (const [one, other] of [
      [far, socket],
      [socket, far],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      // Neither side has anything to say to one that is gone: half open, it would be kept for half a minute.
      one.on('end', () => other.end(() => other.destroy()));
    }
  });
  onward.on('response', (answer) => {
    answer.resume();
    socket.end(statusAndHeaders(answer));
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  onward.end();
}

function statusAndHeaders(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let index = 0; index < answer.rawHeaders.length; index += 2)
    lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Takes another port if the wanted one is in use, as it is when two windows are started. */
async function listen(server: Server, wanted: number): Promise<number> {
  const listening = (port: number) =>
    new Promise<boolean>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error));
      server.once('error', failed);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', failed);
        resolve(true);
      });
    });
  if (!(await listening(wanted))) await listening(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
