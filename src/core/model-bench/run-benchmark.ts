import { calendarDay } from '../day.ts';
import type { Caps } from '../ledger.ts';
import type { ModelCard } from '../model-card.ts';
import type { World } from '../ports.ts';
import type { Candidate, Excluded, RoutePolicy } from '../router.ts';
import { planRoute } from '../run-task.ts';
import { emptyTask, reduceTask, type Ending, type TaskEvent, type TaskState, type TaskSubject } from '../task.ts';
import type { Progress } from '../work.ts';
import { askProbe, type Asking, type AskedProbe } from './ask-probe.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Ability, MeasuredModel, Measures } from './measures.ts';
import { measuresOf, readingSpeed, type Outcome, type Timing } from './outcome.ts';
import { probeSteps, type ProbeStep } from './plan.ts';
import type { Probe } from './probe.ts';
import { recallProbe } from './recall-probe.ts';

export interface BenchmarkOptions {
  /** The benchmark's own task: its calls are booked on it. */
  readonly id: string;
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  readonly caps: Caps;
  /** The share of the processors that was busy before it began, from 0 to 1. Absent: not known. */
  readonly busy?: number;
  /** For all models together, in milliseconds. Each has a fair share of what is left when its turn comes. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** A signal that fires when `signal` does, or after so many milliseconds. */
  within(ms: number, signal: AbortSignal): AbortSignal;
  /** Keeps what was measured of a model, in the place of what was known of it. Called as soon as its turn is over. */
  keep(model: MeasuredModel): void;
  onProgress(progress: Progress): void;
  /** Before each step. */
  onStep(step: BenchmarkStep): void;
}

export interface BenchmarkStep {
  readonly label: string;
  readonly model: number;
  readonly models: number;
  readonly step: number;
  readonly steps: number;
  /** What the question is about. */
  readonly ability: Ability;
  /** How long its answer may take, in milliseconds. */
  readonly limitMs: number;
  /** How long all that is left may take, of all models, in milliseconds. */
  readonly leftMs: number;
}

export interface BenchmarkResult {
  readonly state: TaskState;
  readonly models: readonly BenchmarkedModel[];
}

export interface BenchmarkedModel {
  readonly card: ModelCard;
  /** `gaps` alone: nothing was measured. */
  readonly measures: Measures;
  /** Absent: nothing was measured, or it was cancelled in the model's turn. */
  readonly kept?: MeasuredModel;
}

/** A step that is given less can only fail. */
const LEAST_MS = 1_000;
/** One long answer takes no time from the other steps. The first call may load the model: it has the model's whole share. */
const MOST_MS = 20_000;

interface Run {
  readonly asking: Asking;
  readonly options: BenchmarkOptions;
  last: string | undefined;
}

/**
 * Measures models, one after the other, within a time for all. Each probe is an ordinary attempt: its place, its turn, its
 * reservation and settlement are those of every call. Rejects only if the store cannot be written.
 */
export async function runBenchmark(world: World, options: BenchmarkOptions): Promise<BenchmarkResult> {
  let state = emptyTask(options.id);
  const append = (event: TaskEvent): void => {
    const at = world.clock.now();
    world.log.append(options.id, event, at);
    state = reduceTask(state, event, at);
    options.onProgress({ type: 'state', state });
  };
  const subject = benchmarkSubject(options.cards);
  append({ type: 'created', subject });
  const { candidates, excluded } = admitted(world, options, subject);
  append({
    type: 'routed',
    candidates: candidates.map(({ card, reason }) => ({ card: card.key, label: card.label, reason })),
    excluded: excluded.map(({ card, reason, because }) => ({ card: card.key, label: card.label, reason, because })),
  });
  const { id, cards, policy, caps, onProgress } = options;
  const run: Run = {
    asking: { world, subject, append, options: { id, cards, policy, caps, localOnly: undefined, onProgress } },
    options,
    last: undefined,
  };
  const models = [
    ...excluded.map(({ card, reason }) => ({ card, measures: measuresOf([missing(reason)]) })),
    ...(await measureAll(run, candidates)),
  ];
  append({ type: 'ended', ending: endingOf(run, models) });
  return { state, models: models.map((one) => ({ ...one, card: cards.find(({ key }) => key === one.card.key) ?? one.card })) };
}

/** What is remembered of a benchmark. */
export function benchmarkSubject(cards: readonly ModelCard[]): TaskSubject {
  const title = `Benchmark of ${cards.map(({ label }) => label).join(', ')}`;
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  return {
    kind: 'benchmark',
    title,
    instruction: 'Answer fixed questions whose answers are known.',
    uri: '',
    range,
    original: '',
    seat: 'benchmark',
  };
}

/** What keeps a model from being asked at all: never pay, a workspace that is not trusted. What it may serve is what is measured. */
function admitted(
  world: World,
  { policy, caps, cards }: BenchmarkOptions,
  subject: TaskSubject,
): { readonly candidates: readonly Candidate[]; readonly excluded: readonly Excluded[] } {
  const routes = cards.map((card) => {
    const first = probeSteps(card).find((step) => 'probe' in step);
    const { measured: _, ...unmeasured } = card;
    const asked: ModelCard = { ...unmeasured, serves: ['benchmark'] };
    const work = {
      subject,
      prompt: () => (first?.probe ?? recallProbe('recall', 1000)).prompt(card),
      check: () => Promise.resolve({ results: [] }),
    };
    return planRoute(world, work, { cards: [asked], policy: { ...policy, order: [], first: card.key }, caps, localOnly: undefined });
  });
  return { candidates: routes.flatMap((route) => route.candidates), excluded: routes.flatMap((route) => route.excluded) };
}

async function measureAll(run: Run, candidates: readonly Candidate[]): Promise<BenchmarkResult['models']> {
  const { world } = run.asking;
  const { options } = run;
  const until = world.clock.now() + options.limitMs;
  const models: BenchmarkedModel[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const now = world.clock.now();
    const share = Math.max(0, until - now) / (candidates.length - index);
    const turn = { until: now + share, last: until, index, of: candidates.length };
    const { outcomes, waitedMs } = options.signal.aborted
      ? { outcomes: [missing('cancelled')], waitedMs: 0 }
      : await measureOne(run, candidate, turn);
    const measures = measuresOf(outcomes, loadWords(options.busy ?? 0, waitedMs));
    const isKept = !options.signal.aborted && Object.keys(measures.tallies).length > 0;
    const kept = isKept ? { kept: measuredModel(world, candidate.card, measures) } : {};
    if (kept.kept !== undefined) options.keep(kept.kept);
    models.push({ card: candidate.card, measures, ...kept });
  }
  return models;
}

function measuredModel({ clock }: World, card: ModelCard, measures: Measures): MeasuredModel {
  const at = clock.now();
  return {
    model: card.key,
    label: card.label,
    fingerprint: fingerprintOf(card),
    at,
    measured: { ...measures, day: calendarDay(at, clock.utcOffsetMinutes()) },
  };
}

/** From here on other programs are told: less is a machine at rest. */
const BUSY_SHARE = 0.5;
const TOLD_WAIT_MS = 1_000;

/** What else the machine was at, as far as it shows. */
function loadWords(busy: number, waitedMs: number): readonly string[] {
  const programs = busy < BUSY_SHARE ? [] : [`other programs kept ${Math.round(busy * 100)} % of the processors busy as it began`];
  const calls = waitedMs < TOLD_WAIT_MS ? [] : [`it waited ${Math.round(waitedMs / 1000)} s for its turn behind other calls`];
  return [...programs, ...calls];
}

function missing(why: string, ability: Ability = 'edit'): Outcome {
  return { type: 'not-measured', ability, why };
}

/** So many steps in a row may break off before a model is left alone. */
const MOST_FAILURES = 2;

interface MeasuredTurn {
  readonly outcomes: readonly Outcome[];
  /** For its turn, all steps together, in milliseconds. */
  readonly waitedMs: number;
}

/** One model's turn. */
interface Turn {
  /** When it ends, and when all end. Milliseconds since the epoch. */
  readonly until: number;
  readonly last: number;
  readonly index: number;
  readonly of: number;
}

async function measureOne(run: Run, candidate: Candidate, turn: Turn): Promise<MeasuredTurn> {
  const { world } = run.asking;
  const { options } = run;
  const steps = probeSteps(candidate.card);
  const outcomes: Outcome[] = [];
  const timings: Timing[] = [];
  let [failures, waitedMs] = [0, 0];
  for (const [index, step] of steps.entries()) {
    const left = turn.until - world.clock.now();
    const probe = probeOf(step, { left, timings, index });
    if (options.signal.aborted) return { outcomes: [...outcomes, missing('cancelled')], waitedMs };
    if (left < LEAST_MS || probe === undefined) {
      outcomes.push(unasked(left < LEAST_MS, probe));
      continue;
    }
    const limitMs = timings.length === 0 ? left : Math.min(left, MOST_MS);
    options.onStep({
      label: candidate.card.label,
      model: turn.index + 1,
      models: turn.of,
      step: index + 1,
      steps: steps.length,
      ability: probe.ability,
      limitMs,
      leftMs: turn.last - world.clock.now(),
    });
    const asked = await askWithin(run, { candidate, probe, limitMs });
    outcomes.push(asked.outcome);
    waitedMs += asked.waitedMs;
    if (asked.timing !== undefined) timings.push(asked.timing);
    failures = asked.stop ? failures + 1 : 0;
    if (failures >= MOST_FAILURES) break;
  }
  return { outcomes, waitedMs };
}

/** A step for which there is no time. */
function unasked(isOver: boolean, probe: Probe | undefined): Outcome {
  const why = isOver ? 'its share of the time was over' : 'it reads too slowly for a long prompt in the time';
  return { type: 'not-measured', ability: probe?.ability ?? 'recall', why, late: true };
}

async function askWithin(
  run: Run,
  one: { readonly candidate: Candidate; readonly probe: Probe; readonly limitMs: number },
): Promise<AskedProbe> {
  const { asking, options } = run;
  // The person picked it: it is tried now, whatever its last calls came to.
  const insisting = { ...asking, options: { ...asking.options, policy: { ...options.policy, first: one.candidate.card.key } } };
  const asked = await askProbe(insisting, one, options.within(one.limitMs, options.signal));
  run.last = asked.attempt ?? run.last;
  return asked;
}

/** A recall prompt may take half of what is left, as fast as the model read so far. */
const READING_SHARE = 0.5;
const LEAST_RECALL_TOKENS = 500;

function probeOf(
  step: ProbeStep,
  { left, timings, index }: { readonly left: number; readonly timings: readonly Timing[]; readonly index: number },
): Probe | undefined {
  if ('probe' in step) return step.probe;
  const speed = readingSpeed(timings);
  const readable = speed === undefined ? step.recall : Math.floor((speed * Math.min(left, MOST_MS) * READING_SHARE) / 1000);
  const tokens = Math.min(step.recall, readable);
  return tokens < Math.min(LEAST_RECALL_TOKENS, step.recall) ? undefined : recallProbe(`recall-${index}`, tokens);
}

function endingOf({ options, last }: Run, models: BenchmarkResult['models']): Ending {
  if (options.signal.aborted) return { type: 'cancelled' };
  if (last !== undefined) return { type: 'not-proved', attempt: last, why: 'a benchmark measures models and proves no change' };
  const why = models.flatMap(({ card, measures }) => measures.gaps.slice(0, 1).map((gap) => `${card.label}: ${gap}`)).join('; ');
  return {
    type: 'failed',
    why: `No model could be measured: ${why}.`,
    nextStep: 'Choose another model, give it more time, or mend the cause.',
  };
}
