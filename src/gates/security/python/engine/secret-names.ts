import { beginningOfTrail } from './run.ts';
import type { Run } from './run.ts';
import type { Value } from './value.ts';

/** A guessable number must not become a secret. It is reported where the number is made. */
export function checkSecretName(run: Run, name: string, value: Value): void {
  if (value.taints.length === 0 && value.object === undefined) return;
  if (!run.compiled.knowledge.secretName.test(name)) return;
  const taints = run.taintsOf(value);
  for (const taint of taints.filter(({ kind }) => kind === 'guessable')) {
    run.reportTaints({ rule: 'weak-randomness', node: beginningOfTrail(taint.trail), value, taints: [taint], message: `becomes ${name}` });
  }
}
