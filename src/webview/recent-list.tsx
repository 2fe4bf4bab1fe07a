import type { JSX } from 'preact';

import type { PanelRecent } from '../protocol/panel.ts';
import { moneyText } from '../protocol/panel-text.ts';
import { clockText } from './clock-text.ts';
import { matchesFilter } from './filter-box.tsx';
import { countText } from './working-list.tsx';

interface RecentListProps {
  readonly recent: readonly PanelRecent[];
  readonly filter: string;
  readonly selected: string | undefined;
  readonly onOpen: (task: string) => void;
}

const LOOK = {
  done: { icon: 'codicon-pass', text: 'done' },
  'not-proved': { icon: 'codicon-question', text: 'not proved' },
  failed: { icon: 'codicon-error', text: 'failed' },
  refused: { icon: 'codicon-warning', text: 'refused' },
  cancelled: { icon: 'codicon-circle-slash', text: 'cancelled' },
  'set-aside': { icon: 'codicon-circle-slash', text: 'set aside' },
  interrupted: { icon: 'codicon-debug-disconnect', text: 'interrupted' },
  parked: { icon: 'codicon-debug-pause', text: 'parked' },
  elsewhere: { icon: 'codicon-sync', text: 'running elsewhere' },
} as const satisfies Record<PanelRecent['state'], { icon: string; text: string }>;

/** What ended, newest first, each with what was proved and what it cost. */
export function RecentList({ recent, filter, selected, onOpen }: RecentListProps): JSX.Element | undefined {
  if (recent.length === 0) return undefined;
  const shown = recent.filter((row) => matchesFilter(filter, [row.title, row.verdictText, LOOK[row.state].text]));
  return (
    <section aria-labelledby="recent-heading">
      <h2 id="recent-heading">
        Recent <span class="count">{countText(shown.length, recent.length)}</span>
      </h2>
      {shown.length === 0 ? <p class="quiet">No task matches.</p> : undefined}
      <ul class="rows">
        {shown.map((row) => (
          <li key={row.task} class={row.task === selected ? 'row recent selected' : 'row recent'}>
            <span
              class={`state codicon ${LOOK[row.state].icon} ${row.state}`}
              role="img"
              aria-label={LOOK[row.state].text}
              title={LOOK[row.state].text}
            />
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
            <span class="verdict">{row.verdictText}</span>
            <span class="number">{moneyText(row.nanos)}</span>
            <span class="number">{clockText(row.at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
