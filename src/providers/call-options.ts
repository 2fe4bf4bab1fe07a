import type { Pace } from '../core/pace.ts';
import type { GuardedStream } from './guarded-stream.ts';
import { originOf } from './origin-of.ts';
import { CLOUD_TIMEOUTS, LOCAL_TIMEOUTS, TOTAL_MS, type ProviderDeps, type Timeouts, type Transport } from './provider-deps.ts';

type CallOptions = Pick<GuardedStream, 'label' | 'timeouts' | 'key' | 'openFetch' | 'now' | 'address'>;

/** A machine that is busy with other work, or a prompt that has more tokens than it seemed. */
const TIMES_THE_PACE = 3;
/** However slow a model was measured to be, in milliseconds. */
const MOST_PATIENCE_MS = 2 * 3_600_000;

/** Limits that a model of this pace can keep. */
export function patient(timeouts: Timeouts, { beginMs = 0, writeMs = 0 }: Pace = {}): Timeouts {
  const atLeast = (limit: number, ms: number): number => Math.max(limit, Math.min(Math.ceil(ms * TIMES_THE_PACE), MOST_PATIENCE_MS));
  return { ...timeouts, firstByteMs: atLeast(timeouts.firstByteMs, beginMs), totalMs: atLeast(timeouts.totalMs ?? TOTAL_MS, writeMs) };
}

/**
 * What every call of an adapter has in common. `localServer`: a server on this machine or named by the user; `pace`: of the
 * model there, where it is known.
 */
export function callOptions(deps: ProviderDeps, localServer: string | undefined, pace?: Pace): CallOptions {
  const isLocal = localServer !== undefined;
  return {
    label: deps.label,
    timeouts: patient(deps.timeouts ?? (isLocal ? LOCAL_TIMEOUTS : CLOUD_TIMEOUTS), pace),
    key: deps.key,
    now: deps.now ?? Date.now,
    openFetch: () => openFetch(deps, isLocal),
    ...(isLocal ? { address: originOf(localServer) } : {}),
  };
}

let local: Promise<typeof import('./local-fetch.ts')> | undefined;

async function openFetch(deps: ProviderDeps, isLocal: boolean): Promise<Transport> {
  if (deps.fetch !== undefined) return deps.fetch;
  if (isLocal) return (await (local ??= import('./local-fetch.ts'))).localFetch;
  // Looked up now: the host may have replaced it with one that knows the person's proxy and certificates.
  return globalThis.fetch;
}
