import type { JSX } from 'preact';

import type { PanelSeat, PanelWorking } from '../protocol/panel.ts';
import { elapsedText, moneyText } from '../protocol/panel-text.ts';
import { matchesFilter } from './filter-box.tsx';
import type { PanelStore } from './panel-store.ts';
import { useClock } from './use-clock.ts';

interface WorkingListProps {
  readonly working: readonly PanelWorking[];
  readonly seats: readonly PanelSeat[];
  readonly filter: string;
  readonly selected: string | undefined;
  readonly clockOffset: number;
  readonly store: PanelStore;
  readonly onOpen: (task: string) => void;
}

/** What runs now, each with its model, its time and its cost. */
export function WorkingList(props: WorkingListProps): JSX.Element | undefined {
  const { working, seats, filter, selected, clockOffset, store, onOpen } = props;
  const now = useClock(working.length > 0) + clockOffset;
  if (working.length === 0) return undefined;
  const roles = new Map(seats.map((seat) => [seat.id, seat.role]));
  const shown = working.filter((row) => matchesFilter(filter, [row.title, row.model, row.seat, roles.get(row.seat) ?? '']));
  return (
    <section aria-labelledby="working-heading">
      <h2 id="working-heading">
        Working <span class="count">{countText(shown.length, working.length)}</span>
      </h2>
      <ul class="rows">
        {shown.map((row) => (
          <li key={row.task} class={row.task === selected ? 'row working selected' : 'row working'}>
            <span class="role">{roles.get(row.seat) ?? row.seat}</span>
            <button
              type="button"
              class="task-title"
              data-task={row.task}
              aria-current={row.task === selected ? 'true' : undefined}
              title={row.title}
              onClick={() => onOpen(row.task)}
            >
              {row.title}
            </button>
            <span class="model">{row.model === '' ? 'choosing a model' : row.model}</span>
            <span class="number">{elapsedText(now - row.startedAt)}</span>
            <span class="number">{moneyText(row.nanos)}</span>
            <button
              type="button"
              class="icon-button codicon codicon-debug-stop"
              title="Stop"
              aria-label={`Stop: ${row.title}`}
              onClick={() => store.run('centuria.task.cancel', row.task)}
            />
            {row.lastLine === '' ? undefined : <span class="last-line">{row.lastLine}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `3`, or `1 of 3` when a filter hides some. */
export function countText(shown: number, all: number): string {
  return shown === all ? String(all) : `${shown} of ${all}`;
}
