import assert from 'node:assert/strict';
import type { Finish, ProviderEvent, ProviderFailure } from '../../src/core/provider.ts';
import type { Usage } from '../../src/core/usage.ts';
import type { Arranged } from './provider-contract.ts';

export interface Heard {
  readonly events: readonly ProviderEvent[];
}

export interface ListenOptions {
  /** Fires the signal before the call, as soon as the far end has the request, or at the first text. */
  readonly abortAfter?: 'nothing' | 'request' | 'text';
}

/** Reads one stream to its end and checks what holds for every stream. */
export async function listen(arranged: Arranged, { abortAfter }: ListenOptions = {}): Promise<Heard> {
  const { provider, request } = arranged;
  const controller = new AbortController();
  if (abortAfter === 'nothing') controller.abort();
  const events: ProviderEvent[] = [];
  const asked = abortAfter === 'request' ? abortOnceAsked(arranged, controller) : undefined;
  for await (const event of provider.stream(request, controller.signal)) {
    events.push(event);
    if (abortAfter === 'text' && event.type === 'text-delta') controller.abort();
  }
  await asked;
  checkEvents(events, arranged.key);
  return { events };
}

async function abortOnceAsked({ requests }: Arranged, controller: AbortController): Promise<void> {
  assert.ok(requests, 'the setup must count requests');
  while (requests() === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
}

function checkEvents(events: readonly ProviderEvent[], key: string | undefined): void {
  const terminal = events.filter(({ type }) => type === 'finish' || type === 'failure');
  assert.equal(terminal.length, 1, 'exactly one terminal event');
  assert.equal(events.at(-1), terminal[0], 'the terminal event is the last');
  const lastLoading = events.findLastIndex(({ type }) => type === 'loading');
  assert.ok(lastLoading <= 0 || events.slice(0, lastLoading).every(({ type }) => type === 'loading'), 'loading comes first');
  for (const event of events) {
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') assert.notEqual(event.text, '');
    if (event.type === 'usage' || event.type === 'finish') checkUsage(event.usage);
    if (event.type === 'failure') checkWords(event);
  }
  if (key !== undefined) assert.ok(!JSON.stringify(events).includes(key), 'the key is in an event');
}

function checkUsage(usage: Usage): void {
  for (const tokens of Object.values(usage)) assert.ok(Number.isSafeInteger(tokens) && tokens >= 0);
  assert.ok(usage.reasoningTokens <= usage.outputTokens);
}

function checkWords({ failure }: ProviderFailure): void {
  assert.match(failure.message, /\S/);
  assert.match(failure.nextStep, /\.$/, 'the next step is a sentence');
}

export function endOf({ events }: Heard): Finish | ProviderFailure {
  const end = events.at(-1);
  assert.ok(end?.type === 'finish' || end?.type === 'failure');
  return end;
}

export function finishOf(heard: Heard): Finish {
  const end = endOf(heard);
  assert.ok(end.type === 'finish', `expected an answer, got ${JSON.stringify(end)}`);
  return end;
}

export function textOf({ events }: Heard): string {
  return events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : [])).join('');
}
