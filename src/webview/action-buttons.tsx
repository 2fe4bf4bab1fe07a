import type { JSX } from 'preact';

import type { PanelAction, PanelCommand } from '../protocol/panel.ts';

interface ActionButtonsProps {
  readonly actions: readonly PanelAction[];
  /** What the actions are about, for screen readers. */
  readonly about?: string;
  readonly onRun: (command: PanelCommand) => void;
}

/** A row of buttons; the first is what most people want. */
export function ActionButtons({ actions, about, onRun }: ActionButtonsProps): JSX.Element | undefined {
  if (actions.length === 0) return undefined;
  return (
    <div class="actions">
      {actions.map(({ label, command }, index) => (
        <button
          key={command}
          type="button"
          class={index === 0 ? 'button' : 'button secondary'}
          aria-label={about === undefined ? undefined : `${label}: ${about}`}
          onClick={() => onRun(command)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
