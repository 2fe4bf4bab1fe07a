import { callModel, type AttemptResult } from './attempt.ts';
import { nextStep, type Step } from './cascade.ts';
import { calendarDay } from './day.ts';
import type { GateResult } from './gate.ts';
import type { BudgetLevel, Refusal } from './ledger.ts';
import type { ModelCard, TaskKind } from './model-card.ts';
import { formatMoney, ZERO, type Nanos } from './money.ts';
import type { World } from './ports.ts';
import { promptAsText, promptTexts, type Prompt } from './prompt.ts';
import { makeRoute, type Route, type RoutePolicy } from './router.ts';
import { masked, secretIn } from './secret-check.ts';
import { emptyTask, reduceTask, type TaskEvent, type TaskState, type TaskSubject } from './task.ts';
import { tokenCeiling, tokenEstimate } from './tokens.ts';

/** What the model before got wrong, with its answer as text. */
export interface Repair {
  readonly model: string;
  readonly lines: readonly string[];
  readonly answer: string | undefined;
}

/** One job: how it is asked, and how its answer is judged. */
export interface Work {
  readonly subject: TaskSubject;
  prompt(card: ModelCard, repair: Repair | undefined): Prompt;
  /** Judges a whole answer. Never rejects. `truncated`: it was cut at its length limit. */
  check(
    answer: { readonly text: string; readonly truncated: boolean; readonly card: ModelCard },
    signal: AbortSignal,
  ): Promise<{ readonly results: readonly GateResult[]; readonly note?: string }>;
}

export type Progress =
  | { readonly type: 'state'; readonly state: TaskState }
  | { readonly type: 'waiting'; readonly label: string }
  | { readonly type: 'loading'; readonly label: string }
  | { readonly type: 'text'; readonly label: string; readonly text: string }
  | { readonly type: 'judging'; readonly label: string };

export interface RunOptions {
  readonly id: string;
  readonly cards: readonly ModelCard[];
  readonly policy: RoutePolicy;
  /** Absent: no cap at that level. */
  readonly caps: { readonly day?: Nanos; readonly task?: Nanos };
  /** Why nothing of this may leave the machine; undefined if it may. */
  readonly localOnly: string | undefined;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** The route a job would take now. Pure but for the price list: shown before anything is done. */
export function planRoute(world: Pick<World, 'prices' | 'clock'>, work: Work, options: Omit<RunOptions, 'id' | 'signal' | 'onProgress'>): Route {
  const kind: TaskKind = work.subject.kind;
  const prompts = new Map<string, Prompt>();
  const promptOf = (card: ModelCard): Prompt => {
    const prompt = prompts.get(card.key) ?? work.prompt(card, undefined);
    prompts.set(card.key, prompt);
    return prompt;
  };
  return makeRoute(
    options.cards,
    {
      task: kind,
      promptTokens: (card) => tokenEstimate(promptTexts(promptOf(card)).join('')),
      answerTokens: (card) => promptOf(card).maxOutputTokens,
      tools: false,
      localOnly: options.localOnly,
    },
    options.policy,
    (card) => worstCase(world, card, promptOf(card)),
  );
}

/**
 * Runs a task to its end: route, reserve, ask, settle, judge, and on. The decisions are `nextStep` over the folded
 * events; this is the shell that performs them. Rejects only if the store cannot be written.
 */
export async function runTask(world: World, work: Work, options: RunOptions): Promise<TaskState> {
  const run = createRun(world, work, options);
  run.append({ type: 'created', subject: work.subject });
  const localOnly = options.localOnly;
  const route = planRoute(world, work, { ...options, localOnly });
  run.append({
    type: 'routed',
    candidates: route.candidates.map(({ card, reason }) => ({ card: card.key, label: card.label, reason })),
    excluded: route.excluded.map(({ card, reason }) => ({ card: card.key, label: card.label, reason })),
  });
  for (;;) {
    const step: Step = options.signal.aborted ? { do: 'end', ending: { type: 'cancelled' } } : nextStep(run.state());
    if (step.do === 'end') {
      run.append({ type: 'ended', ending: step.ending });
      return run.state();
    }
    if (step.delayMs > 0) await world.clock.sleep(step.delayMs, options.signal);
    if (!options.signal.aborted) await run.ask(step, route);
  }
}

interface Run {
  state(): TaskState;
  append(event: TaskEvent): void;
  ask(step: Extract<Step, { do: 'ask' }>, route: Route): Promise<void>;
}

function createRun(world: World, work: Work, options: RunOptions): Run {
  let state = emptyTask(options.id);
  const answers = new Map<string, string>();

  const append = (event: TaskEvent): void => {
    const at = world.clock.now();
    world.log.append(options.id, event, at);
    state = reduceTask(state, event, at);
    options.onProgress({ type: 'state', state });
  };

  const skip = (card: ModelCard, why: string, refusal?: Refusal): void =>
    append({ type: 'skipped', card: card.key, label: card.label, why, ...(refusal === undefined ? {} : { refusal }) });

  const ask: Run['ask'] = async (step, route) => {
    const candidate = route.candidates.find(({ card }) => card.key === step.card);
    if (candidate === undefined) throw new Error(`the route has no ${step.card}`);
    const { card, reason } = candidate;
    const evidence = step.evidence;
    const repair = evidence && { ...evidence, answer: answers.get(evidence.answer ?? '') };
    const prompt = work.prompt(card, repair);
    if (!card.local) {
      const secret = await secretIn(world.gates, prompt, options.signal);
      if (options.signal.aborted) return;
      if (secret !== undefined) return skip(card, secret);
    }
    const attempt = world.ids.next();
    if (card.local) options.onProgress({ type: 'waiting', label: card.label });
    const slot = card.local ? await world.slots.acquire(card.provider, attempt, options.signal) : undefined;
    try {
      if (options.signal.aborted) return;
      await attemptOnce({ attempt, card, reason, prompt });
    } finally {
      slot?.release();
    }
  };

  const attemptOnce = async (one: Attempting): Promise<void> => {
    const worst = worstCase(world, one.card, one.prompt);
    const refusal = await reserve(one, worst.nanos);
    if (refusal === 'aborted') return;
    if (refusal !== undefined) return skip(one.card, refusalWords(refusal), refusal);
    const promptText = await masked(world.gates, promptAsText(one.prompt));
    append({
      type: 'attempt-started',
      attempt: one.attempt,
      card: one.card.key,
      label: one.card.label,
      reason: one.reason,
      reservedNanos: worst.nanos,
      prompt: world.log.putText(promptText),
      leftOut: one.prompt.leftOut,
    });
    const result = await call(one);
    await settle(one, result);
    if (result.end.type === 'finish' && !options.signal.aborted) await judge(one, result);
  };

  const reserve = async (one: Attempting, worst: Nanos): Promise<Refusal | 'aborted' | undefined> => {
    for (;;) {
      if (options.signal.aborted) return 'aborted';
      const at = world.clock.now();
      const result = world.ledger.reserve({
        attempt: one.attempt,
        task: options.id,
        agent: work.subject.seat,
        provider: one.card.provider,
        model: one.card.model,
        nanos: worst,
        path: budgetPath(world, options),
        at,
      });
      if (result.granted) return undefined;
      if ('refusal' in result) return result.refusal;
      await world.clock.sleep(10, options.signal);
    }
  };

  const call = async (one: Attempting): Promise<AttemptResult> => {
    const provider = world.provider(one.card.provider);
    if (provider === undefined) throw new Error(`no provider ${one.card.provider}`);
    const label = one.card.label;
    return callModel(provider, one.card, one.prompt, {
      signal: options.signal,
      listener: {
        onLoading: () => options.onProgress({ type: 'loading', label }),
        onText: (text) => options.onProgress({ type: 'text', label, text }),
      },
    });
  };

  const settle = async (one: Attempting, result: AttemptResult): Promise<void> => {
    const at = world.clock.now();
    const outcome = result.end.type === 'finish' ? 'ok' : result.end.failure.kind;
    const cost = costOf(world, one.card, result);
    if (result.owesNothing) world.ledger.release(one.attempt, outcome, at);
    else {
      const { usage, usageSource } = result;
      world.ledger.settle({ attempt: one.attempt, outcome, usage, usageSource, nanos: cost.nanos, at });
    }
    const text = world.log.putText(await masked(world.gates, result.text));
    answers.set(text, result.text);
    append({
      type: 'attempt-ended',
      attempt: one.attempt,
      outcome: result.end.type === 'finish' ? { type: 'answer', text } : { type: 'failure', failure: result.end.failure, text },
      usage: result.usage,
      usageSource: result.usageSource,
      nanos: cost.nanos,
      priceKnown: cost.known,
      ...(result.end.type === 'finish' && result.end.servedModel !== undefined ? { servedModel: result.end.servedModel } : {}),
    });
  };

  const judge = async (one: Attempting, result: AttemptResult): Promise<void> => {
    options.onProgress({ type: 'judging', label: one.card.label });
    const truncated = result.end.type === 'finish' && result.end.reason === 'length';
    const verdict = await work.check({ text: result.text, truncated, card: one.card }, options.signal);
    if (!options.signal.aborted) append({ type: 'judged', attempt: one.attempt, ...verdict });
  };

  return { state: () => state, append, ask };
}

interface Attempting {
  readonly attempt: string;
  readonly card: ModelCard;
  readonly reason: string;
  readonly prompt: Prompt;
}

/** The most a call can cost. Free models cost nothing, whatever they read. */
function worstCase(world: Pick<World, 'prices' | 'clock'>, card: ModelCard, prompt: Prompt): { nanos: Nanos; known: boolean } {
  if (card.price === 'free') return { nanos: ZERO, known: true };
  const tokens = tokenCeiling(promptTexts(prompt), 0);
  return world.prices.worst(card.provider, card.model, tokens, prompt.maxOutputTokens, world.clock.now());
}

function costOf(world: World, card: ModelCard, result: AttemptResult): { nanos: Nanos; known: boolean } {
  if (card.price === 'free' || result.owesNothing) return { nanos: ZERO, known: true };
  return world.prices.cost(card.provider, card.model, result.usage, world.clock.now());
}

function budgetPath(world: World, options: RunOptions): readonly BudgetLevel[] {
  const { day, task } = options.caps;
  return [
    { kind: 'day', id: calendarDay(world.clock.now(), world.clock.utcOffsetMinutes()), ...(day === undefined ? {} : { capNanos: day }) },
    { kind: 'task', id: options.id, ...(task === undefined ? {} : { capNanos: task }) },
  ];
}

/** `the day's budget of $5 has $0.02 left, this call may cost $0.06`. */
function refusalWords(refusal: Refusal): string {
  const left = Math.max(0, refusal.capNanos - refusal.settledNanos - refusal.heldNanos);
  const held = refusal.heldNanos > 0 ? ` (${formatMoney(refusal.heldNanos)} is held by calls under way)` : '';
  return (
    `the ${refusal.level.kind}'s budget of ${formatMoney(refusal.capNanos)} has ${leftWords(left)} left${held}, ` +
    `this call may cost ${formatMoney(refusal.neededNanos)}`
  );
}

function leftWords(left: number): string {
  return left === 0 ? 'nothing' : `$${(left / 1e9).toFixed(4)}`;
}
