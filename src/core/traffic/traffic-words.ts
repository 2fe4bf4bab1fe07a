import { calendarDay } from '../day.ts';
import type { Failure } from '../failure.ts';
import type { ModelCard } from '../model-card.ts';
import type { Block } from './lane.ts';
import type { IllHealth } from './traffic.ts';

/** Whose words, and when they are said. */
export interface Saying {
  readonly card: ModelCard;
  /** What people call the provider. */
  readonly provider: string;
  readonly now: number;
  readonly utcOffsetMinutes: number;
}

/** For a route: why a model is asked last, or not at all. */
export function illHealth(block: Block, saying: Saying): IllHealth {
  const reason = block.why === 'paused' ? pauseWords(block, saying) : `${failedWords(block, 'its last')}; ${againWords(block, saying)}`;
  return { reason, lasting: block.of === 'provider' };
}

/** For a call that is not made. */
export function blockedFailure(block: Block, saying: Saying): Failure {
  const { until, reason, why } = block;
  const message =
    why === 'paused'
      ? pauseWords(block, saying)
      : `${failedWords(block, `${saying.card.label} is not asked, the last`)}; ${againWords(block, saying)}`;
  const wait = until - saying.now;
  return {
    kind: reason.kind,
    message: `${message}.`,
    nextStep: why === 'paused' ? `Wait until ${clockTime(until, saying)}, or let another model answer.` : reason.nextStep,
    ...(Number.isFinite(wait) && wait > 0 ? { retryAfterMs: wait } : {}),
  };
}

export function tooLargeFailure(tokens: number, most: number, { card, provider }: Pick<Saying, 'card' | 'provider'>): Failure {
  return {
    kind: 'rate-limit',
    message: `${card.label} may be sent ${most} tokens a minute by the limits set for ${provider}, this call may need ${tokens}.`,
    nextStep: 'Raise the limit in the settings, or let another model answer.',
  };
}

export function abortedFailure({ label }: ModelCard): Failure {
  return { kind: 'aborted', message: `The call to ${label} was cancelled.`, nextStep: 'Retry when you like.' };
}

function pauseWords({ until, reason }: Block, saying: Saying): string {
  const time = clockTime(until, saying);
  if (reason.retryAfterMs !== undefined) return `${saying.provider} asked to wait until ${time}`;
  return `${saying.provider} is left alone until ${time}: ${clause(reason)}`;
}

function failedWords({ failures, reason, of }: Block, which: string): string {
  if (of === 'provider') return clause(reason);
  return `${which} ${failures === 1 ? 'call' : `${failures} calls`} failed: ${clause(reason)}`;
}

function againWords({ why, until, reason }: Block, saying: Saying): string {
  if (why === 'probing') return 'one call is trying it just now';
  return reason.kind === 'auth' ? 'asked again once another key is set' : `tried again at ${clockTime(until, saying)}`;
}

function clause({ message }: Failure): string {
  return message.replace(/\.$/, '');
}

/** `14:03`, with seconds where it is nearer than a minute, with the day where it is another one; never too early. */
function clockTime(at: number, { now, utcOffsetMinutes }: Saying): string {
  const step = at - now < 60_000 ? 1_000 : 60_000;
  const shown = Math.ceil(at / step) * step;
  const time = new Date(shown + utcOffsetMinutes * 60_000).toISOString().slice(11, step === 1_000 ? 19 : 16);
  const day = calendarDay(shown, utcOffsetMinutes);
  return day === calendarDay(now, utcOffsetMinutes) ? time : `${day} ${time}`;
}
