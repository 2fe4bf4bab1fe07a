const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });

/** Date and time as the person writes them. */
export function momentText(at: number): string {
  return MOMENT.format(at);
}

/** The time of day as the person writes it: `14:05`. */
export function clockText(at: number): string {
  return CLOCK.format(at);
}
