import type { ModelCard } from '../core/model-card.ts';
import type { RoutePolicy } from '../core/router.ts';

/** Names that mean the whole route, not one model. */
export const ROUTE_NAMES: readonly string[] = ['centuria', 'auto'];

export interface ModelChoice {
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  /** The caller wants one model, wherever it is offered, and no other. */
  readonly named: boolean;
}

/** The models that a name means: a card's key, a model's id at any provider, or the whole route. Undefined: none. */
export function chooseModels(name: string, cards: readonly ModelCard[], policy: RoutePolicy): ModelChoice | undefined {
  if (ROUTE_NAMES.includes(name)) return { cards, policy, named: false };
  const exact = cards.filter(({ key }) => key === name);
  const meant = exact.length > 0 ? exact : cards.filter(({ model }) => model === name);
  return meant.length === 0 ? undefined : { cards: meant, policy: { ...policy, order: [] }, named: true };
}
