import type { HostMessage, PanelCommand, PanelLink, PanelModel } from '../protocol/panel.ts';
import { applyDelta } from '../protocol/panel-delta.ts';
import { parseHostMessage } from '../protocol/panel-schema.ts';
import { readSavedState, type HostApi } from './host-api.ts';

export interface ViewState {
  readonly model: PanelModel | undefined;
  readonly selected: string | undefined;
  readonly filter: string;
  /** Why the selected task cannot be shown. */
  readonly refusal: { readonly task: string; readonly why: string } | undefined;
  /** Milliseconds to add to this machine's clock to get the host's. */
  readonly clockOffset: number;
  /** The host and this page do not understand each other. */
  readonly problem: string | undefined;
}

/** What the view knows and what it can ask for. */
export interface PanelStore {
  readonly state: ViewState;
  subscribe(listener: () => void): () => void;
  /** Takes any message from the host. */
  receive(input: unknown): void;
  select(task: string | undefined): void;
  setFilter(filter: string): void;
  run(command: PanelCommand, task?: string): void;
  openLink(link: PanelLink): void;
}

/** Applies what the host sends; asks for a whole model at once, and again when a delta was missed. */
export function createPanelStore(api: HostApi, time: () => number): PanelStore {
  const saved = readSavedState(api.getState());
  const listeners = new Set<() => void>();
  let seq = -1;
  let state: ViewState = {
    model: undefined,
    selected: saved.selected,
    filter: saved.filter,
    refusal: undefined,
    clockOffset: 0,
    problem: undefined,
  };

  const change = (changes: Partial<ViewState>): void => {
    state = { ...state, ...changes };
    for (const listener of listeners) listener();
  };
  const save = (): void => {
    const { selected, filter } = state;
    api.setState(selected === undefined ? { filter } : { selected, filter });
  };
  const askForModel = (): void => {
    api.postMessage(state.selected === undefined ? { type: 'ready' } : { type: 'ready', selected: state.selected });
  };
  const accept = (message: HostMessage): void => {
    if (message.type === 'no-detail') {
      change({ refusal: { task: message.task, why: message.why } });
    } else if (message.type === 'model') {
      seq = message.seq;
      change({ model: message.model, clockOffset: message.at - time(), refusal: undefined, problem: undefined });
    } else if (state.model === undefined || message.seq !== seq + 1) {
      askForModel();
    } else {
      seq = message.seq;
      change({ model: applyDelta(state.model, message) });
    }
  };

  askForModel();
  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    receive(input) {
      const parsed = parseHostMessage(input);
      if (parsed.ok) accept(parsed.message);
      else change({ problem: `This panel and the extension do not match (${parsed.why}). Reload the window.` });
    },
    select(task) {
      if (task === state.selected && state.refusal === undefined) return;
      change({ selected: task, refusal: undefined });
      save();
      api.postMessage(task === undefined ? { type: 'select' } : { type: 'select', task });
    },
    setFilter(filter) {
      change({ filter });
      save();
    },
    run(command, task) {
      api.postMessage(task === undefined ? { type: 'run', command } : { type: 'run', command, task });
    },
    openLink({ uri, line }) {
      api.postMessage({ type: 'openLink', uri, line });
    },
  };
}
