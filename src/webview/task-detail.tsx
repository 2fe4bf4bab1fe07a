import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import type { PanelDetail, PanelLink } from '../protocol/panel.ts';
import type { PanelStore, ViewState } from './panel-store.ts';
import { Receipt } from './receipt.tsx';
import { Transcript } from './transcript.tsx';

interface TaskDetailProps {
  readonly state: ViewState;
  readonly task: string;
  readonly wide: boolean;
  readonly store: PanelStore;
  readonly onClose: () => void;
}

/** One task: its conversation, what it points at, and its receipt. */
export function TaskDetail({ state, task, wide, store, onClose }: TaskDetailProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // A page that is made again with a task open must not take the focus from the editor.
  useEffect(() => {
    if (document.hasFocus()) heading.current?.focus({ preventScroll: wide });
  }, [task]);
  const detail = state.model?.detail?.task === task ? state.model.detail : undefined;
  const refusal = state.refusal?.task === task ? state.refusal.why : undefined;
  return (
    <section
      class="detail"
      aria-labelledby="detail-heading"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header>
        <CloseButton wide={wide} what="task" onClose={onClose} />
        <h2 ref={heading} id="detail-heading" tabIndex={-1}>
          {detail?.title ?? titleOf(state, task)}
        </h2>
      </header>
      {detail === undefined ? <p class="quiet">{refusal ?? 'Reading the task.'}</p> : <DetailBody {...{ detail, wide, store }} />}
    </section>
  );
}

interface CloseButtonProps extends Pick<TaskDetailProps, 'wide' | 'onClose'> {
  readonly what: 'task' | 'seat';
}

export function CloseButton({ wide, what, onClose }: CloseButtonProps): JSX.Element {
  const label = wide ? `Close the ${what}` : 'Back to the team';
  const icon = wide ? 'codicon-close' : 'codicon-arrow-left';
  return <button type="button" class={`icon-button codicon ${icon}`} title={label} aria-label={label} onClick={onClose} />;
}

interface DetailBodyProps {
  readonly detail: PanelDetail;
  readonly wide: boolean;
  readonly store: PanelStore;
}

function DetailBody({ detail, wide, store }: DetailBodyProps): JSX.Element {
  return (
    <>
      <Transcript entries={detail.transcript} />
      <Links links={detail.links} store={store} />
      <Receipt receipt={detail.receipt} wide={wide} />
    </>
  );
}

function Links({ links, store }: { readonly links: readonly PanelLink[]; readonly store: PanelStore }): JSX.Element | undefined {
  if (links.length === 0) return undefined;
  return (
    <ul class="links" aria-label="Evidence">
      {links.map((link) => (
        <li key={`${link.uri} ${link.line} ${link.label}`}>
          <button type="button" class="link" onClick={() => store.openLink(link)}>
            {link.label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function titleOf({ model }: ViewState, task: string): string {
  const tasks = model === undefined ? [] : [...model.working, ...model.needsYou, ...model.recent];
  return tasks.find((row) => row.task === task)?.title ?? 'Task';
}
