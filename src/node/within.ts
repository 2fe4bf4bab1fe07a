/** A signal that fires when `signal` does, or after so many milliseconds. */
export function within(ms: number, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.ceil(ms)))]);
}
