const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** The time of day as the person writes it: `14:05`. */
export function clockText(at: number): string {
  return CLOCK.format(at);
}
