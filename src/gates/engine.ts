import type { GateResult, Gates } from '../core/gate.ts';
import type { InspectRequest } from '../protocol/gates.ts';
import { parseGateResult, parseGateResults, parseSecretScan } from '../protocol/gates.ts';
import type { AnalysisThread } from './analysis-thread.ts';
import { judgedLanguage, notRun, planFor } from './plan.ts';

/** The gates inside the server's process: the contract of the core, and what is asked of one text by itself. */
export interface GatesEngine extends Gates {
  /** Never rejects: what could not be told is `unknown`. */
  inspect(request: InspectRequest, signal: AbortSignal): Promise<readonly GateResult[]>;
}

/** What one judgement may take when the client does not say. Milliseconds. */
export const defaultJudgeLimitMs = 20_000;

/** Every gate of a language, none of which ran. */
export function allUnknown(languageId: string, why: string): GateResult[] {
  return planFor(languageId).map((planned) => notRun(planned, planned.because?.why ?? why, planned.because?.verdict));
}

/** Joins what came before the thread ended with `unknown` for the rest. */
function completed(languageId: string, partial: readonly GateResult[], why: string): GateResult[] {
  return allUnknown(languageId, why).map((missing) => partial.find((one) => one.gate === missing.gate) ?? missing);
}

/** Answers from a thread; a job that could not be done is `unknown`, never an exception. */
export function createGatesEngine(thread: Pick<AnalysisThread, 'run'>, limitMs: () => number): GatesEngine {
  return {
    judge: async (asked, signal) => {
      const request = { ...asked, languageId: judgedLanguage(asked.uri, asked.languageId) };
      const partial: GateResult[] = [];
      const onPartial = (value: unknown): void => {
        const parsed = parseGateResult(value);
        if (parsed.ok) partial.push(parsed.value);
      };
      const outcome = await thread.run({ kind: 'judge', request }, { signal, limitMs: limitMs(), onPartial });
      if (!outcome.ok) return completed(request.languageId, partial, outcome.why);
      const parsed = parseGateResults(outcome.value);
      return parsed.ok ? parsed.value : allUnknown(request.languageId, parsed.why);
    },
    scanSecrets: async (text, signal) => {
      const outcome = await thread.run({ kind: 'scan', text }, { signal: signal ?? new AbortController().signal, limitMs: limitMs() });
      if (!outcome.ok) return outcome;
      const parsed = parseSecretScan(outcome.value);
      return parsed.ok ? parsed.value : parsed;
    },
    inspect: async (asked, signal) => {
      const request = { ...asked, languageId: judgedLanguage(asked.uri, asked.languageId) };
      const outcome = await thread.run({ kind: 'inspect', request }, { signal, limitMs: limitMs() });
      const parsed = outcome.ok ? parseGateResults(outcome.value) : outcome;
      return parsed.ok ? parsed.value : allUnknown(request.languageId, parsed.why);
    },
  };
}
