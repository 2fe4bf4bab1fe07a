import { ANALYSIS_CRAFT } from './roles/analysis-craft.ts';
import { ANALYSIS_SAFETY } from './roles/analysis-safety.ts';
import { AUTOMATION } from './roles/automation.ts';
import { GENERATION } from './roles/generation.ts';
import type { Role, RoleSeats, SeatKind } from './roles/role.ts';

export type { Role, SeatKind } from './roles/role.ts';

/** One place on the team. It is data: it runs nothing until a task sits on it. */
export interface Seat {
  /** `gen-01`, `ana-40`, `aut-30`: stable, since the ledger keeps it. */
  readonly id: string;
  readonly kind: SeatKind;
  readonly role: Role;
}

/** The team: 30 for generation, 40 for analysis, 30 for automation, in this order. */
export const SEATS: readonly Seat[] = [
  ...seatsOf('generation', 'gen', GENERATION),
  ...seatsOf('analysis', 'ana', [...ANALYSIS_SAFETY, ...ANALYSIS_CRAFT]),
  ...seatsOf('automation', 'aut', AUTOMATION),
];

function seatsOf(kind: SeatKind, prefix: string, plan: readonly RoleSeats[]): readonly Seat[] {
  return plan
    .flatMap(({ role, seats }) => Array.from({ length: seats }, () => role))
    .map((role, index) => ({ id: `${prefix}-${String(index + 1).padStart(2, '0')}`, kind, role }));
}

/** The seat with this id; undefined if there is none. */
export function seatById(id: string): Seat | undefined {
  return SEATS.find((seat) => seat.id === id);
}

export interface SeatWish {
  /** What the task says: words of it that a role names make that role fit better. */
  readonly hint?: string;
}

/**
 * The free seat of this kind whose role fits best; undefined if all are busy. The same arguments give the same
 * seat. A role of another language is taken only when no other seat is free.
 */
// eslint-disable-next-line max-params -- three that every call has, then the options
export function seatFor(kind: SeatKind, languageId: string, busySeatIds: ReadonlySet<string>, wish: SeatWish = {}): Seat | undefined {
  const words = wordsOf(wish.hint ?? '');
  let best: { readonly seat: Seat; readonly fit: number } | undefined;
  for (const seat of SEATS) {
    if (seat.kind !== kind || busySeatIds.has(seat.id)) continue;
    const fit = fitOf(seat.role, languageId, words);
    if (best === undefined || fit > best.fit) best = { seat, fit };
  }
  return best?.seat;
}

/** A language it is made for outweighs having none; what the task says outweighs the language; another language loses to all. */
function fitOf(role: Role, languageId: string, words: ReadonlySet<string>): number {
  const named = role.words.filter((word) => words.has(word)).length;
  const forTask = 4 * Math.min(named, 2);
  if (role.languages === undefined) return forTask + (role.general ? 2 : 1);
  return role.languages.includes(languageId) ? forTask + 3 : forTask - 100;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}+#]+/gu) ?? []);
}
