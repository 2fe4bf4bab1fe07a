import type { HostMessage, PanelCommand, PanelDetail, PanelModel, PanelSpendView, ViewMessage } from '../../protocol/panel.ts';
import { diffModel } from '../../protocol/panel-delta.ts';
import { parseViewMessage } from '../../protocol/panel-schema.ts';
import type { PanelSource } from './panel-source.ts';
import { createUpdateBatch, type BatchClock, type UpdateBatch } from './update-batch.ts';

export interface PanelSessionDeps {
  readonly source: PanelSource;
  readonly clock: BatchClock & { /** Milliseconds since the epoch. */ time(): number };
  /** Must not throw: a view that is gone takes nothing. */
  post(message: HostMessage): void;
  run(command: PanelCommand, task: string | undefined): void;
  openLink(uri: string, line: number): void;
  readonly log: { warn(text: string): void; error(text: string): void };
}

type DetailAnswer =
  | { readonly type: 'none' }
  | { readonly type: 'detail'; readonly detail: PanelDetail }
  | { readonly type: 'refused'; readonly task: string; readonly why: string };

/**
 * The host's side of one open view: what it was sent, what it has selected, whether it can be seen. It sends a
 * visible view whole models and deltas, at most four a second; a hidden one nothing.
 */
export class PanelSession {
  readonly #deps: PanelSessionDeps;
  readonly #batch: UpdateBatch;
  readonly #subscription: { dispose(): void };
  #ready = false;
  #visible: boolean;
  #disposed = false;
  #selected: string | undefined;
  #view: PanelSpendView = 'hour';
  #sent: PanelModel | undefined;
  #refused: string | undefined;
  #seq = 0;
  #reading = false;
  #again = false;

  constructor(deps: PanelSessionDeps, visible: boolean) {
    this.#deps = deps;
    this.#visible = visible;
    this.#batch = createUpdateBatch(() => void this.#flush(), deps.clock);
    this.#subscription = deps.source.onDidChange(() => this.#request());
  }

  /** Takes any message from the view; one that is not valid changes nothing and is logged. */
  receive(input: unknown): void {
    const parsed = parseViewMessage(input);
    if (parsed.ok) this.#handle(parsed.message);
    else this.#deps.log.warn(`The panel sent a message that is not valid, and it was ignored: ${parsed.why}.`);
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#startOver();
  }

  dispose(): void {
    this.#disposed = true;
    this.#batch.dispose();
    this.#subscription.dispose();
  }

  #handle(message: ViewMessage): void {
    if (message.type === 'ready') {
      this.#ready = true;
      this.#selected = message.selected;
      this.#view = message.view ?? 'hour';
      this.#startOver();
    } else if (message.type === 'select') {
      this.#selected = message.task;
      this.#refused = undefined;
      this.#request();
    } else if (message.type === 'view') {
      this.#view = message.view;
      this.#request();
    } else if (message.type === 'run') {
      this.#deps.run(message.command, message.task);
    } else if (isShownLink(this.#sent, message.uri, message.line)) {
      this.#deps.openLink(message.uri, message.line);
    } else {
      this.#deps.log.warn('The panel asked to open a place that it was not shown. Nothing was opened.');
    }
  }

  #startOver(): void {
    this.#sent = undefined;
    this.#refused = undefined;
    this.#request();
  }

  #canSend(): boolean {
    return this.#ready && this.#visible && !this.#disposed;
  }

  #request(): void {
    if (this.#canSend()) this.#batch.request();
  }

  // One read at a time: a detail that is slow to read must not overtake a newer one.
  async #flush(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    if (!this.#canSend()) return;
    this.#reading = true;
    const task = this.#selected;
    const answer = await readDetail(this.#deps, task);
    this.#reading = false;
    if (task !== this.#selected) this.#again = true;
    else if (this.#canSend()) this.#send(answer);
    if (!this.#again) return;
    this.#again = false;
    this.#request();
  }

  #send(answer: DetailAnswer): void {
    const snapshot = this.#deps.source.snapshot(this.#view);
    const model: PanelModel = answer.type === 'detail' ? { ...snapshot, detail: answer.detail } : snapshot;
    this.#sendModel(model);
    if (answer.type !== 'refused') {
      this.#refused = undefined;
    } else if (this.#refused !== answer.why) {
      this.#refused = answer.why;
      this.#deps.post({ type: 'no-detail', task: answer.task, why: answer.why });
    }
  }

  #sendModel(model: PanelModel): void {
    const previous = this.#sent;
    this.#sent = model;
    if (previous === undefined) {
      this.#deps.post({ type: 'model', seq: ++this.#seq, at: this.#deps.clock.time(), model });
      return;
    }
    const delta = diffModel(previous, model);
    if (delta !== undefined) this.#deps.post({ type: 'delta', seq: ++this.#seq, ...delta });
  }
}

async function readDetail({ source, log }: PanelSessionDeps, task: string | undefined): Promise<DetailAnswer> {
  if (task === undefined) return { type: 'none' };
  try {
    const detail = await source.detail(task);
    if (detail !== undefined) return { type: 'detail', detail };
    return { type: 'refused', task, why: 'This task is no longer kept. Choose another one.' };
  } catch (error) {
    log.error(`The task ${task} could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return { type: 'refused', task, why: 'This task could not be read. The log says why; choose it again to retry.' };
  }
}

// The view may only open what its model offers: a URI can carry a command.
function isShownLink(model: PanelModel | undefined, uri: string, line: number): boolean {
  return model?.detail?.links.some((link) => link.uri === uri && link.line === line) ?? false;
}
