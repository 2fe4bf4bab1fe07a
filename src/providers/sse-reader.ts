export interface SseEvent {
  /** Absent: none was given. */
  readonly name: string | undefined;
  readonly data: string;
}

/** Reads the text of an event stream (WHATWG HTML, "Server-sent events"). Chunks may split lines and line ends anywhere. */
export interface SseReader {
  /** The events that are whole with this text. */
  add(text: string): readonly SseEvent[];
  /** At the stream's end: what was still without its blank line. */
  rest(): SseEvent | undefined;
}

export function createSseReader(): SseReader {
  let held = '';
  let name: string | undefined;
  let data: string | undefined;
  const whole = (): SseEvent | undefined => {
    const event = data === undefined ? undefined : { name, data };
    name = data = undefined;
    return event;
  };
  const take = (line: string): SseEvent | undefined => {
    if (line === '') return whole();
    if (line.startsWith('data')) {
      const value = valueOf(line, 'data');
      if (value !== undefined) data = data === undefined ? value : `${data}\n${value}`;
    } else if (line.startsWith('event')) name = valueOf(line, 'event') ?? name;
    return undefined;
  };
  return {
    add(text) {
      const events: SseEvent[] = [];
      const { lines, kept } = unified(held + text);
      let start = 0;
      for (let end = lines.indexOf('\n'); end !== -1; end = lines.indexOf('\n', start)) {
        const event = take(lines.slice(start, end));
        if (event !== undefined) events.push(event);
        start = end + 1;
      }
      held = lines.slice(start) + kept;
      return events;
    },
    rest() {
      const last = held.replace(/\r$/, '');
      held = '';
      return (last === '' ? undefined : take(last)) ?? whole();
    },
  };
}

/** With one kind of line end. A carriage return at the end may be half of one, and is kept for later. */
function unified(text: string): { readonly lines: string; readonly kept: string } {
  if (!text.includes('\r')) return { lines: text, kept: '' };
  const kept = text.endsWith('\r') ? '\r' : '';
  return { lines: text.slice(0, text.length - kept.length).replace(/\r\n?/g, '\n'), kept };
}

/** What a line gives a field, without the one space before it; undefined where the line is of another field. */
function valueOf(line: string, field: string): string | undefined {
  if (line.length === field.length) return '';
  if (line.charAt(field.length) !== ':') return undefined;
  return line.slice(line.charAt(field.length + 1) === ' ' ? field.length + 2 : field.length + 1);
}
