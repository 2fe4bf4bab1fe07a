import { parseJson } from '../json.ts';

/** An event of a stream that the SDK would pass over in silence, and with it a part of the answer. */
export class EventError extends Error {
  override readonly name = 'EventError';
}

/**
 * Checks every event of a stream up to `message_stop`: each has a name, and data that is JSON (Anthropic's streaming
 * reference). Chunks may split lines anywhere.
 */
export function checkEvents(): (text: string) => void {
  let rest = '';
  let name = '';
  let data: string[] = [];
  let stopped = false;
  const dispatch = (): void => {
    const event = { name, data: data.join('\n') };
    name = '';
    data = [];
    stopped ||= event.name === 'message_stop';
    if (event.data === '') return;
    if (event.name === '') throw new EventError('an event has no name');
    if (parseJson(event.data) === undefined) throw new EventError('broken JSON');
  };
  const read = (line: string): void => {
    if (line === '') dispatch();
    else if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).trim());
  };
  return (text) => {
    // A carriage return at the end may be the first half of a line end.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (!stopped) read(line);
  };
}
