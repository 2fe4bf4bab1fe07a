import { destinationOf } from '../destination.ts';
import type { ModelCard } from '../model-card.ts';
import type { MeasuredModel } from './measures.ts';

/** Which model exactly stands behind a card: where it is asked, and its weights' digest, or its id where none is said. */
export function fingerprintOf(card: ModelCard): string {
  return `${destinationOf(card)} ${card.digest ?? card.model}`;
}

/** Cards with what was measured of exactly these models. Measures of one that has changed since count for nothing. */
export function withMeasures(cards: readonly ModelCard[], known: readonly MeasuredModel[]): readonly ModelCard[] {
  const byKey = new Map(known.map((one) => [one.model, one]));
  return cards.map((card) => {
    const found = byKey.get(card.key);
    return found?.fingerprint === fingerprintOf(card) ? { ...card, measured: found.measured } : card;
  });
}
