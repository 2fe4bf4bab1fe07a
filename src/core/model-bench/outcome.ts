import { ABILITIES, type Ability, type Measures, type Tally } from './measures.ts';
import type { Score } from './probe.ts';

/** When what came of a call, in milliseconds of one clock, and how much. */
export interface Timing {
  readonly startedAt: number;
  /** The first and the last word that the model is being loaded. Absent: it was in memory. */
  readonly loading?: { readonly from: number; readonly to: number };
  /** As the provider says it. */
  readonly loadMs?: number;
  /** The first and the last piece of the answer, thinking included. Absent: no text came. */
  readonly text?: { readonly from: number; readonly to: number; readonly pieces: number };
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/** What one step of a benchmark came to. */
export type Outcome =
  | { readonly type: 'scored'; readonly ability: Ability; readonly score: Score; readonly timing: Timing }
  /** It broke off, or there was no time for it (`late`): that says nothing about the model. */
  | { readonly type: 'not-measured'; readonly ability: Ability; readonly why: string; readonly late?: true };

type Scored = Extract<Outcome, { readonly type: 'scored' }>;

/** What the outcomes of one model come to. Steps that were not measured are in no tally. `load`: what else the machine was at. */
export function measuresOf(outcomes: readonly Outcome[], load: readonly string[] = []): Measures {
  const scored = outcomes.filter((one) => one.type === 'scored');
  const timings = scored.map(({ timing }) => timing);
  const tallies = Object.fromEntries(
    ABILITIES.map((ability) => [ability, tallyOf(scored.filter((one) => one.ability === ability))]).filter(
      ([, tally]) => tally !== undefined,
    ),
  );
  const timeUp = ABILITIES.filter(
    (ability) =>
      !(ability in tallies) && outcomes.some((one) => one.type === 'not-measured' && one.ability === ability && one.late === true),
  );
  const found = scored.filter(({ ability, score }) => ability === 'recall' && score.right).map(({ timing }) => timing.promptTokens);
  return {
    tallies,
    gaps: [...new Set(outcomes.flatMap((one) => (one.type === 'not-measured' ? [one.why] : [])))],
    ...(timeUp.length === 0 ? {} : { timeUp }),
    ...(load.length === 0 ? {} : { load }),
    ...optional('recallTokens', found.length === 0 ? undefined : Math.max(...found)),
    ...optional('tokensPerSecond', tokensPerSecond(timings)),
    ...optional('readPerSecond', readingSpeed(timings)),
    ...optional('firstTokenMs', firstTokenMs(timings)),
    ...optional('loadMs', loadMs(timings)),
  };
}

function optional<Name extends string>(name: Name, value: number | undefined): { readonly [key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: number });
}

function tallyOf(scored: readonly Scored[]): Tally | undefined {
  if (scored.length === 0) return undefined;
  const count = (is: (score: Score) => boolean): number => scored.filter(({ score }) => is(score)).length;
  return { asked: scored.length, inForm: count(({ inForm }) => inForm), right: count(({ right }) => right) };
}

/** Pieces and milliseconds below which an answer says nothing about speed. */
const LEAST_PIECES = 4;
const LEAST_SPAN_MS = 50;

/** Over all answers that came in pieces: what came after the first piece, by the time after it. */
function tokensPerSecond(timings: readonly Timing[]): number | undefined {
  let tokens = 0;
  let ms = 0;
  for (const { text, outputTokens } of timings) {
    if (text === undefined || text.pieces < LEAST_PIECES) continue;
    tokens += (outputTokens * (text.pieces - 1)) / text.pieces;
    ms += text.to - text.from;
  }
  return ms < LEAST_SPAN_MS ? undefined : (tokens * 1000) / ms;
}

/** Of calls to a model in memory, the middle one: a long prompt takes longer, and is not what is usual. */
function firstTokenMs(timings: readonly Timing[]): number | undefined {
  const waits = timings.flatMap(({ text, loading, startedAt }) =>
    text === undefined || loading !== undefined ? [] : [text.from - startedAt],
  );
  return waits.toSorted((a, b) => a - b)[Math.floor((waits.length - 1) / 2)];
}

/** The provider's own word; else from the first to the last word of its loading, where there were two. */
function loadMs(timings: readonly Timing[]): number | undefined {
  const loads = timings.flatMap(({ loading, loadMs: said }) => {
    if (said !== undefined) return [said];
    return loading !== undefined && loading.to > loading.from ? [loading.to - loading.from] : [];
  });
  return loads[0];
}

/** Prompt tokens read in a second, by the calls so far; undefined: nothing is known of it. */
export function readingSpeed(timings: readonly Timing[]): number | undefined {
  const speeds = timings.flatMap(({ text, loading, startedAt, promptTokens }) =>
    text === undefined || loading !== undefined || text.from <= startedAt ? [] : [(promptTokens * 1000) / (text.from - startedAt)],
  );
  return speeds.length === 0 ? undefined : Math.max(...speeds);
}
