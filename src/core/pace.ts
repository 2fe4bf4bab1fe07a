import type { Measured } from './model-bench/measures.ts';

/** How long a model takes for one call, by what was measured of it. What is absent was not measured. Milliseconds. */
export interface Pace {
  /** To load it and to read the prompt. */
  readonly beginMs?: number;
  /** To write the longest answer. */
  readonly writeMs?: number;
}

/** A slow model is not failed for being slow: whoever limits a call's time waits at least this long. Undefined: nothing is known. */
export function paceOf(measured: Measured | undefined, tokens: { readonly prompt: number; readonly answer: number }): Pace | undefined {
  const { loadMs = 0, readPerSecond = 0, tokensPerSecond = 0 } = measured ?? {};
  const begin = readPerSecond > 0 ? { beginMs: loadMs + (tokens.prompt * 1_000) / readPerSecond } : {};
  const write = tokensPerSecond > 0 ? { writeMs: (tokens.answer * 1_000) / tokensPerSecond } : {};
  return readPerSecond > 0 || tokensPerSecond > 0 ? { ...begin, ...write } : undefined;
}
