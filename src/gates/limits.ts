import type { GateId } from '../core/gate.ts';
import type { GateLimits } from '../protocol/gates.ts';

/** Many times what it takes on a text of a thousand lines: the first text of a thread loads the analyser too. */
const defaults: GateLimits = { types: 30_000 };
const otherwise = 20_000;

/** Milliseconds, from the start in a thread. */
export function limitOf(gate: GateId, limits: GateLimits): number {
  return limits[gate] ?? defaults[gate] ?? otherwise;
}
