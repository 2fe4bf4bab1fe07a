import { ABILITY_WORDS } from '../../core/model-bench/result-table.ts';
import type { BenchmarkStep } from '../../core/model-bench/run-benchmark.ts';
import { aboutWords } from '../../core/time-left.ts';
import type { Progress } from '../../core/work.ts';

const WAITS_FOR: Readonly<Record<Exclude<Progress['type'], 'state'>, string>> = {
  waiting: 'waits for its turn',
  loading: 'the model is being loaded',
  thinking: 'it thinks',
  text: 'it writes',
  judging: 'its answer is checked',
  testing: 'its answer is checked',
};

/** Says of a benchmark which model and question it is at and what it waits for: at each step, and when that changes. `increment`: of 100. */
export function toldProgress(report: (words: string, increment: number) => void): {
  onStep(step: BenchmarkStep): void;
  onProgress(progress: Progress): void;
} {
  let at: BenchmarkStep | undefined;
  let waits = '';
  return {
    onStep(step) {
      // What has been asked before is behind.
      const increment = at === undefined ? 0 : 100 / (step.models * step.steps);
      [at, waits] = [step, WAITS_FOR.waiting];
      report(stepWords(step, waits), increment);
    },
    onProgress(progress) {
      const now = waitOf(progress) ?? waits;
      if (at === undefined || now === waits) return;
      waits = now;
      report(stepWords(at, waits), 0);
    },
  };
}

/** Undefined: as before. */
function waitOf(progress: Progress): string | undefined {
  if (progress.type !== 'state') return WAITS_FOR[progress.type];
  const last = progress.state.attempts.at(-1);
  return last !== undefined && last.outcome === undefined ? 'waits for its answer' : undefined;
}

/** `llama (1 of 2): question 3 of 13, JSON · it writes, 20 s at most · all done in 45 s at the latest`. */
function stepWords({ label, model, models, step, steps, ability, limitMs, leftMs }: BenchmarkStep, waits: string): string {
  const which = models === 1 ? label : `${label} (${model} of ${models})`;
  return `${which}: question ${step} of ${steps}, ${ABILITY_WORDS[ability]} · ${waits}, ${Math.ceil(limitMs / 1000)} s at most · all done in ${aboutWords(leftMs)} at the latest`;
}
