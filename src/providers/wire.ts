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
  readonly fetch: Transport;
  /** Ends every request of this call, down to the socket. */
  readonly signal: AbortSignal;
  /** Requests that no model sees: lists, what is loaded. */
  readonly preflight?: RegExp;
  /** The SDK is given an answer's status and headers; its body is read by `texts`, without the web stream between them. */
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

const NO_HEADERS = new Headers();
const ERROR_BODY_LIMIT = 64 * 1024;

export function createWire(options: WireOptions): Wire {
  const nothing = { httpError: undefined, contentType: undefined, networkError: undefined };
  const state: WireState = { requested: false, answered: false, ...nothing };
  const onBytes = (): void => wire.onBytes();
  const untouched = new WeakMap<Response, Answer>();
  const wire: Wire = {
    fetch: (input, init) => send(options, state, { input, init, onBytes, untouched }),
    texts: (response) => texts(untouched.get(response) ?? response, { options, state, toModel: true, onBytes }),
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
  /** The answers whose bodies the SDK does not see. */
  readonly untouched: WeakMap<Response, Answer>;
}

async function send(options: WireOptions, state: WireState, { input, init, onBytes, untouched }: Sending): Promise<Response> {
  const url = input instanceof Request ? input.url : String(input);
  const toModel = options.preflight?.test(new URL(url).pathname) !== true;
  const tap = { options, state, toModel, onBytes };
  const answer = await request({ input: url, init }, tap);
  // The Ollama SDK prints to the console when an error is not JSON; a redirect's status may have no body.
  if (typeof answer === 'string') return jsonAnswer(Math.max(state.httpError?.status ?? 0, 400), { error: answer });
  if (options.untouched !== true) return tapped(answer, tap);
  // The SDK's own types ask for a whole one.
  const shell = new Shell(answer.status) as unknown as Response;
  untouched.set(shell, answer);
  return shell;
}

/** Of an answer whose body is read here, what the SDK looks at before it hands it on: a whole `Response` takes longer than all of that. */
class Shell {
  readonly ok = true;
  readonly url = '';
  readonly body = null;
  readonly headers = NO_HEADERS;
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

/** An answer with a good status; of any other one the text, which is noted. */
async function request({ input, init }: Pick<Sending, 'input' | 'init'>, { options, state, toModel }: Tap): Promise<Answer | string> {
  if (toModel) state.requested = true;
  try {
    // A redirect could carry the prompt and the key to another host.
    const answer = await options.fetch(input, { ...init, redirect: 'manual', signal: options.signal });
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
