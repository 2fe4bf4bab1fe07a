import { nextStepFor, type NotAsked } from '../core/exclusion.ts';
import type { ModelCard, TaskKind } from '../core/model-card.ts';
import { whyNotServing } from '../core/proved-ability.ts';
import { clause, sentence } from '../core/sentence.ts';
import type { RouteEntry } from '../core/task.ts';
import type { Absence, CardsReport } from './services.ts';

/** What is said of a cloud while the workspace is not trusted. */
export function untrustedAbsence(provider: string, label: string): Absence {
  const message = `${label} was not asked: this workspace is not trusted.`;
  return {
    provider,
    label,
    here: false,
    failure: { kind: 'untrusted', message, nextStep: 'Trust this workspace to let clouds be asked.' },
  };
}

/** The providers that could not say what they have, for a route and its receipt. */
export function absentEntries({ failures }: CardsReport): readonly RouteEntry[] {
  return failures.map(({ provider, label, here, failure: { kind, message, nextStep } }) => {
    const entry = { card: provider, label, reason: clause(message) };
    if (kind === 'untrusted') return { ...entry, because: 'untrusted' };
    return { ...entry, because: here ? 'server-absent' : 'cloud-absent', nextStep };
  });
}

/** Why no model can do a kind of task now, and what to do; undefined if one can. */
export function whyNobody(report: CardsReport, kind: TaskKind): string | undefined {
  const { cards } = report;
  if (cards.some((card) => whyNotServing(card, kind) === undefined)) return undefined;
  const absent = absentEntries(report);
  const small: readonly NotAsked[] = cards.map((card) => ({
    label: card.label,
    reason: whyNotServing(card, kind) ?? '',
    because: 'floor',
  }));
  const tested = cards.flatMap((card) => (card.measured === undefined ? [] : [`${card.label}: ${whyNotServing(card, kind) ?? ''}`]));
  const reasons = [
    ...absent.map(({ reason }) => reason),
    ...smallWords(
      cards.filter(({ measured }) => measured === undefined),
      kind,
    ),
    ...tested,
  ];
  const why = reasons.length === 0 ? 'No model is set up yet.' : sentence(reasons.join('; '));
  return `${why} ${nextStepFor([...small, ...absent], isOllamaUp(report))}`;
}

/** It is asked always: where it is not among those that said nothing, it has answered, if only that it has no model. */
function isOllamaUp({ failures, notRunning }: CardsReport): boolean {
  return notRunning !== undefined && ![...failures, ...notRunning].some(({ provider }) => provider === 'ollama');
}

function smallWords(cards: readonly ModelCard[], kind: TaskKind): readonly string[] {
  const what = kind === 'analyse' ? 'analysis' : 'this';
  if (cards.length === 0) return [];
  return [`${cards.map(({ label }) => label).join(', ')} ${cards.length === 1 ? 'is' : 'are'} too small for ${what}`];
}
