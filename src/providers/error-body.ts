import { isObject, parseJson, text, type JsonObject } from './json.ts';

/** What a vendor's error says, whatever its form. */
export interface ErrorBody {
  readonly message: string;
  /** Every machine-readable word in it: `code`, `type`, `status`, `reason`, quota ids. */
  readonly codes: readonly string[];
  /** Google's `RetryInfo.retryDelay`, in milliseconds. */
  readonly retryDelayMs?: number;
}

/** Reads the error forms of the four vendors; a body in no known form is its own message. */
export function errorBody(body: string): ErrorBody {
  const parsed = parseJson(body);
  return parsed === undefined ? { message: body.trim(), codes: [] } : errorBodyOf(parsed);
}

export function errorBodyOf(value: unknown): ErrorBody {
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  if (!isObject(outer)) return { message: text(outer) ?? '', codes: [] };
  const inner = outer['error'];
  if (typeof inner === 'string') return { message: inner, codes: words(outer) };
  const error = isObject(inner) ? inner : outer;
  const nested = text(error['message']) ?? text(outer['message']) ?? text(outer['detail']) ?? '';
  const details = Array.isArray(error['details']) ? error['details'].filter(isObject) : [];
  const delay = details.map((detail) => delayMs(detail['retryDelay'])).find((ms) => ms !== undefined);
  return {
    message: nested,
    codes: [...words(error), ...details.flatMap(detailWords)],
    ...(delay === undefined ? {} : { retryDelayMs: delay }),
  };
}

function words(error: JsonObject): string[] {
  return ['code', 'type', 'status', 'reason'].map((name) => text(error[name])).filter((word) => word !== undefined);
}

function detailWords(detail: JsonObject): string[] {
  const violations = Array.isArray(detail['violations']) ? detail['violations'].filter(isObject) : [];
  const quotas = violations.map((violation) => text(violation['quotaId'])).filter((word) => word !== undefined);
  return [...words(detail), ...quotas];
}

function delayMs(delay: unknown): number | undefined {
  const seconds = typeof delay === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
