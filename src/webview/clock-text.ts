const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });

/** Date and time as the person writes them. */
export function momentText(at: number): string {
  return MOMENT.format(at);
}

const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** A calendar day, `2026-11-23`, as the person writes it: `23 Nov`. */
export function dayText(day: string): string {
  return DAY.format(Date.parse(`${day}T00:00:00Z`));
}

/** The time of day as the person writes it: `14:05`. */
export function clockText(at: number): string {
  return CLOCK.format(at);
}
