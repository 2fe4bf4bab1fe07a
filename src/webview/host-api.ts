import { PANEL_SPEND_VIEWS, type PanelSpendView, type ViewMessage } from '../protocol/panel.ts';

/** What VS Code gives a webview: a way to its host, and a state that outlives the page. */
export interface HostApi {
  postMessage(message: ViewMessage): void;
  getState(): unknown;
  setState(state: SavedState): void;
}

/** What the view remembers when it is hidden and made again. */
export interface SavedState {
  readonly selected?: string;
  readonly filter: string;
  /** What the spend section shows. Absent: the last 24 hours. */
  readonly view?: PanelSpendView;
}

/** Reads a saved state; anything that is not one counts as nothing saved. */
export function readSavedState(input: unknown): SavedState {
  if (typeof input !== 'object' || input === null) return { filter: '' };
  const filter = 'filter' in input && typeof input.filter === 'string' ? input.filter : '';
  const view = 'view' in input ? PANEL_SPEND_VIEWS.find((one) => one === input.view) : undefined;
  const selected = 'selected' in input && typeof input.selected === 'string' ? { selected: input.selected } : {};
  return { ...selected, filter, ...(view === undefined ? {} : { view }) };
}
