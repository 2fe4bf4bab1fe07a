import type { GateResult } from '../gate.ts';
import type { ModelCard } from '../model-card.ts';
import type { World } from '../ports.ts';
import type { Candidate } from '../router.ts';
import { askCandidate } from '../task-attempt.ts';
import type { TaskEvent, TaskSubject } from '../task.ts';
import { NO_USAGE, promptTokens } from '../usage.ts';
import type { Progress, RunOptions, Work } from '../work.ts';
import type { Outcome, Timing } from './outcome.ts';
import type { Probe, Score } from './probe.ts';

/** What asking a probe needs of its benchmark. */
export interface Asking {
  readonly world: World;
  readonly subject: TaskSubject;
  readonly options: Omit<RunOptions, 'signal'>;
  /** Logs an event of the benchmark's task and folds it. */
  append(event: TaskEvent): void;
}

export interface AskedProbe {
  readonly outcome: Outcome;
  /** No other step at this model can go better: a budget, a provider that fails. */
  readonly stop: boolean;
  readonly timing?: Timing;
  /** The id of the attempt, if one was made and scored. */
  readonly attempt?: string;
  /** How long it waited for its turn before it was asked, in milliseconds. */
  readonly waitedMs: number;
}

/** What was seen and heard of one attempt. */
interface Seen {
  skipped?: Extract<TaskEvent, { readonly type: 'skipped' }>;
  started?: { readonly attempt: string; readonly at: number };
  ended?: Extract<TaskEvent, { readonly type: 'attempt-ended' }>;
  score?: Score;
  /** Cut while it still thought: that says nothing of its answer. */
  cut?: boolean;
  loadMs?: number;
  loading?: { readonly from: number; readonly to: number };
  text?: { readonly from: number; readonly to: number; readonly pieces: number };
}

/** Asks a model one probe as every call is asked: place, turn, reservation, call, settlement, log. */
export async function askProbe(
  asking: Asking,
  one: { readonly candidate: Candidate; readonly probe: Probe; readonly limitMs: number },
  signal: AbortSignal,
): Promise<AskedProbe> {
  const { world, options } = asking;
  const { probe, candidate } = one;
  const seen: Seen = {};
  const from = world.clock.now();
  const run = {
    world,
    work: workOf(asking.subject, probe, seen),
    options: { ...options, signal, onProgress: (progress: Progress) => hear(seen, progress, asking) },
    answers: new Map<string, string>(),
    append: (event: TaskEvent) => {
      note(seen, event, world.clock.now());
      asking.append(event);
    },
  };
  await askCandidate(run, candidate, undefined);
  return { ...resultOf(seen, one), waitedMs: (seen.started?.at ?? world.clock.now()) - from };
}

function workOf(subject: TaskSubject, probe: Probe, seen: Seen): Work {
  return {
    subject,
    prompt: (card) => probe.prompt(card),
    check(answer) {
      if (answer.loadMs !== undefined) seen.loadMs = answer.loadMs;
      if (answer.truncated && answer.card.reasoning) {
        seen.cut = true;
        return Promise.resolve({ results: [], note: `${probe.id}: not measured` });
      }
      const score = probe.score(answer);
      seen.score = score;
      return Promise.resolve({
        results: [resultOfScore(probe, score)],
        note: `${probe.id}: ${score.right ? 'right' : score.inForm ? 'wrong' : 'not in form'}`,
      });
    },
  };
}

/** As the receipt shows it: a probe's verdict is no gate's over the person's code. */
function resultOfScore(probe: Probe, { right, why = '' }: Score): GateResult {
  const base = { gate: 'format', required: true, known: 0, tool: 'Centuria', elapsedMs: 0 } as const;
  if (right) return { ...base, verdict: 'pass', findings: [] };
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const finding = {
    gate: 'format',
    rule: probe.id,
    message: why,
    severity: 'error',
    range,
    blocks: true,
    fingerprint: `${probe.id}:${why}`,
  } as const;
  return { ...base, verdict: 'fail', findings: [finding] };
}

function hear(seen: Seen, progress: Progress, { world, options }: Asking): void {
  const at = world.clock.now();
  if (progress.type === 'loading') seen.loading = { from: seen.loading?.from ?? at, to: at };
  if (progress.type === 'text' || progress.type === 'thinking') {
    seen.text = { from: seen.text?.from ?? at, to: at, pieces: (seen.text?.pieces ?? 0) + 1 };
  }
  options.onProgress(progress);
}

function note(seen: Seen, event: TaskEvent, at: number): void {
  if (event.type === 'skipped') seen.skipped = event;
  if (event.type === 'attempt-started') seen.started = { attempt: event.attempt, at };
  if (event.type === 'attempt-ended') seen.ended = event;
}

function resultOf(
  seen: Seen,
  { probe, limitMs, candidate }: { readonly probe: Probe; readonly limitMs: number; readonly candidate: Candidate },
): Omit<AskedProbe, 'waitedMs'> {
  const { ability } = probe;
  const missing = (why: string, stop = false) => ({ outcome: { type: 'not-measured', ability, why }, stop }) as const;
  const { started, score, skipped } = seen;
  if (skipped !== undefined) return missing(skipped.why, true);
  if (started === undefined)
    return { outcome: { type: 'not-measured', ability, why: `it waited ${seconds(limitMs)} s for its turn`, late: true }, stop: false };
  const timing = timingOf(seen, started.at);
  if (score !== undefined) return { outcome: { type: 'scored', ability, score, timing }, stop: false, timing, attempt: started.attempt };
  if (seen.cut === true) return missing('it thought for longer than it was given room for');
  return brokenOff(seen, { ability, limitMs, card: candidate.card, timing, attempt: started.attempt });
}

interface Broken {
  readonly ability: Probe['ability'];
  readonly limitMs: number;
  readonly card: ModelCard;
  readonly timing: Timing;
  readonly attempt: string;
}

function brokenOff({ ended }: Seen, { ability, limitMs, timing, attempt }: Broken): Omit<AskedProbe, 'waitedMs'> {
  const failure = ended?.outcome.type === 'failure' ? ended.outcome.failure : undefined;
  if (failure?.kind === 'tools-unsupported' && ability === 'tools') {
    const score = { inForm: false, right: false, why: failure.message };
    return { outcome: { type: 'scored', ability, score, timing }, stop: false, attempt };
  }
  const late = failure === undefined || failure.kind === 'aborted';
  const why = late ? `no whole answer within ${seconds(limitMs)} s` : failure.message.replace(/\.$/, '');
  return { outcome: { type: 'not-measured', ability, why, ...(late ? { late } : {}) }, stop: !late };
}

function timingOf({ ended, loading, text, loadMs }: Seen, startedAt: number): Timing {
  const usage = ended?.usage ?? NO_USAGE;
  return {
    startedAt,
    promptTokens: promptTokens(usage),
    outputTokens: usage.outputTokens,
    ...(loading === undefined ? {} : { loading }),
    ...(loadMs === undefined ? {} : { loadMs }),
    ...(text === undefined ? {} : { text }),
  };
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
