import type { Failure } from '../../src/core/failure.ts';
import type { Gates, GateResult, JudgeRequest, SecretScan } from '../../src/core/gate.ts';
import type { Prices } from '../../src/core/ledger.ts';
import type { ModelCard } from '../../src/core/model-card.ts';
import { nanos, type Nanos } from '../../src/core/money.ts';
import type { Clock, World } from '../../src/core/ports.ts';
import type { ModelRequest, Provider, ProviderEvent } from '../../src/core/provider.ts';
import type { TaskEvent } from '../../src/core/task.ts';
import { createTraffic } from '../../src/core/traffic/create-traffic.ts';
import { NO_USAGE, promptTokens, type Usage } from '../../src/core/usage.ts';
import { fakeLedger, type FakeLedger } from './fake-ledger.ts';

/** One answer of a scripted provider. It may do what a real one must not: throw, stop short, go on for ever. */
export type Turn = (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ProviderEvent>;

export interface FakeWorldOptions {
  /** What each model says, by its id: the first call takes the first turn. A model without a turn left is a mistake of the test. */
  readonly turns?: Readonly<Record<string, readonly Turn[]>>;
  /** Providers that are not set up. */
  readonly without?: readonly string[];
  /** Providers that have moved since their cards were made. Absent: each is where its cards say. */
  readonly moved?: Readonly<Record<string, Pick<Provider, 'local' | 'origin'>>>;
  /** How often the store is busy before it answers. */
  readonly busy?: number;
  /** Models whose price is not known. */
  readonly unpriced?: readonly string[];
  readonly scanSecrets?: Gates['scanSecrets'];
  readonly judge?: Gates['judge'];
  /** Called at each sleep, before it is over. */
  onSleep?(ms: number): void;
  /** Called before a slot is granted; false: none is, and the wait ends as if the signal had fired. */
  onAcquire?(): boolean;
  /** Called with each event before it is kept; may throw as a full disk does. */
  onAppend?(event: TaskEvent): void;
}

export interface FakeWorld extends World {
  readonly ledger: FakeLedger;
  /** What was done, in order: `reserve 1`, `ask model`, `settle 1`, `release 1`, `slot 1`, `free 1`. */
  readonly calls: readonly string[];
  readonly requests: readonly ModelRequest[];
  readonly judged: readonly JudgeRequest[];
  readonly sleeps: readonly number[];
  readonly events: readonly { readonly task: string; readonly event: TaskEvent; readonly at: number }[];
  /** Everything that was ever stored: texts and events, as one text. */
  stored(): string;
  text(reference: string): string;
}

export const NOON = Date.UTC(2026, 10, 23, 12);

/** A world in memory: sleeping moves the clock and takes no time. */
export function fakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  const calls: string[] = [];
  const requests: ModelRequest[] = [];
  const judged: JudgeRequest[] = [];
  const sleeps: number[] = [];
  const events: { task: string; event: TaskEvent; at: number }[] = [];
  const texts = new Map<string, string>();
  const turns = new Map(Object.entries(options.turns ?? {}).map(([model, list]) => [model, [...list]]));
  let now = NOON;
  let last = 0;

  const stream: Provider['stream'] = (request, signal) => {
    calls.push(`ask ${request.model}`);
    requests.push(request);
    const turn = turns.get(request.model)?.shift();
    if (turn === undefined) throw new TypeError(`the test has no turn left for ${request.model}`);
    return turn(request, signal);
  };

  const clock: Clock = {
    now: () => now,
    utcOffsetMinutes: () => 60,
    sleep(ms) {
      sleeps.push(ms);
      if (sleeps.length > 1000) throw new Error('the task under test sleeps for ever');
      options.onSleep?.(ms);
      now += ms;
      return Promise.resolve();
    },
  };

  return {
    calls,
    requests,
    judged,
    sleeps,
    events,
    stored: () => [...texts.values(), JSON.stringify(events)].join('\n'),
    text: (reference) => texts.get(reference) ?? `no text ${reference}`,
    clock,
    traffic: createTraffic({ clock, random: () => 0 }),
    ids: { next: () => `${(last += 1)}` },
    ledger: fakeLedger(calls, options.busy ?? 0),
    prices: fakePrices(options.unpriced ?? []),
    gates: {
      judge(request, signal) {
        judged.push(request);
        return options.judge?.(request, signal) ?? Promise.resolve([]);
      },
      scanSecrets: options.scanSecrets ?? scanForFakeSecrets,
    },
    slots: {
      acquire(_server, attempt) {
        if (options.onAcquire?.() === false) return Promise.resolve(undefined);
        calls.push(`slot ${attempt}`);
        return Promise.resolve({ release: () => void calls.push(`free ${attempt}`) });
      },
    },
    log: {
      append(task, event, at) {
        options.onAppend?.(event);
        events.push({ task, event, at });
      },
      putText(text) {
        const known = [...texts].find(([, other]) => other === text)?.[0];
        const reference = known ?? `text-${texts.size + 1}`;
        texts.set(reference, text);
        return reference;
      },
    },
    provider(id) {
      if (options.without?.includes(id) === true) return undefined;
      const place = options.moved?.[id] ?? { local: ['ollama', 'embedded'].includes(id) };
      return { id, family: 'anthropic', label: id, ...place, stream, models: () => Promise.resolve({ ok: true, cards: [] }) };
    },
  };
}

/** A nano-dollar for a prompt token, two for an answer token; twice that where the price is unknown. */
function fakePrices(unpriced: readonly string[]): Prices {
  const price = (model: string, prompt: number, answer: number): { nanos: Nanos; known: boolean } => {
    const known = !unpriced.includes(model);
    return { nanos: nanos((prompt + 2 * answer) * (known ? 1 : 2)), known };
  };
  return {
    cost: (...[, model, usage]: Parameters<Prices['cost']>) => price(model, promptTokens(usage), usage.outputTokens),
    worst: (...[, model, prompt, answer]: Parameters<Prices['worst']>) => price(model, prompt, answer),
  };
}

/** What the scripted secrets gate takes for a secret. */
export const FAKE_SECRET = 'fake-secret-0123456789';

export function scanForFakeSecrets(text: string): Promise<SecretScan> {
  const findings = [...text.matchAll(/fake-secret-\d+/g)].map(({ 0: found, index }) => ({
    rule: 'fake-secret',
    message: 'found a fake secret',
    start: index,
    end: index + found.length,
    line: text.slice(0, index).split('\n').length - 1,
  }));
  return Promise.resolve({ ok: true, findings });
}

export function fakeCard(model: string, more: Partial<ModelCard> = {}): ModelCard {
  return {
    key: `${more.provider ?? 'anthropic'}/${model}`,
    provider: 'anthropic',
    family: 'anthropic',
    model,
    label: model,
    local: false,
    contextWindow: 100_000,
    maxOutputTokens: 1_000,
    tools: true,
    reasoning: false,
    serves: ['edit', 'analyse', 'ask', 'automate'],
    prompt: 'full',
    price: 'known',
    ...more,
  };
}

export function fakeLocalCard(model: string, more: Partial<ModelCard> = {}): ModelCard {
  return fakeCard(model, { provider: 'ollama', family: 'ollama', local: true, price: 'free', ...more });
}

export function usageOf(inputTokens: number, outputTokens: number): Usage {
  return { ...NO_USAGE, inputTokens, outputTokens };
}

/** Events as they come, each after the loop has turned. */
export function says(...events: readonly ProviderEvent[]): Turn {
  return async function* () {
    for (const event of events) {
      await Promise.resolve();
      yield event;
    }
  };
}

export function answers(text: string, usage: Usage = usageOf(10, 5)): Turn {
  return says({ type: 'text-delta', text }, { type: 'finish', reason: 'stop', usage });
}

export function fails(
  kind: Failure['kind'],
  more: { readonly sent?: boolean; readonly usage?: Usage; readonly text?: string } & Partial<Failure> = {},
): Turn {
  const { sent = true, usage, text, ...rest } = more;
  const failure = { kind, message: `it failed: ${kind}.`, nextStep: 'Do something.', ...rest };
  const end = { type: 'failure', failure, sent, ...(usage === undefined ? {} : { usage }) } as const;
  return says(...(text === undefined ? [] : [{ type: 'text-delta', text } as const]), end);
}

export function fakeResult(
  gate: GateResult['gate'],
  verdict: GateResult['verdict'],
  more: Partial<GateResult> & { readonly finding?: string } = {},
): GateResult {
  const { finding, ...rest } = more;
  const range = { startLine: 2, startColumn: 0, endLine: 2, endColumn: 1 };
  const findings =
    finding === undefined
      ? []
      : [{ gate, rule: 'R1', message: finding, severity: 'error', range, blocks: true, fingerprint: finding } as const];
  return { gate, verdict, required: true, findings, known: 0, tool: 'a fake gate', elapsedMs: 0, ...rest };
}
