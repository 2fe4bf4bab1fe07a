import type { GuardedStream } from './guarded-stream.ts';
import { originOf } from './origin-of.ts';
import { CLOUD_TIMEOUTS, LOCAL_TIMEOUTS, type ProviderDeps } from './provider-deps.ts';

type CallOptions = Pick<GuardedStream, 'label' | 'timeouts' | 'key' | 'openFetch' | 'now' | 'address'>;

/** What every call of an adapter has in common. `localServer`: a server on this machine or named by the user. */
export function callOptions(deps: ProviderDeps, localServer: string | undefined): CallOptions {
  const local = localServer !== undefined;
  return {
    label: deps.label,
    timeouts: deps.timeouts ?? (local ? LOCAL_TIMEOUTS : CLOUD_TIMEOUTS),
    key: deps.key,
    now: deps.now ?? Date.now,
    openFetch: () => openFetch(deps, local),
    ...(local ? { address: originOf(localServer) } : {}),
  };
}

async function openFetch(deps: ProviderDeps, local: boolean) {
  if (deps.fetch !== undefined) return { fetch: deps.fetch, dispose: () => undefined };
  if (local) return (await import('./local-fetch.ts')).createLocalFetch();
  // Looked up now: the host may have replaced it with one that knows the person's proxy and certificates.
  return { fetch: globalThis.fetch, dispose: () => undefined };
}
