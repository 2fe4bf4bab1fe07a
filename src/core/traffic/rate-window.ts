/** How much of a provider one process may use; each at least 1. Absent: no such limit. */
export interface Limits {
  /** Calls started in any 60 seconds, for each model. */
  readonly requestsPerMinute?: number;
  /** Prompt and answer tokens of the calls started in any 60 seconds, for each model. */
  readonly tokensPerMinute?: number;
  /** Calls under way at once, for each model. */
  readonly concurrent?: number;
}

/** The calls that started within the last minute, the oldest first. */
export type RateWindow = readonly { readonly id: number; readonly at: number; readonly tokens: number }[];

const MINUTE_MS = 60_000;

/** Without what is older than a minute, or lies ahead since the clock was set back. */
export function slid(window: RateWindow, at: number): RateWindow {
  const isWithin = (call: RateWindow[number]): boolean => call.at <= at && at - call.at < MINUTE_MS;
  const [oldest] = window;
  const latest = window.at(-1);
  if (oldest === undefined || latest === undefined || (isWithin(oldest) && isWithin(latest))) return window;
  return window.filter(isWithin);
}

/** The moment from which a call of so many tokens fits, if nothing else starts; Infinity if it never does. */
export function fitsAt(window: RateWindow, tokens: number, { limits, at }: { readonly limits: Limits; readonly at: number }): number {
  const { requestsPerMinute: requests = Infinity, tokensPerMinute: most = Infinity } = limits;
  let rest = slid(window, at);
  let free = at;
  while (rest.length + 1 > requests || tokens + rest.reduce((sum, call) => sum + call.tokens, 0) > most) {
    const [oldest, ...younger] = rest;
    if (oldest === undefined) return Infinity;
    free = oldest.at + MINUTE_MS;
    rest = younger;
  }
  return free;
}

/** What a call really used; one that was never sent takes no room at all. */
export function settled(window: RateWindow, id: number, tokens: number | undefined): RateWindow {
  if (tokens === undefined) return window.filter((call) => call.id !== id);
  return window.map((call) => (call.id === id ? { ...call, tokens } : call));
}
