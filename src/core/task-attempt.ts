import { callModel, type AttemptResult } from './attempt.ts';
import type { Evidence } from './cascade.ts';
import { asRouted } from './destination.ts';
import type { Cause } from './exclusion.ts';
import type { Failure } from './failure.ts';
import type { Refusal } from './ledger.ts';
import type { ModelCard } from './model-card.ts';
import type { World } from './ports.ts';
import { answerAsText, promptAsText, promptTexts, type Prompt } from './prompt.ts';
import type { Provider } from './provider.ts';
import { refusalWords, reserve, worstCase } from './reservation.ts';
import type { Candidate } from './router.ts';
import { masked, secretIn, withMaskedFailure, withoutSecrets } from './secret-check.ts';
import { attemptEnded, bookResult, trafficEnd } from './settlement.ts';
import type { Ending, TaskEvent } from './task.ts';
import { tokenEstimate } from './tokens.ts';
import type { Admission } from './traffic/traffic.ts';
import type { Answered, RunOptions, Work } from './work.ts';

/** What one attempt of a task needs of its run. */
export interface TaskRun {
  readonly world: World;
  readonly work: Work;
  readonly options: RunOptions;
  /** The answers so far as they came, by the reference of what was kept of them. */
  readonly answers: Map<string, string>;
  /** Logs an event and folds it. Throws if the store cannot be written. */
  append(event: TaskEvent): void;
}

interface Attempting {
  readonly attempt: string;
  readonly card: ModelCard;
  readonly reason: string;
  readonly usualMs: Candidate['usualMs'];
  readonly prompt: Prompt;
  readonly provider: Provider;
}

/**
 * Asks one model once: secrets, place, its turn, reservation, call, settlement, checks. A cancelled one leaves nothing held and
 * no place taken. Returns an ending only where the task cannot go on; else what happened is in the events.
 */
export async function askCandidate(run: TaskRun, candidate: Candidate, evidence: Evidence | undefined): Promise<Ending | undefined> {
  const { world, options } = run;
  const { card, reason, usualMs } = candidate;
  const provider = asRouted(card, world.provider(card.provider));
  if ('why' in provider) return skip(run, card, provider);
  const prompt = run.work.prompt(card, evidence && { ...evidence, answer: run.answers.get(evidence.answer ?? '') });
  const secret = card.local ? undefined : await secretIn(world.gates, prompt, options.signal);
  if (options.signal.aborted) return undefined;
  if (secret !== undefined) return skip(run, card, { why: secret, because: 'local-only' });
  const attempt = world.ids.next();
  if (card.local) options.onProgress({ type: 'waiting', label: card.label });
  const slot = card.local ? await world.slots.acquire(card.provider, attempt, options.signal) : undefined;
  try {
    if (card.local && slot === undefined) return undefined;
    return await inTurn(run, { attempt, card, reason, usualMs, prompt, provider });
  } finally {
    slot?.release();
  }
}

function skip(
  run: TaskRun,
  card: ModelCard,
  because: { readonly why: string; readonly because?: Cause; readonly refusal?: Refusal; readonly failure?: Failure },
): undefined {
  run.append({ type: 'skipped', card: card.key, label: card.label, ...because });
}

/** Waits for what all calls to a model share, before any money is held. */
async function inTurn(run: TaskRun, one: Attempting): Promise<Ending | undefined> {
  const { world, options, work } = run;
  const { card, prompt } = one;
  const tokens = tokenEstimate(promptTexts(prompt).join('')) + prompt.maxOutputTokens;
  const onWait = (): void => options.onProgress({ type: 'waiting', label: card.label });
  const insists = options.policy.first === card.key;
  const admission = await world.traffic.admit(card, { tokens, agent: work.subject.seat, insists, onWait }, options.signal);
  if (!admission.ok) {
    const { failure } = admission;
    return options.signal.aborted ? undefined : skip(run, card, { why: failure.message.replace(/\.$/, ''), failure });
  }
  try {
    return await attemptOnce(run, one, admission.leave);
  } finally {
    admission.leave({ type: 'not-sent' });
  }
}

async function attemptOnce(run: TaskRun, one: Attempting, leave: Leave): Promise<Ending | undefined> {
  const { world, options } = run;
  const kept = await masked(world.gates, promptAsText(one.prompt), options.signal);
  const worst = worstCase(world, one.card, one.prompt);
  const { attempt, card } = one;
  const { id: task, caps, epic } = options;
  const path = { task, caps, agent: run.work.subject.seat, ...(epic === undefined ? {} : { epic }) };
  // Before anything of it is booked or stored.
  world.log.assertThere?.(task);
  const reserved = await reserve(world, { attempt, card, worst, ...path }, options.signal);
  if (reserved === 'aborted') return undefined;
  if (!reserved.granted) return skip(run, card, { why: refusalWords(reserved.refusal), refusal: reserved.refusal });
  try {
    const { key, label } = card;
    const prompt = world.log.putText(kept);
    const near = reserved.nearCap.length === 0 ? {} : { nearCap: reserved.nearCap };
    const usual = one.usualMs === undefined ? {} : { usualMs: one.usualMs };
    run.append({
      type: 'attempt-started',
      attempt,
      card: key,
      label,
      reason: one.reason,
      reservedNanos: worst.nanos,
      ...near,
      ...usual,
      prompt,
      leftOut: one.prompt.leftOut,
    });
  } catch (error) {
    world.ledger.release(attempt, 'not-sent', world.clock.now());
    throw error;
  }
  const result = await call(run, one);
  leave(trafficEnd(result));
  await settle(run, one, result);
  if (result.end.type !== 'finish' || options.signal.aborted) return undefined;
  const { text, toolCalls } = result;
  const { reason, loadMs } = result.end;
  return judgeAnswer(run, one, { text, toolCalls, truncated: reason === 'length', ...(loadMs === undefined ? {} : { loadMs }) });
}

type Leave = Extract<Admission, { ok: true }>['leave'];

function call({ options }: TaskRun, { provider, card, prompt }: Attempting): Promise<AttemptResult> {
  const { label } = card;
  const listener = {
    onLoading: () => options.onProgress({ type: 'loading', label }),
    onThinking: () => options.onProgress({ type: 'thinking', label }),
    onText: (text: string) => options.onProgress({ type: 'text', label, text }),
  };
  return callModel(provider, { card, prompt }, { signal: options.signal, listener });
}

async function settle({ world, answers, append, options }: TaskRun, { attempt, card }: Attempting, result: AttemptResult): Promise<void> {
  const cost = bookResult(world, { attempt, card }, result);
  const kept = await masked(world.gates, answerAsText(result.text, result.toolCalls));
  const told = await withMaskedFailure(world.gates, result);
  world.log.assertThere?.(options.id);
  const text = world.log.putText(kept);
  answers.set(text, result.text);
  append(attemptEnded({ attempt, result: told, cost }, text));
}

/** Runs the gates on a whole answer. Returns an ending only where they broke off. */
export async function judgeAnswer(
  { world, work, options, append }: TaskRun,
  { attempt, card }: Pick<Attempting, 'attempt' | 'card'>,
  answer: Omit<Answered, 'card'>,
): Promise<Ending | undefined> {
  options.onProgress({ type: 'judging', label: card.label });
  const verdict = await checked(
    work.check({ ...answer, card }, options.signal, () => options.onProgress({ type: 'testing', label: card.label })),
  );
  if (options.signal.aborted) return undefined;
  if (verdict.ok) {
    const results = await withoutSecrets(world.gates, verdict.judged.results);
    return void append({ type: 'judged', attempt, ...verdict.judged, results });
  }
  const why = `${card.label} answered, but the checks broke off: ${verdict.why}.`;
  return { type: 'failed', why, nextStep: 'Retry. If it happens again, see "Centuria: Show Log".' };
}

type Checked = { readonly ok: true; readonly judged: Awaited<ReturnType<Work['check']>> } | { readonly ok: false; readonly why: string };

async function checked(check: ReturnType<Work['check']>): Promise<Checked> {
  try {
    return { ok: true, judged: await check };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
