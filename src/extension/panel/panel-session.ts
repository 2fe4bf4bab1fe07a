import type { HostMessage, PanelCommand, PanelDetail, PanelModel, ViewMessage } from '../../protocol/panel.ts';
import { diffModel } from '../../protocol/panel-delta.ts';
import { parseViewMessage } from '../../protocol/panel-schema.ts';
import type { PanelSource } from './panel-source.ts';
import { createUpdateBatch, type BatchClock } from './update-batch.ts';

export interface PanelSessionDeps {
  readonly source: PanelSource;
  readonly clock: BatchClock & { /** Milliseconds since the epoch. */ time(): number };
  /** Must not throw: a view that is gone takes nothing. */
  post(message: HostMessage): void;
  run(command: PanelCommand, task: string | undefined): void;
  openLink(uri: string, line: number): void;
  readonly log: { warn(text: string): void; error(text: string): void };
}

/** The host's side of one open view: what it was sent, what it has selected, whether it can be seen. */
export interface PanelSession {
  /** Takes any message from the view; one that is not valid changes nothing and is logged. */
  receive(input: unknown): void;
  setVisible(visible: boolean): void;
  dispose(): void;
}

type DetailAnswer = { readonly detail: PanelDetail } | { readonly why: string } | undefined;

/** Sends a visible view whole models and deltas, at most four a second; a hidden one nothing. */
export function createPanelSession(deps: PanelSessionDeps, initiallyVisible: boolean): PanelSession {
  let ready = false;
  let visible = initiallyVisible;
  let disposed = false;
  let selected: string | undefined;
  let sent: PanelModel | undefined;
  let refused: string | undefined;
  let seq = 0;
  let reading = false;
  let again = false;

  const canSend = (): boolean => ready && visible && !disposed;
  const batch = createUpdateBatch(() => void flush(), deps.clock);
  const subscription = deps.source.onDidChange(() => {
    if (canSend()) batch.request();
  });

  // One flush at a time: a detail that is slow to read must not overtake a newer one.
  async function flush(): Promise<void> {
    if (!canSend()) return;
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    const task = selected;
    const answer = await readDetail(deps, task);
    reading = false;
    if (canSend() && task === selected) send(task, answer);
    else if (canSend()) again = true;
    if (again) {
      again = false;
      batch.request();
    }
  }

  function send(task: string | undefined, answer: DetailAnswer): void {
    const { detail: _never, ...rest } = deps.source.snapshot();
    const model: PanelModel = answer !== undefined && 'detail' in answer ? { ...rest, detail: answer.detail } : rest;
    if (sent === undefined) {
      deps.post({ type: 'model', seq: ++seq, at: deps.clock.time(), model });
    } else {
      const delta = diffModel(sent, model);
      if (delta !== undefined) deps.post({ type: 'delta', seq: ++seq, ...delta });
    }
    sent = model;
    const why = answer !== undefined && 'why' in answer ? answer.why : undefined;
    if (task !== undefined && why !== undefined && refused !== `${task}\n${why}`) deps.post({ type: 'no-detail', task, why });
    refused = task === undefined || why === undefined ? undefined : `${task}\n${why}`;
  }

  function wholeModel(): void {
    sent = undefined;
    refused = undefined;
    if (canSend()) batch.request();
  }

  function handle(message: ViewMessage): void {
    if (message.type === 'ready') {
      ready = true;
      selected = message.selected;
      wholeModel();
    } else if (message.type === 'select') {
      selected = message.task;
      refused = undefined;
      if (canSend()) batch.request();
    } else if (message.type === 'run') {
      deps.run(message.command, message.task);
    } else if (isShownLink(sent, message.uri, message.line)) {
      deps.openLink(message.uri, message.line);
    } else {
      deps.log.warn('The panel asked to open a place that it was not shown. Nothing was opened.');
    }
  }

  return {
    receive(input) {
      const parsed = parseViewMessage(input);
      if (parsed.ok) handle(parsed.message);
      else deps.log.warn(`The panel sent a message that is not valid, and it was ignored: ${parsed.why}.`);
    },
    setVisible(now) {
      if (now === visible) return;
      visible = now;
      wholeModel();
    },
    dispose() {
      disposed = true;
      batch.dispose();
      subscription.dispose();
    },
  };
}

async function readDetail(deps: PanelSessionDeps, task: string | undefined): Promise<DetailAnswer> {
  if (task === undefined) return undefined;
  try {
    const detail = await deps.source.detail(task);
    return detail === undefined ? { why: 'This task is no longer kept. Choose another one.' } : { detail };
  } catch (error) {
    deps.log.error(`The task ${task} could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return { why: 'This task could not be read. The log says why; choose it again to retry.' };
  }
}

// The view may only open what its model offers: a URI can carry a command.
function isShownLink(model: PanelModel | undefined, uri: string, line: number): boolean {
  return model?.detail?.links.some((link) => link.uri === uri && link.line === line) ?? false;
}
