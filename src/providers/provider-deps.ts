/** The part of `fetch` that adapters use. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The part of a `Response` that is read here: to make a whole one takes longer than to ask a server on this machine. */
export interface Answer extends Pick<Response, 'ok' | 'status' | 'statusText' | 'text'> {
  readonly headers: Pick<Headers, 'get'> & Iterable<[name: string, value: string]>;
  readonly body: { getReader(): BodyReader } | null;
}

export interface BodyReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}

/** What a call is sent with. */
export type Transport = (input: string | URL | Request, init?: RequestInit) => Promise<Answer>;

/** Limits on waiting, in milliseconds. Those on silence run only while an adapter waits for the far end, not while its reader is slow. */
export interface Timeouts {
  /** From the request to the first byte of the answer's body. */
  readonly firstByteMs: number;
  /** Between two events of the answer after it. Bytes that are none, such as the pings of a proxy, end no silence. */
  readonly idleMs: number;
  /** From the first byte to the end, whatever comes in between. Absent: ten minutes. */
  readonly totalMs?: number;
}

/** Of an answer that never ends. Ours; it is longer than any answer of the models offered by default takes. */
export const TOTAL_MS = 600_000;

/** Ours, not the vendors': a model that thinks first may be silent for minutes. */
export const CLOUD_TIMEOUTS: Timeouts = { firstByteMs: 300_000, idleMs: 300_000 };

/** A cold local model sends nothing, not even headers, until it is loaded and has read the prompt; without a GPU it writes a few tokens a second. */
export const LOCAL_TIMEOUTS: Timeouts = { firstByteMs: 600_000, idleMs: 120_000, totalMs: 1_800_000 };

/** What every adapter is made from. */
export interface ProviderDeps {
  /** The provider's id, as in `ModelCard.provider`. */
  readonly id: string;
  /** What people call it. */
  readonly label: string;
  readonly baseUrl?: string;
  /** Asked at each call, never stored. */
  readonly key: () => Promise<string | undefined>;
  /** Absent: the host's `globalThis.fetch` for clouds, a fetch without time limits of its own for local servers. */
  readonly fetch?: Fetch;
  readonly timeouts?: Timeouts;
  /** Whether the price list has this model; absent: cards of paid providers say `unknown`. */
  readonly isPriceKnown?: (provider: string, model: string) => boolean;
  /** Models to offer besides the default ones, where the account has them: `centuria.<provider>.models`. */
  readonly extraModels?: readonly string[];
  /** Milliseconds since the epoch, for `Retry-After` dates. Absent: the system's clock. */
  readonly now?: () => number;
}
