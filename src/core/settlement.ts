import type { AttemptResult } from './attempt.ts';
import type { ModelCard } from './model-card.ts';
import type { World } from './ports.ts';
import { costOf, type Price } from './reservation.ts';
import type { TaskEvent } from './task.ts';
import type { CallEnd } from './traffic/traffic.ts';
import { totalTokens } from './usage.ts';

interface Booked {
  readonly attempt: string;
  readonly result: AttemptResult;
  readonly cost: Price;
}

/** Ends an attempt's reservation with what the call came to; if it was expired meanwhile, the truth is a correction. */
export function bookResult(
  world: Pick<World, 'ledger' | 'prices' | 'clock'>,
  asked: { readonly attempt: string; readonly card: ModelCard },
  result: AttemptResult,
): Price {
  const { cost, book } = settling(world, asked, result);
  book();
  return cost;
}

/** The same in two steps: what it cost, and what writes that. `book` may run again where the store failed. */
export function settling(
  world: Pick<World, 'ledger' | 'prices' | 'clock'>,
  { attempt, card }: { readonly attempt: string; readonly card: ModelCard },
  result: AttemptResult,
): { readonly cost: Price; book(this: void): void } {
  const at = world.clock.now();
  const { end, usage, usageSource } = result;
  const outcome = end.type === 'finish' ? 'ok' : end.failure.kind;
  const cost = costOf(world, card, result);
  const settlement = { attempt, outcome, usage, usageSource, nanos: cost.nanos, at };
  return {
    cost,
    book() {
      const booked = result.owesNothing ? world.ledger.release(attempt, outcome, at) : world.ledger.settle(settlement);
      if (!booked) world.ledger.correct(settlement);
    },
  };
}

/** The log's word on how an attempt ended. `text`: the reference of what was answered by then. */
export function attemptEnded({ attempt, result, cost }: Booked, text: string): TaskEvent {
  const { end, usage, usageSource, assumed } = result;
  return {
    type: 'attempt-ended',
    attempt,
    outcome: end.type === 'finish' ? { type: 'answer', text } : { type: 'failure', failure: end.failure, text },
    usage,
    usageSource,
    ...(assumed === undefined ? {} : { assumed: assumed.why }),
    nanos: cost.nanos,
    priceKnown: cost.known,
    ...(end.type === 'finish' && end.servedModel !== undefined ? { servedModel: end.servedModel } : {}),
  };
}

/** What the traffic to a model learns of a call. */
export function trafficEnd({ end, usage, owesNothing }: AttemptResult): CallEnd {
  const tokens = owesNothing ? 0 : totalTokens(usage);
  return end.type === 'finish' ? { type: 'answered', tokens } : { type: 'failed', failure: end.failure, tokens };
}
