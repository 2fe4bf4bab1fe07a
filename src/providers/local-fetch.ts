import { Agent, type Dispatcher } from 'undici';
import type { Fetch } from './provider-deps.ts';

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
export const localFetch: Fetch = (input, init = {}) => {
  const url = new URL(input instanceof Request ? input.url : input);
  // As fetch has it: nothing is sent to such an address.
  if (url.username !== '' || url.password !== '') return Promise.reject(new TypeError('Request cannot be constructed from a URL that includes credentials'));
  shared ??= new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: KEPT_IDLE_MS, keepAliveMaxTimeout: KEPT_IDLE_MS });
  const exchange = new Exchange(init.signal ?? undefined);
  const headers = Object.fromEntries(new Headers(init.headers));
  const body = typeof init.body === 'string' ? { body: init.body } : {};
  const method = (init.method ?? 'GET') as Dispatcher.HttpMethod;
  if (!exchange.isOver) shared.dispatch({ origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, ...body }, exchange);
  return exchange.response;
};

type ResponseStart = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>;

/** One request and its answer, as undici tells of them. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<Response>;
  readonly #answered = Promise.withResolvers<Response>();
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#stop(this.#signal?.reason);
  #control: Dispatcher.DispatchController | undefined;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #over = false;

  constructor(signal: AbortSignal | undefined) {
    this.response = this.#answered.promise;
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

  onResponseStart(...[control, status, headers, statusText]: ResponseStart): void {
    if (status < 200 || this.#over) return;
    const told = new Headers();
    for (const [name, value] of Object.entries(headers)) for (const one of [value ?? []].flat()) told.append(name, one);
    const empty = status === 204 || status === 205 || status === 304;
    this.#answered.resolve(new Response(empty ? null : this.#stream(control), { status, statusText: statusText ?? '', headers: told }));
  }

  onResponseData(control: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#over || this.#body === undefined) return;
    this.#body.enqueue(chunk);
    if ((this.#body.desiredSize ?? 0) <= 0) control.pause();
  }

  onResponseEnd(): void {
    if (this.#end()) this.#body?.close();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    // As fetch does: SDKs tell by the type what broke.
    this.#fail(new TypeError(this.#body === undefined ? 'fetch failed' : 'terminated', { cause: error }));
  }

  #stream(control: Dispatcher.DispatchController): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream(
      {
        start: (body) => void (this.#body = body),
        pull: () => control.resume(),
        cancel: (reason) => void (this.#end() && control.abort(reason instanceof Error ? reason : new Error('the answer is not wanted any more'))),
      },
      { highWaterMark: MOST_UNREAD, size: (chunk) => chunk.byteLength },
    );
  }

  #stop(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error('the call has ended');
    if (this.#fail(error)) this.#control?.abort(error);
  }

  /** False if it was over before. */
  #fail(error: unknown): boolean {
    if (!this.#end()) return false;
    this.#answered.reject(error);
    this.#body?.error(error);
    return true;
  }

  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}
