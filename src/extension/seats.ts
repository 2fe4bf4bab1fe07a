import { seatFor, type Seat, type SeatKind } from '../core/roster.ts';
import type { Services } from './services.ts';

/** A free seat for a job; the roster has more of each kind than a window runs at once. */
export function takeSeat(services: Services, kind: SeatKind, job: { readonly languageId: string; readonly hint: string }): Seat {
  const busy = new Set(services.hub.live().map(({ seat }) => seat));
  const seat = seatFor(kind, job.languageId, busy, { hint: job.hint });
  if (seat === undefined) throw new Error(`All seats for ${kind} are at work. Wait for one to end, or cancel one.`);
  return seat;
}
