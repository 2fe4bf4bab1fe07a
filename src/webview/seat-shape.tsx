import type { JSX } from 'preact';

import type { SeatState } from '../protocol/panel.ts';

/** A state as a shape; the colour comes from the button's class. */
export function SeatShape({ state }: { readonly state: SeatState }): JSX.Element {
  return (
    <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <rect class="frame" x="1.5" y="1.5" width="11" height="11" rx="1.5" />
      {mark(state)}
    </svg>
  );
}

function mark(state: SeatState): JSX.Element | undefined {
  if (state === 'unavailable') return <path class="line" d="M4 10 10 4 M4 4 10 10" />;
  if (state === 'working') return <rect class="fill" x="1" y="1" width="12" height="12" rx="1.5" />;
  if (state === 'waiting') return <rect class="fill" x="1.5" y="7" width="11" height="5.5" />;
  if (state === 'needs-you') {
    return (
      <>
        <rect class="fill" x="1" y="1" width="12" height="12" rx="1.5" />
        <path class="cut" d="M7 3.5 V7.5 M7 9.6 V10.6" />
      </>
    );
  }
  if (state === 'failed') {
    return (
      <>
        <rect class="fill" x="1" y="1" width="12" height="12" rx="1.5" />
        <path class="cut" d="M4.5 4.5 9.5 9.5 M9.5 4.5 4.5 9.5" />
      </>
    );
  }
  return undefined;
}
