import type { ProviderFailure } from '../../core/provider.ts';
import { unsent } from './attempt.ts';
import type { CatalogueEntry } from './catalogue.ts';
import * as failures from './failures.ts';
import type { ModelState, Verifier } from './model-store.ts';

/** Verifies the checksum of a model's file, unless this process has done so since it was last touched. */
export async function verifyModel(
  entry: CatalogueEntry,
  state: Extract<ModelState, { state: 'present' }>,
  { verifier, signal }: { readonly verifier: Verifier; readonly signal: AbortSignal },
): Promise<ProviderFailure | undefined> {
  const verified = await verifier.verify(state.file, state.pin, signal);
  if (verified.ok) return undefined;
  switch (verified.reason) {
    case 'aborted':
      return unsent(failures.aborted());
    case 'missing':
      return unsent(failures.missingModel(entry, false));
    case 'damaged':
      return unsent(failures.damagedModel(entry, verified.why));
  }
}

/** Why a model's file cannot be used, as far as can be told without reading it. */
export function unusable(entry: CatalogueEntry, state: Exclude<ModelState, { state: 'present' }>): ProviderFailure {
  if (state.state === 'damaged') return unsent(failures.damagedModel(entry, state.why));
  return unsent(failures.missingModel(entry, state.state === 'partial'));
}
