import type { PanelSaved, PanelSpend, SeatState } from './panel.ts';

/**
 * The panel's words. They are here because the view may import nothing else; the host's `formatMoney` says the
 * same, and a test holds them together.
 */

/** `$0.0021`, `< $0.0001` below a hundredth of a cent, `$0` for nothing, `?` with the worst case if the price is unknown. */
export function moneyText(nanos: number, known = true): string {
  return known ? dollarsText(nanos) : `? (at most ${dollarsText(nanos)})`;
}

function dollarsText(nanos: number): string {
  if (nanos === 0) return '$0';
  const dollars = nanos / 1e9;
  if (dollars < 0.0001) return '< $0.0001';
  if (dollars < 0.01) return `$${dollars.toFixed(4)}`;
  if (dollars >= 1) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toFixed(4).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

/** `812`, `12.3k`, `4.1M`: where there is room for few letters. */
export function tokenCountText(tokens: number): string {
  if (tokens < 10_000) return String(tokens);
  return tokens < 1e6 ? `${(tokens / 1000).toFixed(1)}k` : `${(tokens / 1e6).toFixed(1)}M`;
}

/** `64 %`. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `saved $3.10 against all on claude-sonnet`, or by how much it cost more. */
export function savedText({ nanos, against }: PanelSaved): string {
  return nanos < 0 ? `cost ${dollarsText(-nanos)} more than ${against}` : `saved ${dollarsText(nanos)} against ${against}`;
}

/** `$0.42 of $5.00 today`. */
export function spendText(spend: PanelSpend): string {
  const spent = dollarsText(spend.todayNanos);
  return spend.capNanos === undefined ? `${spent} today, no cap` : `${spent} of ${dollarsText(spend.capNanos)} today`;
}

/** `0 s`, `59 s`, `2 min 5 s`, `1 h 3 min`. Never negative. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long an attempt took: `85 ms`, `2.1 s`, `1 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms < 60_000 ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : elapsedText(ms);
}

/** `312 in (40 cached), 44 out`. */
export function tokensText(row: { readonly tokensIn: number; readonly cachedIn: number; readonly tokensOut: number }): string {
  const cached = row.cachedIn > 0 ? ` (${row.cachedIn} cached)` : '';
  return `${row.tokensIn} in${cached}, ${row.tokensOut} out`;
}

const STATE_TEXT = {
  idle: 'idle',
  unavailable: 'cannot work yet',
  working: 'working',
  waiting: 'waiting',
  'needs-you': 'needs you',
  failed: 'failed',
} as const satisfies Record<SeatState, string>;

export function seatStateText(state: SeatState): string {
  return STATE_TEXT[state];
}
