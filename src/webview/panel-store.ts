import type { HostMessage, PanelCommand, PanelLink, PanelModel, PanelSpendView } from '../protocol/panel.ts';
import { applyDelta } from '../protocol/panel-delta.ts';
import { parseHostMessage } from '../protocol/panel-schema.ts';
import { readSavedState, type HostApi } from './host-api.ts';

export interface ViewState {
  readonly model: PanelModel | undefined;
  readonly selected: string | undefined;
  readonly filter: string;
  /** What the spend section shows. */
  readonly view: PanelSpendView;
  /** Why the selected task cannot be shown. */
  readonly refusal: { readonly task: string; readonly why: string } | undefined;
  /** Milliseconds to add to this machine's clock to get the host's. */
  readonly clockOffset: number;
  /** The host and this page do not understand each other. */
  readonly problem: string | undefined;
}

/**
 * What the view knows and what it can ask for. It applies what the host sends; it asks for a whole model when it
 * is made, and again when a delta was missed.
 */
export class PanelStore {
  readonly #api: HostApi;
  readonly #time: () => number;
  readonly #listeners = new Set<() => void>();
  #seq = -1;
  #state: ViewState;

  /** `time` is this machine's clock, in milliseconds since the epoch. */
  constructor(api: HostApi, time: () => number) {
    const saved = readSavedState(api.getState());
    this.#api = api;
    this.#time = time;
    this.#state = {
      model: undefined,
      selected: saved.selected,
      filter: saved.filter,
      view: saved.view ?? 'hour',
      refusal: undefined,
      clockOffset: 0,
      problem: undefined,
    };
    this.#askForModel();
  }

  get state(): ViewState {
    return this.#state;
  }

  /** Calls back after each change; the returned function ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes any message from the host. */
  receive(input: unknown): void {
    const parsed = parseHostMessage(input);
    if (parsed.ok) this.#accept(parsed.message);
    else this.#change({ problem: `This panel and the extension do not match (${parsed.why}). Reload the window.` });
  }

  select(task: string | undefined): void {
    if (task === this.#state.selected && this.#state.refusal === undefined) return;
    this.#change({ selected: task, refusal: undefined });
    this.#save();
    this.#api.postMessage(task === undefined ? { type: 'select' } : { type: 'select', task });
  }

  setFilter(filter: string): void {
    this.#change({ filter });
    this.#save();
  }

  setView(view: PanelSpendView): void {
    if (view === this.#state.view) return;
    this.#change({ view });
    this.#save();
    this.#api.postMessage({ type: 'view', view });
  }

  run(command: PanelCommand, task?: string): void {
    this.#api.postMessage(task === undefined ? { type: 'run', command } : { type: 'run', command, task });
  }

  openLink({ uri, line }: PanelLink): void {
    this.#api.postMessage({ type: 'openLink', uri, line });
  }

  #accept(message: HostMessage): void {
    const { model } = this.#state;
    if (message.type === 'no-detail') {
      this.#change({ refusal: { task: message.task, why: message.why } });
    } else if (message.type === 'model') {
      this.#seq = message.seq;
      const clockOffset = message.at - this.#time();
      this.#change({ model: message.model, clockOffset, refusal: undefined, problem: undefined });
    } else if (model === undefined || message.seq !== this.#seq + 1) {
      this.#askForModel();
    } else {
      this.#seq = message.seq;
      this.#change({ model: applyDelta(model, message) });
    }
  }

  #askForModel(): void {
    const { selected } = this.#state;
    this.#api.postMessage({ type: 'ready', ...(selected === undefined ? {} : { selected }), ...this.#chosenView() });
  }

  #change(changes: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...changes };
    for (const listener of this.#listeners) listener();
  }

  #save(): void {
    const { selected, filter } = this.#state;
    this.#api.setState({ ...(selected === undefined ? {} : { selected }), filter, ...this.#chosenView() });
  }

  #chosenView(): { readonly view?: PanelSpendView } {
    const { view } = this.#state;
    return view === 'hour' ? {} : { view };
  }
}
