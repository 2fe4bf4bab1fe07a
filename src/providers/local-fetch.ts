import { Agent, type Dispatcher } from 'undici';
import { decodedBody } from './decoded-body.ts';
import type { Answer, BodyReader, Transport } from './provider-deps.ts';

/** An idle connection is closed before a server closes it: one that is closed just as it is used again fails a call. */
const KEPT_IDLE_MS = 1_000;
/** The reader may be so many bytes behind before the far end is held back. */
const MOST_UNREAD = 64 * 1024;

let shared: Agent | undefined;

/**
 * A fetch for servers on this machine or named by the user, without undici's 300 s limits on headers and body, which
 * end a slow prefill; the guard has limits of its own. It follows no redirect. All calls share the idle connections;
 * the call's signal closes the one it is on.
 */
export const localFetch: Transport = (input, init = {}) => {
  const url = new URL(input instanceof Request ? input.url : input);
  // As fetch has it: nothing is sent to such an address.
  if (url.username !== '' || url.password !== '')
    return Promise.reject(new TypeError('Request cannot be constructed from a URL that includes credentials'));
  shared ??= new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: KEPT_IDLE_MS, keepAliveMaxTimeout: KEPT_IDLE_MS });
  const exchange = new Exchange(init.signal ?? undefined);
  const body = typeof init.body === 'string' ? { body: init.body } : {};
  const method = (init.method ?? 'GET') as Dispatcher.HttpMethod;
  const request = {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers: { 'accept-encoding': 'identity', ...plain(init.headers) },
    ...body,
  };
  if (!exchange.isOver) shared.dispatch(request, exchange);
  return exchange.answer;
};

function plain(headers: RequestInit['headers']): Record<string, string> {
  const isPlain = headers === undefined || (!(headers instanceof Headers) && !Array.isArray(headers));
  return isPlain ? { ...headers } : Object.fromEntries(new Headers(headers));
}

type ResponseStart = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>;

type Read = Awaited<ReturnType<BodyReader['read']>>;

/** One request and its answer, as undici tells of them. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  readonly #answered = Promise.withResolvers<Answer>();
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#stop(this.#signal?.reason);
  #control: Dispatcher.DispatchController | undefined;
  #begun = false;
  #over = false;
  #error: unknown;
  /** What was not read yet, and who waits to read where that is nothing. */
  readonly #chunks: Uint8Array[] = [];
  #unread = 0;
  #reading: PromiseWithResolvers<Read> | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.answer = this.#answered.promise;
    this.#signal = signal;
    if (signal?.aborted === true) this.#stop(signal.reason);
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get isOver(): boolean {
    return this.#over;
  }

  onRequestStart(control: Dispatcher.DispatchController): void {
    this.#control = control;
    // It was given up while it waited for a connection.
    if (this.#over) control.abort(new Error('the call has ended'));
  }

  onResponseStart(...[, status, headers, statusText]: ResponseStart): void {
    if (status < 200 || this.#over) return;
    this.#begun = true;
    const empty = status === 204 || status === 205 || status === 304;
    const sent = told(headers);
    const reader = decodedBody(
      { read: () => this.#read(), cancel: (reason) => this.#cancel(reason) },
      empty ? null : sent.get('content-encoding'),
    );
    this.#answered.resolve({
      status,
      statusText: statusText ?? '',
      ok: status < 300,
      headers: sent,
      body: empty ? null : { getReader: () => reader },
      text: () => textOf(reader),
    });
  }

  onResponseData(control: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#over) return;
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading !== undefined) return reading.resolve({ done: false, value: chunk });
    this.#chunks.push(chunk);
    this.#unread += chunk.byteLength;
    if (this.#unread >= MOST_UNREAD) control.pause();
  }

  onResponseEnd(): void {
    if (this.#end()) this.#reading?.resolve({ done: true });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    // As fetch does: SDKs tell by the type what broke.
    this.#fail(new TypeError(this.#begun ? 'terminated' : 'fetch failed', { cause: error }));
  }

  async #read(): Promise<Read> {
    const value = this.#chunks.shift();
    if (value !== undefined) {
      this.#unread -= value.byteLength;
      if (this.#unread < MOST_UNREAD) this.#control?.resume();
      return { done: false, value };
    }
    // What came before the connection broke may hold the report of what was used.
    if (this.#error !== undefined) throw this.#error;
    if (this.#over) return { done: true };
    this.#reading ??= Promise.withResolvers();
    return this.#reading.promise;
  }

  async #cancel(reason: unknown): Promise<void> {
    this.#chunks.length = 0;
    if (this.#end()) this.#control?.abort(reason instanceof Error ? reason : new Error('the answer is not wanted any more'));
  }

  #stop(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error('the call has ended');
    this.#chunks.length = 0;
    if (this.#fail(error)) this.#control?.abort(error);
  }

  /** False if it was over before. */
  #fail(error: unknown): boolean {
    if (!this.#end()) return false;
    this.#error = error;
    this.#answered.reject(error);
    this.#reading?.reject(error);
    return true;
  }

  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

function told(headers: ResponseStart[2]): Answer['headers'] {
  const pairs = (): [string, string][] =>
    Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]));
  return {
    get: (name) => [headers[name] ?? []].flat().join(', ') || null,
    [Symbol.iterator]: () => pairs()[Symbol.iterator](),
  };
}

async function textOf(reader: BodyReader): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) text += decoder.decode(next.value, { stream: true });
  return text + decoder.decode();
}
