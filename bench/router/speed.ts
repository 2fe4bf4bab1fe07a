import type { Caller } from './callers.ts';

/** What one call took, in milliseconds. */
export interface Timing {
  readonly first: number;
  readonly total: number;
}

let asked = 0;

/** A call like an agent's: a few hundred characters, of which none was seen before. */
export function speedCall(caller: Caller): () => Promise<Timing> {
  return async () => {
    const prompt = `Question ${process.pid}-${(asked += 1)}: ${'what does this function do, and where is it called? '.repeat(8)}`;
    const started = performance.now();
    let first: number | undefined;
    const onText = (text: string): void => {
      if (text !== '') first ??= performance.now() - started;
    };
    await caller({ prompt, signal: new AbortController().signal, onText });
    if (first === undefined) throw new Error('a call ended without a text');
    return { first, total: performance.now() - started };
  };
}

export async function inParallel(
  call: () => Promise<unknown>,
  { calls, atOnce }: { readonly calls: number; readonly atOnce: number },
): Promise<void> {
  let left = calls;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** The names of a table's rows, in order. */
export type Callers = Readonly<Record<string, Caller>>;

/** One call of each in every round, each round beginning with another. */
export async function firstTokens(callers: Callers, rounds: number): Promise<Readonly<Record<string, readonly Timing[]>>> {
  return interleaved(callers, rounds, (caller) => speedCall(caller)());
}

/** Streams a second, of each in every round. */
export async function throughput(
  callers: Callers,
  { atOnce, calls, rounds }: { readonly atOnce: number; readonly calls: number; readonly rounds: number },
): Promise<Readonly<Record<string, readonly number[]>>> {
  return interleaved(callers, rounds, async (caller) => {
    const started = performance.now();
    await inParallel(speedCall(caller), { calls, atOnce });
    return (calls * 1_000) / (performance.now() - started);
  });
}

async function interleaved<Sample>(
  callers: Callers,
  rounds: number,
  measure: (caller: Caller) => Promise<Sample>,
): Promise<Readonly<Record<string, readonly Sample[]>>> {
  const entries = Object.entries(callers);
  const samples = new Map<string, Sample[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const start = round % entries.length;
    for (const [name, caller] of [...entries.slice(start), ...entries.slice(0, start)]) samples.get(name)?.push(await measure(caller));
  }
  return Object.fromEntries(samples);
}

/** Until code and connections are warm. */
export async function warmUp(callers: Callers, calls: number): Promise<void> {
  for (const caller of Object.values(callers)) await inParallel(speedCall(caller), { calls, atOnce: 8 });
}
