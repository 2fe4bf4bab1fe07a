import type { JSX } from 'preact';

import type { PanelEmptyState } from '../protocol/panel.ts';
import { ActionButtons } from './action-buttons.tsx';
import type { PanelStore } from './panel-store.ts';

interface EmptyStateProps {
  readonly emptyState: PanelEmptyState;
  readonly store: PanelStore;
}

/** What to do when nothing can work yet, or nothing was ever asked. */
export function EmptyState({ emptyState, store }: EmptyStateProps): JSX.Element {
  return (
    <section class="empty" aria-label="First step">
      <p>{emptyState.text}</p>
      <ActionButtons actions={emptyState.actions} onRun={(command) => store.run(command)} />
    </section>
  );
}
