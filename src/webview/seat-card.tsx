import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import type { PanelModel, PanelSeat } from '../protocol/panel.ts';
import { seatStateText } from '../protocol/panel-text.ts';
import { CloseButton } from './task-detail.tsx';

interface SeatCardProps {
  readonly seat: PanelSeat;
  readonly routes: PanelModel['routes'];
  readonly wide: boolean;
  readonly onClose: () => void;
}

/** A seat without a task: what its role does, whom it would ask, and why it cannot work where it cannot. */
export function SeatCard({ seat, routes, wide, onClose }: SeatCardProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: wide }), [seat.id]);
  const models = routes.find(({ kind }) => kind === seat.kind)?.models ?? '';
  return (
    <section
      class="detail"
      aria-labelledby="seat-heading"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header>
        <CloseButton wide={wide} what="seat" onClose={onClose} />
        <h2 ref={heading} id="seat-heading" tabIndex={-1}>
          {seat.role} <span class="count">{seat.id}</span>
        </h2>
      </header>
      <p>{seat.does}</p>
      <dl class="facts">
        <dt>Now</dt>
        <dd>{seatStateText(seat.state)}</dd>
        {seat.reason === undefined ? undefined : (
          <>
            <dt>Why</dt>
            <dd>{seat.reason}</dd>
          </>
        )}
        <dt>Would ask</dt>
        <dd>{models === '' ? 'nobody yet' : models}</dd>
      </dl>
    </section>
  );
}
