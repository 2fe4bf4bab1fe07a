import type { ModelCard } from '../core/model-card.ts';
import type { ModelList } from '../core/provider.ts';
import { guardCall, type CallTools, type GuardedCall } from './guarded-call.ts';
import type { Timeouts } from './provider-deps.ts';

/** A list is short and answers at once. */
const LIST_TIMEOUTS: Timeouts = { firstByteMs: 30_000, idleMs: 30_000 };

export type ListCall = Omit<GuardedCall<readonly ModelCard[]>, 'open' | 'timeouts'> & {
  list(tools: CallTools): Promise<readonly ModelCard[]>;
};

/** Asks for the cards once; whatever goes wrong is the list's failure. */
export async function listedModels(call: ListCall): Promise<ModelList> {
  const calls = guardCall<readonly ModelCard[]>({
    ...call,
    timeouts: LIST_TIMEOUTS,
    async *open(tools) {
      yield await call.list(tools);
    },
  });
  const first = await calls.next();
  if (first.done !== true) {
    await calls.return(undefined);
    return { ok: true, cards: first.value };
  }
  const failure = first.value?.failure;
  if (failure === undefined) throw new Error('a list ended without cards and without a failure');
  return { ok: false, failure };
}
