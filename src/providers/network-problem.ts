import { isObject, type JsonObject } from './json.ts';
import type { ProviderProblem } from './provider-problem.ts';

/** Codes of Node and undici for connections that were never made. */
const NEVER_CONNECTED =
  /^(EBADPORT|USER_IN_ADDRESS|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_TLS.*|ERR_SSL.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT.*|UNABLE_TO_.*)$/;

export interface NetworkProblem {
  readonly problem: ProviderProblem;
  /** No byte of the request can have reached the far end. */
  readonly neverConnected: boolean;
}

/** What a rejected `fetch` or a broken body means. */
export function networkProblem(error: unknown, answered: boolean): NetworkProblem {
  const code = codes(error).find((each) => each !== '') ?? '';
  if (codes(error).some((each) => NEVER_CONNECTED.test(each)) && !answered) {
    return { problem: { kind: 'unreachable', detail: code }, neverConnected: true };
  }
  const moment = answered ? 'after the answer had begun' : 'before the answer began';
  const named = code === '' ? '' : ` (${code})`;
  return { problem: { kind: 'cut', detail: `the connection broke ${moment}${named}` }, neverConnected: false };
}

/** The codes of an error, its causes and the parts of an AggregateError (both address families refused). */
function codes(error: unknown, depth = 0): string[] {
  if (!isObject(error) || depth > 4) return [];
  // Fetch refuses some ports, and a user in an address, by itself and with no code; of the latter it quotes the password.
  if (error['message'] === 'bad port') return ['EBADPORT'];
  if (/^Request cannot be constructed from a URL that includes credentials/.test(String(error['message']))) return ['USER_IN_ADDRESS'];
  const own = typeof error['code'] === 'string' && !timedOutLater(error) ? [error['code']] : [];
  const parts = Array.isArray(error['errors']) ? error['errors'] : [];
  return [...own, ...codes(error['cause'], depth + 1), ...parts.flatMap((part) => codes(part, depth + 1))];
}

/** A connection that was made and then timed out: the request may have arrived. */
function timedOutLater(error: JsonObject): boolean {
  return error['code'] === 'ETIMEDOUT' && error['syscall'] !== 'connect';
}
