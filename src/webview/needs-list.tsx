import type { JSX } from 'preact';

import type { PanelNeed } from '../protocol/panel.ts';
import { ActionButtons } from './action-buttons.tsx';
import type { PanelStore } from './panel-store.ts';

interface NeedsListProps {
  readonly needs: readonly PanelNeed[];
  readonly store: PanelStore;
  readonly onOpen: (task: string) => void;
}

/** What waits for the person. */
export function NeedsList({ needs, store, onOpen }: NeedsListProps): JSX.Element | undefined {
  if (needs.length === 0) return undefined;
  return (
    <section class="needs" aria-labelledby="needs-heading">
      <h2 id="needs-heading">
        Needs you <span class="count">{needs.length}</span>
      </h2>
      <ul>
        {needs.map(({ task, title, what, actions }) => (
          <li key={`${task} ${what}`} class="need">
            <button type="button" class="task-title" data-task={task} title={title} onClick={() => onOpen(task)}>
              {title}
            </button>
            <p class="what">{what}</p>
            <ActionButtons actions={actions} about={title} onRun={(command) => store.run(command, task)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
