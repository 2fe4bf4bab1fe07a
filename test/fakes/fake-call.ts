import type { CallEnd, CallEvent, RoutedCall } from '../../src/core/call-events.ts';
import { createCleanTexts } from '../../src/core/clean-texts.ts';
import type { Conversation } from '../../src/core/conversation.ts';
import type { World } from '../../src/core/ports.ts';
import { routedCall } from '../../src/core/routed-call.ts';
import { FAKE_SUBJECT } from './fake-work.ts';

export const FAKE_CONVERSATION: Conversation = {
  system: 'You are asked by a test.',
  messages: [{ role: 'user', text: 'do it' }],
  tools: [],
};

export interface MadeCall {
  readonly end: CallEnd;
  readonly events: readonly CallEvent[];
  /** What the caller was shown, as text. */
  readonly text: string;
}

/** One call as `task-1`, paid by `payer-1`, of a caller that shows what comes. */
export async function fakeCall(world: World, options: Pick<RoutedCall, 'cards'> & Partial<RoutedCall>): Promise<MadeCall> {
  const events: CallEvent[] = [];
  const end = await routedCall(world, {
    id: 'task-1',
    subject: { ...FAKE_SUBJECT, kind: 'ask' },
    payer: 'payer-1',
    conversation: FAKE_CONVERSATION,
    policy: { neverPay: false, order: [], trusted: true },
    caps: {},
    mayRestart: false,
    clean: createCleanTexts(),
    signal: new AbortController().signal,
    ...options,
    onEvent(event) {
      events.push(event);
      return options.onEvent?.(event);
    },
  });
  return { end, events, text: events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('') };
}
