import type { PanelSeat } from '../protocol/panel.ts';
import { seatStateText } from '../protocol/panel-text.ts';

/** A seat in one line: its role, its state, the reason and the task. */
export function seatText(seat: PanelSeat, titles: ReadonlyMap<string, string>): string {
  const task = seat.task === undefined ? undefined : titles.get(seat.task);
  const parts = [seatStateText(seat.state), seat.reason?.replace(/\.$/, ''), task].filter((part) => part !== undefined && part !== '');
  return `${seat.role} (${seat.id}): ${parts.join(': ')}`;
}

/** `2 of 30 working`. */
export function busyText(seats: readonly PanelSeat[]): string {
  return `${seats.filter(({ state }) => state === 'working').length} of ${seats.length} working`;
}

/** Of a group of which nobody can work, that: its squares alone say it only to who knows them, and the reason stands below all groups. */
export function lackText(seats: readonly PanelSeat[]): readonly string[] {
  return seats.length > 0 && seats.every(({ state }) => state === 'unavailable') ? [seatStateText('unavailable')] : [];
}

const COUNTED = ['working', 'waiting', 'needs-you', 'failed', 'idle', 'unavailable'] as const;

/** What the line under the board says of the seats that a filter leaves. */
export function boardText(shown: readonly PanelSeat[], all: readonly PanelSeat[]): string {
  if (shown.length === 0) return 'No seat matches.';
  const some = shown.length === all.length ? '' : `${shown.length} of ${all.length} match: `;
  return `${some}${summaryText(shown)}`;
}

/** `3 working · 67 idle · 30 cannot work yet`. */
export function summaryText(seats: readonly PanelSeat[]): string {
  const counts = COUNTED.map((state) => ({ state, count: seats.filter((seat) => seat.state === state).length }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state === 'needs-you' && count > 1 ? 'need you' : seatStateText(state)}`)
    .join(' · ');
}

const KINDS = { generation: 'Generation', analysis: 'Analysis', automation: 'Automation' } as const satisfies Record<
  PanelSeat['kind'],
  string
>;

/** What crossed-out seats are, and for each kind of them what it lacks and what to do; undefined where none is crossed out. */
export function legendText(seats: readonly PanelSeat[]): string | undefined {
  const out = seats.filter(({ state }) => state === 'unavailable');
  if (out.length === 0) return undefined;
  const whys = new Map<string, Set<string>>();
  for (const { kind, reason = '' } of out) {
    // Nothing can be done for automation: that it lacks something is enough.
    const why = kind === 'automation' ? reason.replace(/(?<=\.)\s.*$/s, '') : reason;
    whys.set(why, (whys.get(why) ?? new Set()).add(KINDS[kind]));
  }
  const said = [...whys].map(([why, kinds]) => `${[...kinds].join(' and ')}: ${why.replace(/\.?$/, '.')}`);
  return [`${out.length} crossed out: they cannot work yet.`, ...said].join(' ');
}
