import { callModel, type AttemptResult } from './attempt.ts';
import type { Evidence } from './cascade.ts';
import type { Refusal } from './ledger.ts';
import type { ModelCard } from './model-card.ts';
import type { World } from './ports.ts';
import { promptAsText, type Prompt } from './prompt.ts';
import type { Provider } from './provider.ts';
import { costOf, refusalWords, reserve, worstCase } from './reservation.ts';
import type { Candidate } from './router.ts';
import type { RunOptions, Work } from './run-task.ts';
import { masked, secretIn, withoutSecrets } from './secret-check.ts';
import type { Ending, TaskEvent } from './task.ts';

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
  readonly prompt: Prompt;
  readonly provider: Provider;
}

/**
 * Asks one model once: secrets, place, reservation, call, settlement, checks. A cancelled one leaves nothing held and
 * no place taken. Returns an ending only where the task cannot go on; else what happened is in the events.
 */
export async function askCandidate(run: TaskRun, candidate: Candidate, evidence: Evidence | undefined): Promise<Ending | undefined> {
  const { world, options } = run;
  const { card, reason } = candidate;
  const provider = world.provider(card.provider);
  if (provider === undefined) return skip(run, card, { why: `${card.provider} is not set up any more` });
  const prompt = run.work.prompt(card, evidence && { ...evidence, answer: run.answers.get(evidence.answer ?? '') });
  const secret = card.local ? undefined : await secretIn(world.gates, prompt, options.signal);
  if (options.signal.aborted) return undefined;
  if (secret !== undefined) return skip(run, card, { why: secret });
  const attempt = world.ids.next();
  if (card.local) options.onProgress({ type: 'waiting', label: card.label });
  const slot = card.local ? await world.slots.acquire(card.provider, attempt, options.signal) : undefined;
  try {
    if (card.local && slot === undefined) return undefined;
    return await attemptOnce(run, { attempt, card, reason, prompt, provider });
  } finally {
    slot?.release();
  }
}

function skip(run: TaskRun, card: ModelCard, because: { readonly why: string; readonly refusal?: Refusal }): undefined {
  run.append({ type: 'skipped', card: card.key, label: card.label, ...because });
}

async function attemptOnce(run: TaskRun, one: Attempting): Promise<Ending | undefined> {
  const { world, options } = run;
  const kept = await masked(world.gates, promptAsText(one.prompt));
  const { nanos } = worstCase(world, one.card, one.prompt);
  const { attempt, card } = one;
  const reserved = await reserve(world, { attempt, card, nanos, caps: options.caps, task: options.id, agent: run.work.subject.seat }, options.signal);
  if (reserved === 'aborted') return undefined;
  if (reserved !== 'granted') return skip(run, card, { why: refusalWords(reserved), refusal: reserved });
  try {
    const { key, label } = card;
    const prompt = world.log.putText(kept);
    run.append({ type: 'attempt-started', attempt, card: key, label, reason: one.reason, reservedNanos: nanos, prompt, leftOut: one.prompt.leftOut });
  } catch (error) {
    world.ledger.release(attempt, 'not-sent', world.clock.now());
    throw error;
  }
  const result = await call(run, one);
  await settle(run, one, result);
  return result.end.type === 'finish' && !options.signal.aborted ? judge(run, one, result) : undefined;
}

function call({ options }: TaskRun, { provider, card, prompt }: Attempting): Promise<AttemptResult> {
  const { label } = card;
  const listener = {
    onLoading: () => options.onProgress({ type: 'loading', label }),
    onText: (text: string) => options.onProgress({ type: 'text', label, text }),
  };
  return callModel(provider, { card, prompt }, { signal: options.signal, listener });
}

async function settle({ world, answers, append }: TaskRun, { attempt, card }: Attempting, result: AttemptResult): Promise<void> {
  const at = world.clock.now();
  const { end, usage, usageSource } = result;
  const outcome = end.type === 'finish' ? 'ok' : end.failure.kind;
  const cost = costOf(world, card, result);
  const settlement = { attempt, outcome, usage, usageSource, nanos: cost.nanos, at };
  const booked = result.owesNothing ? world.ledger.release(attempt, outcome, at) : world.ledger.settle(settlement);
  if (!booked) world.ledger.correct(settlement);
  const text = world.log.putText(await masked(world.gates, result.text));
  answers.set(text, result.text);
  append({
    type: 'attempt-ended',
    attempt,
    outcome: end.type === 'finish' ? { type: 'answer', text } : { type: 'failure', failure: end.failure, text },
    usage,
    usageSource,
    nanos: cost.nanos,
    priceKnown: cost.known,
    ...(end.type === 'finish' && end.servedModel !== undefined ? { servedModel: end.servedModel } : {}),
  });
}

async function judge({ world, work, options, append }: TaskRun, { attempt, card }: Attempting, result: AttemptResult): Promise<Ending | undefined> {
  options.onProgress({ type: 'judging', label: card.label });
  const truncated = result.end.type === 'finish' && result.end.reason === 'length';
  const verdict = await checked(work.check({ text: result.text, truncated, card }, options.signal, () => options.onProgress({ type: 'testing', label: card.label })));
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
