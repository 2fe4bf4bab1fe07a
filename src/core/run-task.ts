import { nextPrices } from './cached-prefix.ts';
import { nextStep, type Step } from './cascade.ts';
import type { ModelCard } from './model-card.ts';
import type { World } from './ports.ts';
import { promptTexts, type Prompt } from './prompt.ts';
import { worstCase } from './reservation.ts';
import { makeRoute, type Route } from './router.ts';
import { askCandidate, judgeAnswer, type TaskRun } from './task-attempt.ts';
import { emptyTask, reduceTask, type Ending, type TaskEvent, type TaskState } from './task.ts';
import { tokenEstimate } from './tokens.ts';
import { callsAhead } from './traffic/calls-ahead.ts';
import type { Work, RunOptions } from './work.ts';

/** The route a job would take now. Pure but for the price list and the traffic: shown before anything is done. */
export function planRoute(
  world: Pick<World, 'prices' | 'clock' | 'traffic'> & Partial<Pick<World, 'slots'>>,
  work: Work,
  options: Omit<RunOptions, 'id' | 'signal' | 'onProgress'>,
): Route {
  const prompts = new Map<string, Prompt>();
  const promptOf = (card: ModelCard): Prompt => {
    const prompt = prompts.get(card.key) ?? work.prompt(card, undefined);
    prompts.set(card.key, prompt);
    return prompt;
  };
  const need = {
    task: work.subject.kind,
    ...(work.difficulty === undefined ? {} : { difficulty: work.difficulty }),
    ...(work.usualTokens === undefined ? {} : { usualTokens: work.usualTokens }),
    promptTokens: (card: ModelCard) => tokenEstimate(promptTexts(promptOf(card)).join('')),
    answerTokens: (card: ModelCard) => promptOf(card).maxOutputTokens,
    tools: false,
    localOnly: options.localOnly,
  };
  const price = (card: ModelCard) => worstCase(world, card, promptOf(card));
  const next = nextPrices(world, { cards: options.cards, cached: options.cached, ...need });
  return makeRoute(options.cards, {
    need,
    policy: options.policy,
    price,
    next,
    health: (card) => world.traffic.health(card),
    ahead: callsAhead(world),
  });
}

/**
 * Runs a task to its end: route, reserve, ask, settle, judge, and on. The decisions are `nextStep` over the folded
 * events; this is the shell that performs them. A parked task goes on from where it was: the models it asked are not
 * asked again, and what they got wrong is known. Rejects only if the store cannot be written.
 */
export async function runTask(world: World, work: Work, options: RunOptions): Promise<TaskState> {
  const { resumed } = options;
  const from = resumed?.state ?? emptyTask(options.id);
  const { run, state } = follow(world, work, { options, from, answers: new Map(resumed?.answers) });
  if (resumed === undefined) run.append({ type: 'created', subject: work.subject });
  const brokenOff = resumed?.moved === true ? await judgeAgain(run, from) : undefined;
  if (brokenOff === undefined) return toItsEnd(run, state);
  run.append({ type: 'ended', ending: brokenOff });
  return state();
}

interface From {
  readonly options: RunOptions;
  readonly from: TaskState;
  readonly answers: Map<string, string>;
}

function follow(world: World, work: Work, { options, from, answers }: From): { readonly run: TaskRun; state(): TaskState } {
  let state = from;
  const append = (event: TaskEvent): void => {
    const at = world.clock.now();
    world.log.append(options.id, event, at);
    state = reduceTask(state, event, at);
    options.onProgress({ type: 'state', state });
  };
  return { run: { world, work, options, append, answers }, state: () => state };
}

/** What was refused on another text may be right on this one, and costs nothing to look at. */
async function judgeAgain(run: TaskRun, { attempts }: TaskState): Promise<Ending | undefined> {
  const last = attempts.findLast(({ results }) => results !== undefined);
  const text = last?.outcome?.type === 'answer' ? run.answers.get(last.outcome.text) : undefined;
  const card = run.options.cards.find(({ key }) => key === last?.card);
  const formless = last?.results?.some(({ gate, verdict }) => gate === 'format' && verdict === 'fail') ?? true;
  return last === undefined || text === undefined || card === undefined || formless
    ? undefined
    : judgeAnswer(run, { attempt: last.id, card }, { text, truncated: false });
}

async function toItsEnd(run: TaskRun, state: () => TaskState): Promise<TaskState> {
  const { world, work, options, append } = run;
  const route = planRoute(world, work, options);
  append({
    type: 'routed',
    candidates: route.candidates.map(({ card, reason }) => ({ card: card.key, label: card.label, reason })),
    excluded: [
      ...route.excluded.map(({ card, reason, because }) => ({ card: card.key, label: card.label, reason, because })),
      ...(options.absent ?? []),
    ],
  });
  let ending: Ending | undefined;
  while (ending === undefined) {
    const step: Step = options.signal.aborted ? { do: 'end', ending: { type: 'cancelled' } } : nextStep(state());
    ending = step.do === 'end' ? step.ending : await perform(run, route, step);
  }
  append({ type: 'ended', ending });
  return state();
}

function perform(run: TaskRun, route: Route, step: Extract<Step, { do: 'ask' }>): Promise<Ending | undefined> {
  const candidate = route.candidates.find(({ card }) => card.key === step.card);
  if (candidate === undefined) throw new Error(`the route has no ${step.card}`);
  return askCandidate(run, candidate, step.evidence);
}
