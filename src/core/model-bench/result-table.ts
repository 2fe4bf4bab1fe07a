import { mostLines } from '../difficulty.ts';
import type { ModelCard } from '../model-card.ts';
import { clause } from '../sentence.ts';
import { provedUpTo, speedText, whyNotServing } from '../proved-ability.ts';
import { fingerprintOf } from './fingerprint.ts';
import { ABILITIES, type Ability, type MeasuredModel, type Measures, type Tally } from './measures.ts';
import type { BenchmarkedModel } from './run-benchmark.ts';

/** One model's line of the results, in words. */
export interface ResultRow {
  readonly model: string;
  readonly day: string;
  /** In the order of `RESULT_COLUMNS`. */
  readonly cells: readonly string[];
  /** What routes ask it for, in the order of `ROUTE_COLUMNS`; of a model that they cannot ask, why, and nothing more. */
  readonly routes: readonly string[];
  /** Why something was not measured, and under what load the rest was: a sentence each. */
  readonly notes: readonly string[];
}

/** What is asked, in words. */
export const ABILITY_WORDS: Readonly<Record<Ability, string>> = {
  edit: 'edits',
  'long-edit': 'longer edits',
  json: 'JSON',
  tools: 'tool calls',
  review: 'planted mistakes',
  recall: 'recall',
};

export const RESULT_COLUMNS: readonly string[] = [...ABILITIES.map((ability) => ABILITY_WORDS[ability]), 'tokens/s', 'first token', 'load'];

/** What a model may be asked for, as the lines and columns are called. */
export const ROUTE_COLUMNS: readonly string[] = ['changes', `over ${mostLines('small')} lines`, 'analysis'];

const NOT_MEASURED = 'not measured';

/** What was measured earlier, with what it means for the model as it is now. `card` is absent where the model cannot be asked now. */
export function resultRow({ label, fingerprint, measured }: MeasuredModel, card: ModelCard | undefined): ResultRow {
  return { model: label, day: measured.day, cells: cellsOf(measured, card), routes: routesOf(card, fingerprint), notes: notesOf(measured) };
}

/** What a benchmark has just measured. */
export function benchmarkRow({ card, measures, kept }: BenchmarkedModel): ResultRow {
  if (kept !== undefined) return resultRow(kept, { ...card, measured: kept.measured });
  return { model: card.label, day: '', cells: cellsOf(measures, card), routes: [], notes: notesOf(measures) };
}

function cellsOf(measures: Measures, card: ModelCard | undefined): readonly string[] {
  const { tallies, recallTokens, tokensPerSecond, firstTokenMs, loadMs } = measures;
  const tally = (ability: Ability): string => tallyText(tallies[ability], measures.timeUp?.includes(ability));
  return [
    tally('edit'),
    tally('long-edit'),
    tally('json'),
    card?.tools === false ? 'has no tools' : tally('tools'),
    tally('review'),
    tallies.recall === undefined ? tally('recall') : recallText(tallies.recall, recallTokens),
    tokensPerSecond === undefined ? NOT_MEASURED : speedText(tokensPerSecond),
    durationText(firstTokenMs),
    durationText(loadMs),
  ];
}

/** `2 of 3`, with how many had the right form where they are more. */
function tallyText(tally: Tally | undefined, isTimeUp = false): string {
  if (tally === undefined) return isTimeUp ? `${NOT_MEASURED}: time was up` : NOT_MEASURED;
  const { asked, inForm, right } = tally;
  return `${right} of ${asked}${inForm > right ? ` (${inForm} in form)` : ''}`;
}

function recallText(tally: Tally, tokens: number | undefined): string {
  return `${tally.right} of ${tally.asked}${tokens === undefined ? '' : `, in ${tokens.toLocaleString('en-US')} tokens`}`;
}

function durationText(ms: number | undefined): string {
  if (ms === undefined) return NOT_MEASURED;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function notesOf({ gaps, load = [] }: Measures): readonly string[] {
  return [...gaps.map((gap) => `Left out: ${clause(gap)}.`), ...load.map((what) => `At rest it may be faster: ${clause(what)}.`)];
}

/** `card` carries its measures. */
function routesOf(card: ModelCard | undefined, fingerprint: string): readonly string[] {
  if (card === undefined) return ['it cannot be asked just now'];
  if (fingerprintOf(card) !== fingerprint) return ['the model has changed since: measure it again'];
  const [edit, longEdit, analyse] = [
    whyNotServing(card, 'edit', 'small'),
    whyNotServing(card, 'edit', 'medium'),
    whyNotServing(card, 'analyse'),
  ];
  const upTo = provedUpTo(card);
  // Whoever may change nothing changes no long code either, for the same reason.
  const long = edit === undefined ? may(longEdit, upTo === 'medium' ? `yes, proved up to ${mostLines(upTo)}` : 'yes, not proved') : 'no';
  return [may(edit, upTo === undefined ? 'yes, not proved' : 'yes, proved'), long, may(analyse, 'yes')];
}

function may(whyNot: string | undefined, yes: string): string {
  return whyNot === undefined ? yes : `no: ${whyNot}`;
}
