import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './callers.ts';
import type { FakeProvider } from './children.ts';
import { MODELS, type JournalEntry, type Scene } from './provider-child.ts';

/** What a way did where it mattered. `note` says how, for people. */
export type Cell = { readonly passed: boolean; readonly note?: string } | 'n/a';

/** A row of the table of behaviour: one cell for each way, by its name. */
export interface Behaviour {
  readonly name: string;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** One way to a model, to be opened before any address. */
export interface Way {
  readonly name: string;
  open(baseUrl: string): Promise<Caller>;
}

/** An attempt to do it, on a scene of its own. */
interface Trial {
  readonly caller: Caller;
  journal(): Promise<readonly JournalEntry[]>;
}

interface Row {
  readonly name: string;
  readonly scene: Scene;
  run(trial: Trial): Promise<Cell>;
}

/** Longer than any wait that the provider asks for. */
const PATIENCE_MS = 8_000;
const PROMPT = 'Say something.';

/** A timer may fire within the millisecond before its time. */
const SLACK_MS = 5;

/** How a call ended: `undefined` in a whole answer, else why not. */
async function endOf(
  { caller }: Trial,
  signal: AbortSignal,
  onText: (text: string) => void = () => undefined,
): Promise<string | undefined> {
  try {
    await caller({ prompt: PROMPT, signal, onText });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function waited(trial: Trial): Promise<Cell> {
  const end = await endOf(trial, AbortSignal.timeout(PATIENCE_MS));
  const [first, ...later] = await trial.journal();
  if (first?.due === undefined) return { passed: false, note: 'never asked' };
  const second = later[0];
  const tooSoon = later.filter(({ at }) => at < (first.due ?? 0) - SLACK_MS).length;
  if (second === undefined) return { passed: false, note: 'not asked again' };
  if (tooSoon > 0) return { passed: false, note: `asked again after ${((second.at - first.at) / 1_000).toFixed(1)} s` };
  return end === undefined ? { passed: true } : { passed: false, note: 'gave up' };
}

async function abortedBefore(trial: Trial): Promise<Cell> {
  const controller = new AbortController();
  const call = endOf(trial, controller.signal);
  if (!(await until(async () => (await trial.journal()).length > 0))) return { passed: false, note: 'never asked' };
  controller.abort();
  return closed(trial, call);
}

async function abortedMidway(trial: Trial): Promise<Cell> {
  const controller = new AbortController();
  let heard = '';
  const call = endOf(trial, controller.signal, (text) => void (heard += text));
  if (!(await until(() => Promise.resolve(heard !== '')))) return { passed: false, note: 'no text came' };
  controller.abort();
  return closed(trial, call);
}

/** Whether the provider sees the far end go. What never ends by itself is left to the end of the process. */
async function closed(trial: Trial, call: Promise<unknown>): Promise<Cell> {
  const gone = await until(async () => (await trial.journal()).every(({ goneAt }) => goneAt !== undefined));
  await Promise.race([call, delay(1_000)]);
  return gone ? { passed: true } : { passed: false, note: 'the provider goes on' };
}

async function noticed(trial: Trial): Promise<Cell> {
  const end = await endOf(trial, AbortSignal.timeout(PATIENCE_MS));
  return end === undefined ? { passed: false, note: 'a clean end' } : { passed: true };
}

/** As many as the official SDK makes by itself: more come from retries on top of retries. */
const MOST_REQUESTS = 3;

async function multiplied(trial: Trial): Promise<Cell> {
  const controller = new AbortController();
  const call = endOf(trial, controller.signal);
  // Whoever pauses longer and longer need not be waited for: one request too many says it.
  const requests = async (): Promise<number> => (await trial.journal()).length;
  await Promise.race([call, until(async () => (await requests()) > MOST_REQUESTS, 3 * PATIENCE_MS)]);
  controller.abort();
  const count = await requests();
  return { passed: count <= MOST_REQUESTS, note: count <= MOST_REQUESTS ? `${count}` : 'more' };
}

const ROWS: readonly Row[] = [
  { name: 'Retry-After in seconds is waited for', scene: 'wait-seconds', run: waited },
  { name: 'retry-after-ms is waited for', scene: 'wait-ms', run: waited },
  { name: 'Retry-After as a date is waited for', scene: 'wait-date', run: waited },
  { name: 'an abort before the first token reaches the provider', scene: 'silent', run: abortedBefore },
  { name: 'an abort in mid-stream reaches the provider', scene: 'stall', run: abortedMidway },
  { name: 'a stream that just ends is an error', scene: 'clean-end', run: noticed },
  { name: 'a call that fails with 500 makes no more than 3 requests', scene: 'error', run: multiplied },
];

/** Does each of it once in every way, all at the same time: most of it is waiting. */
export function tryBehaviour(ways: readonly Way[], provider: FakeProvider): Promise<readonly Behaviour[]> {
  return Promise.all(
    ROWS.map(async ({ name, scene, run }, row) => {
      const cells = await Promise.all(
        ways.map(async (way, column) => {
          const key = `row-${row}-${column}`;
          const caller = await way.open(provider.at(scene, key));
          // A second model that is fallen back to is no retry of the first.
          const journal = async () => (await provider.journal(key)).filter(({ model }) => model === MODELS[0]);
          return [way.name, await run({ caller, journal })] as const;
        }),
      );
      return { name, cells: Object.fromEntries(cells) };
    }),
  );
}

const ASK_AGAIN_MS = 20;

/** Asks again and again, about as long as `mostMs`. */
export async function until(isSo: () => Promise<boolean>, mostMs = 5_000): Promise<boolean> {
  for (let slept = 0; slept < mostMs; slept += ASK_AGAIN_MS) {
    if (await isSo()) return true;
    await delay(ASK_AGAIN_MS);
  }
  return false;
}
