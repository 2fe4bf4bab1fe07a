import type { ModelCard } from '../model-card.ts';
import { addNanos, ZERO, type Nanos } from '../money.ts';
import type { World } from '../ports.ts';
import { worstCase } from '../reservation.ts';
import { ANSWER_PROBES } from './answer-probes.ts';
import { EDIT_PROBES } from './edit-probes.ts';
import type { Probe } from './probe.ts';
import { recallProbe, recallTokens, RECALL_SHARES } from './recall-probe.ts';

/** A step of a benchmark: a fixed probe, or a fact in so many tokens, fewer where the model reads slowly. */
export type ProbeStep = { readonly probe: Probe } | { readonly recall: number };

/** A little of everything first, so that a short time still says something of each. */
const ORDER: readonly string[] = [
  'edit-1',
  'json-1',
  'tools-1',
  'review-1',
  'edit-2',
  'long-edit-1',
  'recall-1',
  'edit-3',
  'json-2',
  'tools-2',
  'review-2',
  'long-edit-2',
  'recall-2',
];

const PROBES = new Map([...EDIT_PROBES, ...ANSWER_PROBES].map((probe) => [probe.id, probe]));

/** What a model is asked, in order. Tools only where its card says that it has them. */
export function probeSteps(card: ModelCard): readonly ProbeStep[] {
  const recalls = [...new Set(RECALL_SHARES.map((share) => recallTokens(card, share)))];
  return ORDER.flatMap((id): readonly ProbeStep[] => {
    const probe = PROBES.get(id);
    if (probe !== undefined) return probe.ability === 'tools' && !card.tools ? [] : [{ probe }];
    const recall = recalls.shift();
    return recall === undefined ? [] : [{ recall }];
  });
}

/** The most that measuring a model can cost: the worst case of every step. */
export function benchmarkQuote(
  world: Pick<World, 'prices' | 'clock'>,
  card: ModelCard,
): { readonly nanos: Nanos; readonly known: boolean } {
  const prices = probeSteps(card).map((step) =>
    worstCase(world, card, ('probe' in step ? step.probe : recallProbe('recall', step.recall)).prompt(card)),
  );
  return { nanos: addNanos(ZERO, ...prices.map(({ nanos }) => nanos)), known: prices.every(({ known }) => known) };
}
