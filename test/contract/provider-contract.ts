import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FailureKind } from '../../src/core/failure.ts';
import type { ModelRequest, Provider, ProviderFailure } from '../../src/core/provider.ts';
import { promptTokens } from '../../src/core/usage.ts';
import { endOf, finishOf, listen, textOf, type Heard } from './listen.ts';

/** What an adapter can be put through. A setup names those that its far end can be made to do. */
export type Scenario =
  | 'text'
  | 'tools'
  | 'reasoning'
  | 'length'
  | 'refused'
  | 'abort-before'
  | 'abort-silent'
  | 'abort-endless'
  | 'leave-endless'
  | 'missing-key'
  | 'wrong-key'
  | 'rate-limit'
  | 'quota'
  | 'server-error'
  | 'context-length'
  | 'model-missing'
  | 'unreachable'
  | 'malformed'
  | 'cut-before-token'
  | 'cut-after-token'
  | 'end-before-token'
  | 'end-after-token'
  | 'end-before-last-line'
  | 'error-event'
  | 'idle-before-byte'
  | 'idle-between-chunks';

/** An adapter whose far end is ready for one scenario. */
export interface Arranged {
  readonly provider: Provider;
  readonly request: ModelRequest;
  /** The whole text that will be said, where it is known. */
  readonly text?: string;
  /** False for a far end that reports no usage of its own. */
  readonly reportsUsage?: false;
  /** Never to be seen in any event. */
  readonly key?: string;
  /** The requests that the far end has seen a model be asked with. */
  readonly requests?: () => number;
  /** Resolves when the far end has seen the request being closed. */
  readonly closedByUs?: () => Promise<void>;
  dispose(): Promise<void>;
}

export interface ContractSetup {
  readonly scenarios: readonly Scenario[];
  arrange(scenario: Scenario): Promise<Arranged>;
}

/** Runs the scenarios that a setup can arrange; each also checks what holds for every stream. */
export function providerContract(name: string, setup: ContractSetup): void {
  describe(`the provider contract: ${name}`, () => {
    for (const scenario of setup.scenarios) {
      test(TITLES[scenario], { timeout: 60_000 }, async () => {
        const arranged = await setup.arrange(scenario);
        try {
          await CHECKS[scenario](arranged);
        } finally {
          await arranged.dispose();
        }
      });
    }
  });
}

const TITLES: Record<Scenario, string> = {
  text: 'a text is streamed in order and ends with one finish and its usage',
  tools: 'a tool call comes whole, with its arguments as JSON, and the reason says so',
  reasoning: 'what the model thinks comes apart from what it says',
  length: 'an answer cut at its limit says that it is not whole',
  refused: 'a refusal by the content policy is an outcome of its own',
  'abort-before': 'a signal that has fired before the call sends nothing',
  'abort-silent': 'an abort while nothing has come yet reaches the far end',
  'abort-endless': 'an abort of an endless stream reaches the far end and keeps what was used',
  'leave-endless': 'a reader that stops reading closes the request',
  'missing-key': 'a missing key is said before anything is sent',
  'wrong-key': 'a wrong key is named as such, and is in no text',
  'rate-limit': 'a rate limit carries how long to wait',
  quota: 'a spent plan is not a rate limit',
  'server-error': 'an error of the far end is one request and one failure',
  'context-length': 'a prompt that is too long is named as such',
  'model-missing': 'a model that is not there is named as such',
  unreachable: 'a far end that is not there owes nothing',
  malformed: 'bytes that are not the protocol are named as such',
  'cut-before-token': 'a connection that breaks before the first token is a cut without text',
  'cut-after-token': 'a connection that breaks after the first token is a cut',
  'end-before-token': 'a clean end before the first token is a cut',
  'end-after-token': 'a clean end without the closing event is a cut, never a short success',
  'end-before-last-line': 'a clean end just before the closing event is a cut',
  'error-event': 'an error inside a stream ends it with that error',
  'idle-before-byte': 'silence before the first byte ends at its limit and closes the request',
  'idle-between-chunks': 'silence between chunks ends at its limit and closes the request',
};

const CHECKS: Record<Scenario, (arranged: Arranged) => Promise<void>> = {
  async text(arranged) {
    const heard = await listen(arranged);
    const finish = finishOf(heard);
    assert.equal(finish.reason, 'stop');
    if (arranged.text === undefined) assert.notEqual(textOf(heard), '');
    else assert.equal(textOf(heard), arranged.text);
    assert.ok(heard.events.filter(({ type }) => type === 'text-delta').length > 1, 'it must come in pieces');
    if (arranged.reportsUsage === false) return;
    assert.ok(promptTokens(finish.usage) > 0 && finish.usage.outputTokens > 0, 'usage must be reported');
    assert.deepEqual(lastUsage(heard), finish.usage);
  },
  async tools(arranged) {
    const heard = await listen(arranged);
    assert.equal(finishOf(heard).reason, 'tool-calls');
    const calls = heard.events.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []));
    assert.equal(calls.length, 1);
    assert.equal(calls[0]?.name, arranged.request.tools[0]?.name);
    assert.notEqual(calls[0]?.id, '');
    assert.deepEqual(JSON.parse(calls[0]?.arguments ?? ''), { path: 'src/a.ts', line: 7 });
  },
  async reasoning(arranged) {
    const heard = await listen(arranged);
    finishOf(heard);
    const thought = heard.events.flatMap((event) => (event.type === 'reasoning-delta' ? [event.text] : [])).join('');
    assert.notEqual(thought, '');
    assert.notEqual(textOf(heard), '');
    assert.ok(!textOf(heard).includes(thought));
  },
  async length(arranged) {
    assert.equal(finishOf(await listen(arranged)).reason, 'length');
  },
  refused: fails('refused', { sent: true }),
  async 'abort-before'(arranged) {
    const heard = await listen(arranged, { abortAfter: 'nothing' });
    expectFailure(heard, { kind: 'aborted', sent: false });
    assert.equal(arranged.requests?.() ?? 0, 0);
  },
  async 'abort-silent'(arranged) {
    const heard = await listen(arranged, { abortAfter: 'request' });
    expectFailure(heard, { kind: 'aborted' });
    await arranged.closedByUs?.();
  },
  async 'abort-endless'(arranged) {
    const heard = await listen(arranged, { abortAfter: 'text' });
    const end = expectFailure(heard, { kind: 'aborted', sent: true });
    assert.deepEqual(end.usage, lastUsage(heard));
    await arranged.closedByUs?.();
  },
  async 'leave-endless'(arranged) {
    for await (const event of arranged.provider.stream(arranged.request, new AbortController().signal)) {
      if (event.type === 'text-delta') break;
    }
    await arranged.closedByUs?.();
  },
  async 'missing-key'(arranged) {
    const heard = await listen(arranged);
    const { failure } = expectFailure(heard, { kind: 'auth', sent: false });
    assert.match(failure.nextStep, /Centuria: Set API Key/);
    assert.equal(arranged.requests?.() ?? 0, 0);
  },
  async 'wrong-key'(arranged) {
    const heard = await listen(arranged);
    const { failure } = expectFailure(heard, { kind: 'auth', sent: false });
    assert.match(failure.nextStep, /Centuria: Set API Key/);
  },
  async 'rate-limit'(arranged) {
    const heard = await listen(arranged);
    const { failure } = expectFailure(heard, { kind: 'rate-limit', sent: false });
    assert.ok(failure.retryAfterMs !== undefined && failure.retryAfterMs > 0, 'it must say how long to wait');
    assertOneRequest(arranged);
  },
  quota: fails('quota', { sent: false }),
  'server-error': fails('server'),
  'context-length': fails('context-length', { sent: false }),
  'model-missing': fails('model-missing', { sent: false }),
  unreachable: fails('unreachable', { sent: false }),
  malformed: fails('malformed', { sent: true }),
  async 'cut-before-token'(arranged) {
    const heard = await listen(arranged);
    expectFailure(heard, { kind: 'cut', sent: true });
    assert.equal(textOf(heard), '');
  },
  async 'cut-after-token'(arranged) {
    const heard = await listen(arranged);
    expectFailure(heard, { kind: 'cut', sent: true });
    assert.notEqual(textOf(heard), '');
  },
  'end-before-token': fails('cut', { sent: true }),
  'end-after-token': fails('cut', { sent: true }),
  'end-before-last-line': fails('cut', { sent: true }),
  'error-event': fails('server', { sent: true }),
  async 'idle-before-byte'(arranged) {
    expectFailure(await listen(arranged), { kind: 'idle', sent: true });
    await arranged.closedByUs?.();
  },
  async 'idle-between-chunks'(arranged) {
    const heard = await listen(arranged);
    expectFailure(heard, { kind: 'idle', sent: true });
    assert.notEqual(textOf(heard), '');
    await arranged.closedByUs?.();
  },
};

interface Expected {
  readonly kind: FailureKind;
  readonly sent?: boolean;
}

function fails(kind: FailureKind, more: Omit<Expected, 'kind'> = {}): (arranged: Arranged) => Promise<void> {
  return async (arranged) => {
    expectFailure(await listen(arranged), { kind, ...more });
    if (kind !== 'unreachable') assertOneRequest(arranged);
  };
}

function expectFailure(heard: Heard, expected: Expected): ProviderFailure {
  const end = endOf(heard);
  assert.ok(end.type === 'failure', `expected a failure, got ${JSON.stringify(end)}`);
  assert.equal(end.failure.kind, expected.kind, end.failure.message);
  if (expected.sent !== undefined) assert.equal(end.sent, expected.sent);
  return end;
}

/** No SDK may retry on its own. */
function assertOneRequest({ requests }: Arranged): void {
  if (requests !== undefined) assert.equal(requests(), 1);
}

function lastUsage(heard: Heard) {
  return heard.events.flatMap((event) => (event.type === 'usage' ? [event.usage] : [])).at(-1);
}
