import type { GateResult } from '../../core/gate.ts';

/** An answer of the right form, and what the gates said of it. */
export interface JudgedAnswer {
  readonly replacement: string;
  readonly results: readonly GateResult[];
}

/** The one with the least against it: the fewest required gates failed, then the fewest findings; the later of equals. */
export function bestOf<T extends { readonly results: readonly GateResult[] }>(answers: readonly T[]): T | undefined {
  const least = Math.min(...answers.map(({ results }) => against(results)));
  return answers.findLast(({ results }) => against(results) === least);
}

const GATE_WEIGHT = 1000;

function against(results: readonly GateResult[]): number {
  const failed = results.filter(({ required, verdict }) => required && verdict === 'fail');
  const blocking = failed.flatMap(({ findings }) => findings.filter(({ blocks }) => blocks));
  return failed.length * GATE_WEIGHT + Math.min(blocking.length, GATE_WEIGHT - 1);
}
