import * as v from 'valibot';
import type { GateResult, JudgeRequest, SecretScan } from '../core/gate.ts';
import type { InspectRequest } from '../protocol/gates.ts';

/** What the server gives its thread to do. */
export type Job =
  | { readonly kind: 'judge'; readonly request: JudgeRequest }
  | { readonly kind: 'scan'; readonly text: string }
  | { readonly kind: 'inspect'; readonly request: InspectRequest };

/** Server to thread. `flag[0]` becomes 1 when the asker has gone. */
export interface JobMessage {
  readonly id: number;
  readonly job: Job;
  readonly flag: Int32Array;
}

/** Thread to server. */
export type JobAnswer =
  | { readonly id: number; readonly kind: 'partial'; readonly value: GateResult }
  | { readonly id: number; readonly kind: 'done'; readonly value: readonly GateResult[] | SecretScan }
  | { readonly id: number; readonly kind: 'failed'; readonly why: string };

const answer = v.variant('kind', [
  v.object({ id: v.number(), kind: v.literal('partial'), value: v.unknown() }),
  v.object({ id: v.number(), kind: v.literal('done'), value: v.unknown() }),
  v.object({ id: v.number(), kind: v.literal('failed'), why: v.string() }),
]);

/** An answer whose value is still to be validated for what was asked. */
export type RawAnswer = v.InferOutput<typeof answer>;

export function parseJobAnswer(message: unknown): RawAnswer | undefined {
  const parsed = v.safeParse(answer, message);
  return parsed.success ? parsed.output : undefined;
}
