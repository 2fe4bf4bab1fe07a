import type { ModelCard } from './model-card.ts';
import type { Provider } from './provider.ts';

/** To whom a model's prompts go, as the person's word on it is remembered: a provider at another address is another one. */
export function destinationOf({ provider, origin }: Pick<ModelCard, 'provider' | 'origin'>): string {
  return origin === undefined ? provider : `${provider} ${origin}`;
}

/**
 * The provider that was routed to, as it is now, or why it is not that one any more, in words. A card is from when the
 * route was made: since then the settings may have moved its provider to another machine, with other owners and prices.
 */
export function asRouted(card: ModelCard, provider: Provider | undefined): Provider | { readonly why: string } {
  if (provider === undefined) return { why: `${card.provider} is not set up any more` };
  if (card.local && !provider.local) return { why: `${provider.label} does not run on this machine any more` };
  return card.origin === provider.origin ? provider : { why: `${provider.label} has another address by now` };
}
