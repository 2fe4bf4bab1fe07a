/**
 * How long the answer asks us to wait, in milliseconds: `retry-after-ms`, then `Retry-After` as seconds or as an HTTP
 * date (RFC 9110, 10.2.3). Read from the raw headers, since SDKs drop values they find too long.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const precise = amount(headers.get('retry-after-ms'), 1);
  if (precise !== undefined) return precise;
  const header = headers.get('retry-after');
  const seconds = amount(header, 1000);
  if (seconds !== undefined || header === null) return seconds;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function amount(header: string | null, unitMs: number): number | undefined {
  if (header === null || !/^\s*\d+(\.\d+)?\s*$/.test(header)) return undefined;
  return Math.ceil(Number(header) * unitMs);
}
