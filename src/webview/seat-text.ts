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
