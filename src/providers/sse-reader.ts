export interface SseEvent {
  /** Absent: none was given. */
  readonly name: string | undefined;
  readonly data: string;
}

/** Reads the text of an event stream (WHATWG HTML, "Server-sent events"). Chunks may split lines and line ends anywhere. */
export interface SseReader {
  add(text: string): void;
  /** The next one that is whole. */
  next(): SseEvent | undefined;
  /**
   * Goes past the events that come next and are `before`, a text that `isText`, and `after`, each in one line and without a
   * name, as long as another such beginning follows. What their texts are together; none: there is no such event. `isText`
   * looks at each character by itself, and takes no line end and nothing that is empty.
   */
  passAlike(before: string, after: string, isText: (text: string) => boolean): string;
  /** At the stream's end: what was still without its blank line. */
  rest(): SseEvent | undefined;
}

/** So much is looked through for events that are alike before one that is not is noticed. UTF-16 units. */
const ALIKE_WITHIN = 8 * 1024;

export function createSseReader(): SseReader {
  let held = '';
  let at = 0;
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
      held = unified(held.slice(at) + text);
      at = 0;
    },
    next() {
      for (let end = held.indexOf('\n', at); end !== -1; end = held.indexOf('\n', at)) {
        const event = take(held.slice(at, end));
        at = end + 1;
        if (event !== undefined) return event;
      }
      return undefined;
    },
    passAlike(before, after, isText) {
      const start = `data: ${before}`;
      const end = `${after}\n\n`;
      const first = at + start.length;
      if (name !== undefined || data !== undefined || held.slice(at, first) !== start) return '';
      const alike = alikeIn(held.slice(first, first + ALIKE_WITHIN), end + start, isText);
      const said = alike.join('');
      at += said.length + alike.length * (start.length + end.length);
      return said;
    },
    rest() {
      const last = held.slice(at).replace(/\r$/, '');
      held = '';
      return (last === '' ? undefined : take(last)) ?? whole();
    },
  };
}

/** The texts before each `mark`, up to the first one that is none. */
function alikeIn(held: string, mark: string, isText: (text: string) => boolean): readonly string[] {
  const texts = held.split(mark).slice(0, -1);
  // One look at all of them finds out what is so of each.
  if (isText(texts.join('')) && !texts.includes('')) return texts;
  const end = texts.findIndex((text) => !isText(text));
  return texts.slice(0, Math.max(0, end));
}

/** With one kind of line end. A carriage return at the end may be half of one, and is kept for later. */
function unified(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n|\r(?!$)/g, '\n') : text;
}

/** What a line gives a field, without the one space before it; undefined where the line is of another field. */
function valueOf(line: string, field: string): string | undefined {
  if (line.length === field.length) return '';
  if (line.charAt(field.length) !== ':') return undefined;
  return line.slice(line.charAt(field.length + 1) === ' ' ? field.length + 2 : field.length + 1);
}
