import type { GuardedStream } from './guarded-stream.ts';
import { originOf } from './origin-of.ts';
import { CLOUD_TIMEOUTS, LOCAL_TIMEOUTS, type ProviderDeps, type Transport } from './provider-deps.ts';

type CallOptions = Pick<GuardedStream, 'label' | 'timeouts' | 'key' | 'openFetch' | 'now' | 'address'>;

/** What every call of an adapter has in common. `localServer`: a server on this machine or named by the user. */
export function callOptions(deps: ProviderDeps, localServer: string | undefined): CallOptions {
  const isLocal = localServer !== undefined;
  return {
    label: deps.label,
    timeouts: deps.timeouts ?? (isLocal ? LOCAL_TIMEOUTS : CLOUD_TIMEOUTS),
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
