import type { Answer, BodyReader, Fetch, Transport } from './provider-deps.ts';

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
  /** For an adapter that asks and reads itself: an answer with a good status. Rejects on any other. */
  ask(url: string, init: RequestInit): Promise<Answer>;
  /** The text of an answer that `ask` gave, as it comes. */
  texts(answer: Answer): AsyncIterable<string>;
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
  readonly fetch: Transport;
  /** Ends every request of this call, down to the socket. */
  readonly signal: AbortSignal;
  /** Requests that no model sees: lists, what is loaded. */
  readonly preflight?: RegExp;
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
  const onBytes = (): void => wire.onBytes();
  const tapOf = (url: string): Tap => ({ options, state, toModel: options.preflight?.test(new URL(url).pathname) !== true, onBytes });
  const wire: Wire = {
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      const tap = tapOf(url);
      const answer = await request(url, init, tap);
      // The Ollama SDK prints to the console when an error is not JSON; a redirect's status may have no body.
      return typeof answer === 'string' ? jsonAnswer(Math.max(state.httpError?.status ?? 0, 400), { error: answer }) : tapped(answer, tap);
    },
    async ask(url, init) {
      const answer = await request(url, init, tapOf(url));
      if (typeof answer === 'string') throw new Error(answer);
      return answer;
    },
    texts: (answer) => texts(answer, { options, state, toModel: true, onBytes }),
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

/** An answer with a good status; of any other one the text, which is noted. */
async function request(url: string, init: RequestInit | undefined, { options, state, toModel }: Tap): Promise<Answer | string> {
  if (toModel) state.requested = true;
  try {
    // A redirect could carry the prompt and the key to another host.
    const answer = await options.fetch(url, { ...init, redirect: 'manual', signal: options.signal });
    if (!answer.ok) return await readError(answer, state);
    if (toModel) state.contentType = answer.headers.get('content-type') ?? undefined;
    return answer;
  } catch (error) {
    noteNetworkError(state, options.signal, error);
    throw error;
  }
}

function jsonAnswer(status: number, value: object): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
}

/** What breaks after we have closed the call ourselves is no evidence. */
function noteNetworkError(state: WireState, signal: AbortSignal, error: unknown): void {
  if (!signal.aborted) state.networkError ??= error;
}

async function readError(answer: Answer, state: WireState): Promise<string> {
  const body = (await answer.text()).slice(0, ERROR_BODY_LIMIT);
  state.httpError ??= { status: answer.status, headers: new Headers([...answer.headers]), body };
  return body;
}

interface Tap {
  readonly options: WireOptions;
  readonly state: WireState;
  readonly toModel: boolean;
  readonly onBytes: () => void;
}

async function* texts({ body }: Answer, tap: Tap): AsyncGenerator<string, void, undefined> {
  if (body === null) return;
  const reader: BodyReader = body.getReader();
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

function toldOf({ status, statusText, headers }: Answer): ResponseInit {
  return { status, statusText, headers: new Headers([...headers]) };
}

function tapped(answer: Answer, tap: Tap): Response {
  const { body } = answer;
  if (body === null) return new Response(null, toldOf(answer));
  const reader: BodyReader = body.getReader();
  const decoder = new TextDecoder();
  const inspect = tap.toModel ? tap.options.inspect : undefined;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await read(reader, tap);
      inspect?.(decoder.decode(value, { stream: !done }), done);
      if (done || value === undefined) {
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
  return new Response(stream, toldOf(answer));
}

async function read(reader: BodyReader, { state, options }: Tap) {
  try {
    return await reader.read();
  } catch (error) {
    noteNetworkError(state, options.signal, error);
    throw error;
  }
}
