import type { Difficulty } from './difficulty.ts';
import type { Ability, Measured, Tally } from './model-bench/measures.ts';
import type { ModelCard, TaskKind } from './model-card.ts';
import { aboutWords } from './time-left.ts';

/**
 * What measures say about who may serve what. The rules, all of them:
 * - Who got none right of enough tries does not serve: changes (3 tries), longer changes (2), analysis (2), tools (2).
 * - A local model that its card does not name for it may change code with 4 of 5 right, and may analyse if it found every
 *   planted mistake, wrote every JSON object right and found a fact far back in a long prompt.
 * - Everything else stays as the card says. What was not measured counts neither for a model nor against it.
 */

/** Tries without one right answer that show that a model cannot. JSON and recall alone decide nothing. */
const ENOUGH: Readonly<Record<'edit' | 'long-edit' | 'review' | 'tools', number>> = { edit: 3, 'long-edit': 2, review: 2, tools: 2 };

type Deciding = keyof typeof ENOUGH;

const NOUNS: Readonly<Record<Ability, string>> = {
  edit: 'edits',
  'long-edit': 'longer edits',
  json: 'JSON objects',
  tools: 'tool calls',
  review: 'planted mistakes',
  recall: 'facts far back',
};

const TASKS: Readonly<Record<TaskKind, string>> = {
  edit: 'changes',
  analyse: 'analysis',
  ask: 'questions',
  automate: 'automation',
  benchmark: 'benchmarks',
};

/** `edits 4 of 5 right`. */
function tallyWords(ability: Ability, { right, asked }: Tally): string {
  return `${NOUNS[ability]} ${right} of ${asked} ${ability === 'review' || ability === 'recall' ? 'found' : 'right'}`;
}

/** Why a model may not serve a kind of task, by its card and what was measured; undefined if it may. */
export function whyNotServing(card: ModelCard, task: TaskKind, difficulty?: Difficulty): string | undefined {
  const decisive: Deciding | undefined = task === 'edit' ? 'edit' : task === 'analyse' ? 'review' : undefined;
  const failed = decisive && disproved(card, decisive);
  if (failed !== undefined) return failed;
  if (!card.serves.includes(task) && !qualifies(card, task)) return floorWords(card, task);
  return task === 'edit' && difficulty !== undefined && difficulty !== 'small' ? disproved(card, 'long-edit') : undefined;
}

/** The kinds of task that a model may serve, by its card and what was measured. */
export function servedKinds(card: ModelCard): readonly TaskKind[] {
  return (['edit', 'analyse', 'ask', 'automate'] as const).filter((kind) => whyNotServing(card, kind) === undefined);
}

/** Why a model's tools are not to be relied on; undefined if nothing speaks against them. */
export function whyNoTools(card: ModelCard): string | undefined {
  return card.tools ? disproved(card, 'tools') : 'it cannot use tools';
}

function disproved({ measured }: ModelCard, ability: Deciding): string | undefined {
  const tally = measured?.tallies[ability];
  if (measured === undefined || tally === undefined || tally.right > 0 || tally.asked < ENOUGH[ability]) return undefined;
  return `${tallyWords(ability, tally)}, measured ${measured.day}`;
}

/** `too small for analysis (135M parameters: edits of one function only)`. */
function floorWords({ floor }: ModelCard, task: TaskKind): string {
  return floor === undefined ? `not known to do ${TASKS[task]}` : `too small for ${TASKS[task]} (${floor})`;
}

function qualifies({ local, measured }: ModelCard, task: TaskKind): boolean {
  if (!local || measured === undefined) return false;
  const { tallies } = measured;
  if (task === 'edit') return isProved(tallies.edit, ENOUGH.edit);
  return task === 'analyse' && isPerfect(tallies.review, ENOUGH.review) && isPerfect(tallies.json, 2) && (tallies.recall?.right ?? 0) > 0;
}

function isProved(tally: Tally | undefined, least: number): boolean {
  return tally !== undefined && tally.asked >= least && tally.right * 5 >= tally.asked * 4;
}

function isPerfect(tally: Tally | undefined, least: number): boolean {
  return tally !== undefined && tally.asked >= least && tally.right === tally.asked;
}

/** Up to which difficulty changes by this model are proved. No benchmark of a minute proves large ones. */
export function provedUpTo({ measured }: ModelCard): Exclude<Difficulty, 'large'> | undefined {
  if (!isProved(measured?.tallies.edit, ENOUGH.edit)) return undefined;
  return isPerfect(measured?.tallies['long-edit'], ENOUGH['long-edit']) ? 'medium' : 'small';
}

/** Between models that may serve alike: 2 proved for this, 0 measured and more often wrong than right, else 1. */
export function standing(card: ModelCard, task: TaskKind, difficulty: Difficulty = 'small'): 0 | 1 | 2 {
  const tallies = card.measured?.tallies ?? {};
  const tally = task === 'edit' ? tallies.edit : task === 'analyse' ? tallies.review : undefined;
  if (tally === undefined) return 1;
  if (tally.right * 2 < tally.asked) return 0;
  return isProvedFor(card, task, difficulty) ? 2 : 1;
}

function isProvedFor(card: ModelCard, task: TaskKind, difficulty: Difficulty): boolean {
  if (task === 'analyse') return isPerfect(card.measured?.tallies.review, ENOUGH.review);
  const upTo = provedUpTo(card);
  return upTo !== undefined && (difficulty === 'small' || upTo === difficulty);
}

/** What a task is, for the words on a model's measures. */
interface ProofNeed {
  readonly task: TaskKind;
  readonly difficulty?: Difficulty;
  /** Of the prompt, and of the answer as it usually is. Absent: not known. */
  readonly tokens?: { readonly prompt: number; readonly answer: number };
}

/** What a route says of a model's measures: `edits 4 of 5 right, 38 tokens/s, about 12 s, measured 2026-11-25`. Absent: nothing of use. */
export function proofWords(card: ModelCard, { task, difficulty, tokens }: ProofNeed): string | undefined {
  const { measured } = card;
  if (measured === undefined) return undefined;
  const said = [...told(measured, abilitiesFor(task, difficulty)), ...speedWords(measured), ...timeWords(card, tokens)];
  return said.length === 0 ? undefined : `${said.join(', ')}, measured ${measured.day}`;
}

/**
 * How long an answer usually takes, in milliseconds: reading and writing at the measured speeds, the model in memory.
 * Undefined: not measured, or a model that thinks, since nobody knows for how long.
 */
export function usualMs({ measured, reasoning }: ModelCard, tokens: ProofNeed['tokens']): number | undefined {
  const { readPerSecond = 0, tokensPerSecond = 0 } = measured ?? {};
  if (tokens === undefined || reasoning || readPerSecond <= 0 || tokensPerSecond <= 0) return undefined;
  return (tokens.prompt / readPerSecond + tokens.answer / tokensPerSecond) * 1_000;
}

function timeWords(card: ModelCard, tokens: ProofNeed['tokens']): readonly string[] {
  const usual = usualMs(card, tokens);
  return usual === undefined ? [] : [`about ${aboutWords(usual)}`];
}

function abilitiesFor(task: TaskKind, difficulty: Difficulty | undefined): readonly Ability[] {
  if (task === 'edit') return difficulty === undefined || difficulty === 'small' ? ['edit'] : ['long-edit'];
  if (task === 'automate') return ['tools'];
  return task === 'analyse' ? ['review'] : [];
}

function told({ tallies }: Measured, abilities: readonly Ability[]): readonly string[] {
  return abilities.flatMap((ability) => {
    const tally = tallies[ability];
    return tally === undefined ? [] : [tallyWords(ability, tally)];
  });
}

function speedWords({ tokensPerSecond }: Measured): readonly string[] {
  return tokensPerSecond === undefined ? [] : [`${speedText(tokensPerSecond)} tokens/s`];
}

/** Two digits that mean something: `38`, `4.2`. */
export function speedText(tokensPerSecond: number): string {
  return tokensPerSecond >= 10 ? String(Math.round(tokensPerSecond)) : tokensPerSecond.toFixed(1);
}
