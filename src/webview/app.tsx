import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { PanelModel } from '../protocol/panel.ts';
import { EmptyState } from './empty-state.tsx';
import { NeedsList } from './needs-list.tsx';
import type { PanelStore, ViewState } from './panel-store.ts';
import { RecentList } from './recent-list.tsx';
import { SeatBoard } from './seat-board.tsx';
import { SeatCard } from './seat-card.tsx';
import { SpendSection } from './spend-section.tsx';
import { SpendLine } from './spend-line.tsx';
import { TaskDetail } from './task-detail.tsx';
import { useWide } from './use-wide.ts';
import { WorkingList } from './working-list.tsx';

/** The whole panel, wide or narrow by the room it has. */
export function App({ store }: { readonly store: PanelStore }): JSX.Element {
  const [state, setState] = useState<ViewState>(store.state);
  useEffect(() => {
    setState(store.state);
    return store.subscribe(() => setState(store.state));
  }, [store]);
  const frame = useRef<HTMLElement>(null);
  const wide = useWide(frame);
  const { model, problem } = state;
  return (
    <main ref={frame} class={wide ? 'panel wide' : 'panel narrow'} aria-busy={model === undefined}>
      <h1 class="reader-only">Centuria team</h1>
      {problem === undefined ? undefined : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {model === undefined ? undefined : <Content store={store} state={state} model={model} wide={wide} />}
    </main>
  );
}

interface ContentProps {
  readonly store: PanelStore;
  readonly state: ViewState;
  readonly model: PanelModel;
  readonly wide: boolean;
}

function Content({ store, state, model, wide }: ContentProps): JSX.Element {
  const opener = useRef<string | undefined>(undefined);
  const [card, setCard] = useState<string>();
  const open = (task: string): void => {
    opener.current = task;
    setCard(undefined);
    store.select(task);
  };
  const openCard = (seat: string): void => {
    store.select(undefined);
    setCard(seat);
  };
  const closeCard = (): void => {
    setCard(undefined);
    focusLater(`[data-seat="${card ?? ''}"]`);
  };
  const close = (): void => {
    store.select(undefined);
    focusTask(opener.current);
  };
  const seat = model.seats.find(({ id }) => id === card);
  const detail =
    state.selected !== undefined ? (
      <TaskDetail key={state.selected} state={state} task={state.selected} wide={wide} store={store} onClose={close} />
    ) : seat === undefined ? undefined : (
      <SeatCard seat={seat} routes={model.routes} wide={wide} onClose={closeCard} />
    );
  if (detail !== undefined && !wide) return detail;
  return (
    <>
      <Overview store={store} state={state} model={model} wide={wide} open={open} openCard={openCard} />
      <div class={detail === undefined ? 'lists' : 'lists split'}>
        <Lists store={store} state={state} model={model} wide={wide} open={open} />
        {detail}
      </div>
    </>
  );
}

type PartProps = ContentProps & { readonly open: (task: string) => void };

function Overview({ store, state, model, wide, open, openCard }: PartProps & { readonly openCard: (seat: string) => void }): JSX.Element {
  const { spend, notices, seats, emptyState, working, needsYou, recent } = model;
  const { filter, selected } = state;
  const titles = useMemo(() => taskTitles([...recent, ...needsYou, ...working]), [recent, needsYou, working]);
  const spendLine = useMemo(() => <SpendLine spend={spend} />, [spend]);
  const board = useMemo(
    () => <SeatBoard {...{ seats, titles, filter, selected }} onFilter={(text) => store.setFilter(text)} onOpen={open} onCard={openCard} />,
    [seats, titles, filter, selected, store],
  );
  return (
    <>
      {spendLine}
      {notices.map((notice) => (
        <p key={notice} class="notice">
          <span class="codicon codicon-warning" aria-hidden="true" /> {notice}
        </p>
      ))}
      {emptyState === undefined ? undefined : <EmptyState emptyState={emptyState} store={store} />}
      {wide ? <Top store={store} state={state} model={model} open={open} /> : undefined}
      {board}
    </>
  );
}

function Top({ store, state, model, open }: Omit<PartProps, 'wide'>): JSX.Element {
  const { hours, report, needsYou } = model;
  const { view } = state;
  const chart = useMemo(() => <SpendSection {...{ hours, report, view, store }} drawn={true} />, [hours, report, view, store]);
  const needs = useMemo(() => <NeedsList needs={needsYou} store={store} onOpen={open} />, [needsYou, store]);
  return (
    <div class="top">
      {chart}
      {needs}
    </div>
  );
}

function Lists({ store, state, model, wide, open }: PartProps): JSX.Element {
  const { working, recent, seats, needsYou, hours, report } = model;
  const { filter, selected, clockOffset, view } = state;
  const workingList = useMemo(
    () => <WorkingList {...{ working, seats, filter, selected, clockOffset, store }} onOpen={open} />,
    [working, seats, filter, selected, clockOffset, store],
  );
  const recentList = useMemo(() => <RecentList {...{ recent, filter, selected }} onOpen={open} />, [recent, filter, selected]);
  const needs = useMemo(() => <NeedsList needs={needsYou} store={store} onOpen={open} />, [needsYou, store]);
  const numbers = useMemo(() => <SpendSection {...{ hours, report, view, store }} drawn={false} />, [hours, report, view, store]);
  return (
    <div class="tasks">
      {wide ? undefined : needs}
      {workingList}
      {recentList}
      {wide ? undefined : numbers}
    </div>
  );
}

function taskTitles(tasks: readonly { readonly task: string; readonly title: string }[]): ReadonlyMap<string, string> {
  return new Map(tasks.map(({ task, title }) => [task, title]));
}

// The list is drawn again first when the narrow form goes back to it.
function focusTask(task: string | undefined): void {
  if (task === undefined) return;
  requestAnimationFrame(() => {
    const openers = [...document.querySelectorAll<HTMLElement>('[data-task]')];
    openers.find((element) => element.dataset['task'] === task)?.focus();
  });
}

function focusLater(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
