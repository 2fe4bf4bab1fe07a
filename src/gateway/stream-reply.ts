import type { ServerResponse } from 'node:http';

import type { Piece } from '../core/attempt.ts';
import type { CallEnd } from '../core/call-events.ts';
import { centuriaFields, finishReason, openAiUsage, wireToolCall } from './chat-answer.ts';
import { sendError } from './http.ts';
import type { Reply, ReplyOptions } from './reply.ts';

type Delta = Exclude<Piece, { readonly type: 'tool-call' }>;

/**
 * Sends an answer as server-sent events. Headers go out with the first piece, so that until then the call can still fail
 * with a status, or another model be asked. An answer that breaks off ends in an error and a destroyed socket, never in a
 * clean end.
 */
export function createStreamReply(response: ServerResponse, options: ReplyOptions & { readonly includeUsage: boolean }): Reply {
  const stream = new Stream(response, options);
  return {
    take(event) {
      switch (event.type) {
        case 'attempt':
          return void stream.answeredBy(event.card.key);
        case 'text-delta':
        case 'reasoning-delta':
          stream.say(event);
          return stream.drained();
        case 'tool-call':
          stream.write({ tool_calls: [{ index: stream.calls++, ...wireToolCall(event.call) }] });
          return stream.drained();
        case 'end':
          return event.end.outcome === 'answered' ? stream.end(event.end) : undefined;
        default:
          return undefined;
      }
    },
    fail: (error) => (stream.hasBegun ? stream.breakOff(error) : sendError(response, error)),
  };
}

class Stream {
  calls = 0;
  readonly #response: ServerResponse;
  readonly #options: ReplyOptions & { readonly includeUsage: boolean };
  #common = '';
  /** What came since the last write, all of one kind. */
  #waiting: { type: Delta['type']; text: string } | undefined;
  #flush: NodeJS.Immediate | undefined;

  constructor(response: ServerResponse, options: ReplyOptions & { readonly includeUsage: boolean }) {
    this.#response = response;
    this.#options = options;
  }

  answeredBy(model: string): void {
    const { id, created } = this.#options;
    this.#common = `data: {"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${created},"model":${JSON.stringify(model)},`;
  }

  /** Whether a piece of the answer was taken, so that it can only break off. */
  get hasBegun(): boolean {
    return this.#response.headersSent || this.#waiting !== undefined;
  }

  /** The first piece goes out at once unless it is crowded; others that come in the same turn of the loop are one chunk. */
  say({ type, text }: Delta): void {
    if (this.#waiting?.type === type) {
      this.#waiting.text += text;
      return;
    }
    this.#sendWaiting();
    this.#waiting = { type, text };
    if (this.#options.crowded()) this.#sendAfter(2);
    else if (this.#response.headersSent) this.#sendAfter(1);
    else this.#sendAtOnce();
  }

  /** So many turns of the loop later. A short answer ends in the second: the books of what came in one turn are written at its end. */
  #sendAfter(turns: number): void {
    this.#flush = setImmediate(() => (turns === 1 ? this.#sendWaiting() : this.#sendAfter(turns - 1)));
  }

  /** Node itself would send it when all that is ready to run has run. */
  #sendAtOnce(): void {
    this.#response.cork();
    this.#sendWaiting();
    this.#response.uncork();
  }

  write(delta: object): void {
    this.#sendWaiting();
    this.#send(JSON.stringify(delta));
  }

  /** Resolves when the client has read enough, or is gone; undefined where it keeps up. */
  drained(): Promise<void> | undefined {
    const response = this.#response;
    if (!response.writableNeedDrain || response.destroyed) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        response.off('drain', done).off('close', done);
        resolve();
      };
      response.once('drain', done).once('close', done);
    });
  }

  end(end: Extract<CallEnd, { readonly outcome: 'answered' }>): undefined {
    this.#sendWaiting();
    this.#open();
    const { includeUsage } = this.#options;
    const told = `"centuria":${JSON.stringify(centuriaFields(end))}}\n\n`;
    const finish = `"choices":[{"index":0,"delta":{},"finish_reason":"${finishReason(end.reason)}"}]`;
    const usage = `"choices":[],"usage":${JSON.stringify(openAiUsage(end.last.usage))}`;
    const last = includeUsage ? `${this.#common}${finish}}\n\n${this.#common}${usage},${told}` : `${this.#common}${finish},${told}`;
    this.#response.end(`${this.#first()}${last}data: [DONE]\n\n`);
  }

  breakOff({ error }: { readonly error: object }): void {
    this.#sendWaiting();
    const response = this.#response;
    if (isOpen(response)) response.write(`data: ${JSON.stringify({ error })}\n\n`, () => response.destroy());
  }

  #sendWaiting(): void {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    this.#send(`{"${waiting.type === 'text-delta' ? 'content' : 'reasoning_content'}":${JSON.stringify(waiting.text)}}`);
  }

  #send(delta: string): void {
    if (!isOpen(this.#response)) return;
    this.#open();
    this.#response.write(`${this.#first()}${this.#common}"choices":[{"index":0,"delta":${delta},"finish_reason":null}]}\n\n`);
  }

  #opened = false;

  #open(): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...this.#options.headers,
    });
  }

  /** The role stands in a chunk of its own before all others. */
  #first(): string {
    if (this.#opened) return '';
    this.#opened = true;
    return `${this.#common}"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n`;
  }
}

/** A second request on one connection can be over and not yet be destroyed. */
function isOpen({ destroyed, writableEnded }: ServerResponse): boolean {
  return !destroyed && !writableEnded;
}
