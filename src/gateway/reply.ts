import type { CallEvent } from '../core/call-events.ts';
import type { ApiError } from './api-error.ts';

/** The two ways in which a call is answered: at once when it is whole, or piece by piece. */
export interface Reply {
  /** A promise where the client reads more slowly than the model writes. */
  take(event: CallEvent): Promise<void> | undefined;
  /** There will be no answer, or no more of one. */
  fail(error: ApiError): void;
}

export interface ReplyOptions {
  /** `chatcmpl-…`. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Headers that every answer has. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether many calls are under way: then what is ready in one turn of the event loop goes out together. */
  readonly crowded: () => boolean;
}
