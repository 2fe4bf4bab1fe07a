import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

import type { PanelSeat } from '../protocol/panel.ts';
import { FilterBox, matchesFilter } from './filter-box.tsx';
import { nextSeat } from './seat-navigation.ts';
import { SeatShape } from './seat-shape.tsx';
import { boardText, busyText, lackText, legendText, seatText } from './seat-text.ts';
import { countText } from './working-list.tsx';

interface SeatBoardProps {
  readonly seats: readonly PanelSeat[];
  /** The titles of the tasks, by id. */
  readonly titles: ReadonlyMap<string, string>;
  readonly filter: string;
  readonly selected: string | undefined;
  readonly onFilter: (filter: string) => void;
  readonly onOpen: (task: string) => void;
  /** Asks for the card of a seat without a task. */
  readonly onCard: (seat: string) => void;
}

const GROUPS = [
  { kind: 'generation', title: 'Generation' },
  { kind: 'analysis', title: 'Analysis' },
  { kind: 'automation', title: 'Automation' },
] as const;

/** The team: one square a seat, one tab stop for all of them, arrows between them. */
export function SeatBoard({ seats, titles, filter, selected, onFilter, onOpen, onCard }: SeatBoardProps): JSX.Element {
  const board = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState<string>();
  const [hovered, setHovered] = useState<string>();
  // The last of the two that moved leads.
  const focus = (seat: string): void => {
    setCurrent(seat);
    setHovered(undefined);
  };
  const shown = seats.filter((seat) => matchesFilter(filter, [seatText(seat, titles)]));
  const tabStop = shown.some(({ id }) => id === current) ? current : shown[0]?.id;
  const described = seats.find(({ id }) => id === (hovered ?? current));
  return (
    <section
      ref={board}
      class="board"
      aria-label="Team"
      onKeyDown={(event) => moveFocus(event, board.current)}
      onMouseLeave={() => setHovered(undefined)}
      onFocusOut={() => setCurrent(undefined)}
    >
      <FilterBox filter={filter} onFilter={onFilter} />
      <div class="groups">
        {GROUPS.map(({ kind, title }) => {
          const all = seats.filter((seat) => seat.kind === kind);
          const group = shown.filter((seat) => seat.kind === kind);
          return (
            <SeatGroup key={kind} title={title} all={all} shown={group.length}>
              {group.map((seat) => (
                <SeatButton
                  key={seat.id}
                  seat={seat}
                  text={seatText(seat, titles)}
                  tabStop={seat.id === tabStop}
                  isSelected={seat.task !== undefined && seat.task === selected}
                  onOpen={onOpen}
                  onCard={onCard}
                  onFocus={focus}
                  onHover={setHovered}
                />
              ))}
            </SeatGroup>
          );
        })}
      </div>
      <BoardLines line={described === undefined ? boardText(shown, seats) : seatText(described, titles)} seats={seats} />
    </section>
  );
}

/** What is under the squares: the seat in hand or the sum, and what the crossed-out ones lack. */
function BoardLines({ line, seats }: { readonly line: string; readonly seats: readonly PanelSeat[] }): JSX.Element {
  const legend = legendText(seats);
  return (
    <>
      <p class="described" aria-hidden="true">
        {line}
      </p>
      {legend === undefined ? undefined : <p class="legend">{legend}</p>}
    </>
  );
}

interface SeatGroupProps {
  readonly title: string;
  readonly all: readonly PanelSeat[];
  readonly shown: number;
  readonly children: ComponentChildren;
}

function SeatGroup({ title, all, shown, children }: SeatGroupProps): JSX.Element {
  return (
    <div class="seats" role="group" aria-label={[title, ...(lackText(all).length > 0 ? lackText(all) : [busyText(all)])].join(', ')}>
      <h2>
        {title} <span class="count">{[countText(shown, all.length), ...lackText(all)].join(' · ')}</span>
      </h2>
      <div class="squares">{children}</div>
    </div>
  );
}

interface SeatButtonProps {
  readonly seat: PanelSeat;
  readonly text: string;
  readonly tabStop: boolean;
  readonly isSelected: boolean;
  readonly onOpen: (task: string) => void;
  readonly onCard: (seat: string) => void;
  readonly onFocus: (seat: string) => void;
  readonly onHover: (seat: string) => void;
}

function SeatButton({ seat, text, tabStop, isSelected, onOpen, onCard, onFocus, onHover }: SeatButtonProps): JSX.Element {
  const { id, state, task } = seat;
  return (
    <button
      type="button"
      class={`seat ${state}`}
      tabIndex={tabStop ? 0 : -1}
      aria-label={text}
      aria-current={isSelected ? 'true' : undefined}
      title={text}
      data-seat={id}
      onFocus={() => onFocus(id)}
      onMouseEnter={() => onHover(id)}
      onClick={() => (task === undefined ? onCard(id) : onOpen(task))}
    >
      <SeatShape state={state} />
    </button>
  );
}

function moveFocus(event: KeyboardEvent, board: HTMLElement | null): void {
  const buttons = [...(board?.querySelectorAll<HTMLElement>('.seat') ?? [])];
  const index = buttons.findIndex((button) => button === document.activeElement);
  if (index < 0) return;
  const boxes = buttons.map((button) => button.getBoundingClientRect());
  const next = nextSeat(event.key, index, boxes);
  if (next === undefined) return;
  event.preventDefault();
  buttons[next]?.focus();
}
