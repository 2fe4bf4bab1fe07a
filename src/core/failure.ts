/** Why an attempt gave no answer. The kind carries the decision: see `retry.ts`. */
export type FailureKind =
  | 'aborted' // the person or the host cancelled
  | 'auth' // missing, wrong or forbidden key (401, 403)
  | 'rate-limit' // 429 that time heals
  | 'quota' // 429 or 402 that time does not heal: no credit, a spent plan
  | 'context-length' // the prompt is larger than the model's window
  | 'bad-request' // any other 400: ours to mend
  | 'tools-unsupported' // the model cannot use tools
  | 'model-missing' // 404: not pulled, not downloaded, no access
  | 'unreachable' // no connection: refused, DNS, TLS
  | 'server' // 5xx, overloaded
  | 'malformed' // bytes that are not the protocol
  | 'cut' // the stream ended without its terminal event
  | 'idle' // silence for longer than the provider's limit
  | 'refused' // the vendor's content policy
  | 'damaged-model' // a model file that fails its checksum or does not load
  | 'crashed'; // the model's process died

/**
 * A failure as a value. `message` says what happened and why; `nextStep` what the person can do, in a
 * sentence. Neither ever holds a key or a header.
 */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly nextStep: string;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** How long the provider asked us to wait, in milliseconds from the moment of the answer. */
  readonly retryAfterMs?: number;
}
