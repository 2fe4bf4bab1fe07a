import assert from 'node:assert/strict';
import type { Failure, FailureKind } from '../../src/core/failure.ts';
import type { ModelCard } from '../../src/core/model-card.ts';
import { createTraffic } from '../../src/core/traffic/create-traffic.ts';
import type { Limits } from '../../src/core/traffic/rate-window.ts';
import type { Admission, CallEnd, CallNeed } from '../../src/core/traffic/traffic.ts';
import { fakeCard } from './fake-world.ts';
import { virtualTime } from './virtual-time.ts';

/** The model that is asked where no other is named. */
export const BIG = fakeCard('big', { label: 'Big' });

/** How a call ends that failed. */
export function failed(kind: FailureKind, retryAfterMs?: number): CallEnd {
  const failure: Failure = {
    kind,
    message: `It failed: ${kind}.`,
    nextStep: 'Mend it.',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return { type: 'failed', failure, tokens: 0 };
}

/** The traffic of one process in virtual time, and calls that ask it for their turn. */
export function fakeRoads(limits?: Limits, random = () => 0) {
  const time = virtualTime();
  const traffic = createTraffic({
    clock: time.clock,
    random,
    label: (id) => id.toUpperCase(),
    ...(limits === undefined ? {} : { limits: () => limits }),
  });
  const forever = new AbortController().signal;
  const ask = (card: ModelCard = BIG, need: Partial<CallNeed> = {}, signal: AbortSignal = forever) => {
    const asked: { admission: Admission | undefined } = { admission: undefined };
    void traffic.admit(card, { tokens: 10, agent: 'a', ...need }, signal).then((admission) => (asked.admission = admission));
    return asked;
  };
  /** Asks, and ends the call at once. */
  const call = async (end: CallEnd, card: ModelCard = BIG): Promise<Admission> => {
    const admission = await traffic.admit(card, { tokens: 10, agent: 'a' }, forever);
    if (admission.ok) admission.leave(end);
    return admission;
  };
  return { time, traffic, ask, call, state: () => traffic.states()[0] };
}

interface Asked {
  readonly admission: Admission | undefined;
}

/** True: let through. False: refused. Undefined: it waits. */
export function fate({ admission }: Asked): boolean | undefined {
  return admission?.ok;
}

/** Ends a call that was let through. */
export function leave({ admission }: Asked, end: CallEnd): void {
  assert.ok(admission?.ok, 'it was not let through');
  admission.leave(end);
}

/** Why a call was refused. */
export function words({ admission }: Asked): string | undefined {
  return admission?.ok === false ? admission.failure.message : undefined;
}
