import type { Fetch } from './provider-deps.ts';

/** An answer whose status is not 2xx, read before the SDK sees it. */
export interface HttpError {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What was seen of the far end. SDKs hide parts of it: missing terminal lines, headers, broken JSON, the true error. */
export interface Wire {
  /** Given to the SDK in place of `fetch`. */
  readonly fetch: Fetch;
  /** The text of an answer that `fetch` gave, as it comes; for an adapter that reads it itself, with the option `untouched`. */
  texts(response: Response): AsyncIterable<string>;
  /** Called for every chunk of a model's answer; what is asked before a model is has silences of its own. */
  onBytes: () => void;
  /** A request that reaches a model has been handed to the network. */
  readonly requested: boolean;
  /** The first byte of a model's answer has come. */
  readonly answered: boolean;
  readonly httpError: HttpError | undefined;
  /** The `content-type` of a model's answer with a good status. */
  readonly contentType: string | undefined;
  /** What `fetch`, or reading a body, was rejected with. */
  readonly networkError: unknown;
}

export interface WireOptions {
  readonly fetch: Fetch;
  /** Ends every request of this call, down to the socket. */
  readonly signal: AbortSignal;
  /** Requests that no model sees: lists, what is loaded. */
  readonly preflight?: RegExp;
  /** The answer is handed on as it is, and read by `texts`. */
  readonly untouched?: boolean;
  /** Sees the decoded text of a model's answer. What it throws ends the body. */
  readonly inspect?: (text: string, ended: boolean) => void;
}

interface WireState {
  requested: boolean;
  answered: boolean;
  httpError: HttpError | undefined;
  contentType: string | undefined;
  networkError: unknown;
}

const ERROR_BODY_LIMIT = 64 * 1024;

export function createWire(options: WireOptions): Wire {
  const nothing = { httpError: undefined, contentType: undefined, networkError: undefined };
  const state: WireState = { requested: false, answered: false, ...nothing };
  const wire: Wire = {
    fetch: (input, init) => send(options, state, { input, init, onBytes: () => wire.onBytes() }),
    texts: (response) => texts(response, { options, state, toModel: true, onBytes: () => wire.onBytes() }),
    onBytes: () => undefined,
    get requested() {
      return state.requested;
    },
    get answered() {
      return state.answered;
    },
    get httpError() {
      return state.httpError;
    },
    get contentType() {
      return state.contentType;
    },
    get networkError() {
      return state.networkError;
    },
  };
  return wire;
}

interface Sending {
  readonly input: string | URL | Request;
  readonly init: RequestInit | undefined;
  readonly onBytes: () => void;
}

async function send(options: WireOptions, state: WireState, sending: Sending): Promise<Response> {
  const { input, init, onBytes } = sending;
  const url = input instanceof Request ? input.url : String(input);
  const toModel = options.preflight?.test(new URL(url).pathname) !== true;
  if (toModel) state.requested = true;
  try {
    // A redirect could carry the prompt and the key to another host.
    const response = await options.fetch(url, { ...init, redirect: 'manual', signal: options.signal });
    if (!response.ok) return await readError(response, state);
    if (toModel) state.contentType = response.headers.get('content-type') ?? undefined;
    return options.untouched === true ? response : tapped(response, { options, state, toModel, onBytes });
  } catch (error) {
    noteNetworkError(state, options.signal, error);
    throw error;
  }
}

/** What breaks after we have closed the call ourselves is no evidence. */
function noteNetworkError(state: WireState, signal: AbortSignal, error: unknown): void {
  if (!signal.aborted) state.networkError ??= error;
}

async function readError(response: Response, state: WireState): Promise<Response> {
  const body = (await response.text()).slice(0, ERROR_BODY_LIMIT);
  const status = response.status;
  state.httpError ??= { status, headers: new Headers([...response.headers]), body };
  // The Ollama SDK prints to the console when an error is not JSON; a redirect's status may have no body.
  return new Response(JSON.stringify({ error: body }), {
    status: status < 400 ? 400 : status,
    headers: { 'content-type': 'application/json' },
  });
}

interface Tap {
  readonly options: WireOptions;
  readonly state: WireState;
  readonly toModel: boolean;
  readonly onBytes: () => void;
}

async function* texts({ body }: Response, tap: Tap): AsyncGenerator<string, void, undefined> {
  if (body === null) return;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await read(reader, tap);
    if (!done) {
      tap.state.answered = true;
      tap.onBytes();
    }
    const text = decoder.decode(value, { stream: !done });
    if (text !== '') yield text;
    if (done) return;
  }
}

function tapped(response: Response, tap: Tap): Response {
  const { body, status, statusText } = response;
  if (body === null) return response;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const decoder = new TextDecoder();
  const inspect = tap.toModel ? tap.options.inspect : undefined;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await read(reader, tap);
      inspect?.(decoder.decode(value, { stream: !done }), done);
      if (done) {
        controller.close();
        return;
      }
      if (tap.toModel) {
        tap.state.answered = true;
        tap.onBytes();
      }
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(stream, { status, statusText, headers: new Headers([...response.headers]) });
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, { state, options }: Tap) {
  try {
    return await reader.read();
  } catch (error) {
    noteNetworkError(state, options.signal, error);
    throw error;
  }
}
