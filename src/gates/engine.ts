import { createHash } from 'node:crypto';
import type { FileJudgement, GateResult, Gates, JudgeRequest } from '../core/gate.ts';
import type { GatePolicy } from '../core/gate-policy.ts';
import type { GateLimits, InspectRequest } from '../protocol/gates.ts';
import { parseSecretScan } from '../protocol/gates.ts';
import { Analyst } from './analyst.ts';
import { BoundedCache } from './bounded-cache.ts';
import { stillHold } from './dependencies.ts';
import { inspect } from './inspect.ts';
import { judge } from './judge.ts';
import type { Asking, Need } from './known-answers.ts';
import { judgedLanguage } from './plan.ts';
import type { WorkerPool } from './worker-pool.ts';
import type { Priority } from './work-queue.ts';

/** The gates inside the server's process: the contract of the core, and what is asked of one text by itself. */
export interface GatesEngine extends Gates {
  /** Never rejects: what could not be told is `unknown`. */
  inspect(request: InspectRequest, signal: AbortSignal, priority?: Priority): Promise<readonly GateResult[]>;
}

/** Where the engine's work is done, and how much it may take. */
export interface EngineSetup {
  readonly pool: Pick<WorkerPool, 'run' | 'ticket'>;
  readonly limits: () => GateLimits;
  /** What the person wants of the gates now. */
  readonly policy: () => GatePolicy;
  /** Of answers that are kept in memory; 0: none. */
  readonly cacheBytes: () => number;
}

interface Judgement {
  readonly files: readonly FileJudgement[];
  readonly needs: readonly Need[];
}

/** What no gate could tell is not told again; where there is no tool, that is known. */
function isCertain(files: readonly FileJudgement[]): boolean {
  return files.every(({ results }) => results.every(({ verdict, tool }) => verdict !== 'unknown' || tool === 'none'));
}

function keyOf({ files, overlays }: JudgeRequest, policy: GatePolicy): string {
  return createHash('sha256')
    .update(JSON.stringify([files, overlays, policy]))
    .digest('base64');
}

/** Answers from threads and from memory; what could not be done is `unknown`, never an exception. */
export function createGatesEngine({ pool, limits, policy: policyNow, cacheBytes }: EngineSetup): GatesEngine {
  const analyst = new Analyst(pool, { limits, mostBytes: () => cacheBytes() * 0.75 });
  const judgements = new BoundedCache<Judgement>(() => cacheBytes() * 0.25);
  const asking = (signal: AbortSignal, priority: Priority, agent: string): Asking => ({
    signal,
    priority,
    ticket: pool.ticket(agent),
    rests: { whole: true, needs: [] },
  });
  return {
    judge: async (asked, signal) => {
      const files = asked.files.map((file) => ({ ...file, languageId: judgedLanguage(file.uri, file.languageId) }));
      const request = { ...asked, files };
      const policy = policyNow();
      const key = keyOf(request, policy);
      const known = judgements.get(key);
      if (known?.needs.every(({ dependencies, overlays }) => stillHold(dependencies, overlays))) return known.files;
      const own = asking(signal, asked.priority ?? 'agent', asked.agent ?? '');
      const judged = await judge(request, { analyst, asking: own, policy });
      const bytes =
        2 * (key.length + JSON.stringify(judged).length) + own.rests.needs.reduce((sum, need) => sum + need.dependencies.bytes, 0);
      if (own.rests.whole && isCertain(judged)) judgements.set(key, { files: judged, needs: own.rests.needs }, bytes);
      return judged;
    },
    scanSecrets: async (text, signal) => {
      const reply = await analyst.scan(text, asking(signal ?? new AbortController().signal, 'person', ''));
      if (!reply.ok) return reply;
      const parsed = parseSecretScan(reply.value);
      return parsed.ok ? parsed.value : parsed;
    },
    inspect: (asked, signal, priority = 'person') => {
      const request = { ...asked, languageId: judgedLanguage(asked.uri, asked.languageId) };
      return inspect(request, { analyst, asking: asking(signal, priority, ''), policy: policyNow() });
    },
  };
}
