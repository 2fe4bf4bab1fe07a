import type { ModelCard } from '../model-card.ts';
import type { World } from '../ports.ts';

/** How many calls are before the next one: a local model's wait for a place at its server, over all processes; a cloud's in their lane. */
export function callsAhead({ traffic, slots }: Pick<World, 'traffic'> & Partial<Pick<World, 'slots'>>): (card: ModelCard) => number {
  const states = traffic.states();
  return ({ local, provider, model }) => {
    if (local) return slots?.ahead?.(provider) ?? 0;
    return states.find((one) => one.provider === provider && one.model === model)?.waiting ?? 0;
  };
}
