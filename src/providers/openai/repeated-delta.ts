import type { SseReader } from '../sse-reader.ts';

/**
 * The chunks of an answer are alike but for their text: one that is like another whose meaning is known says its text without
 * being parsed, and nothing else.
 */
export interface RepeatedDelta {
  /** The texts of the chunks that come next and are like the one that was learned last; of the last of them `textOf` tells. */
  pass(events: SseReader): string;
  /** The text of a chunk that is like the one that was learned last; undefined: it must be parsed. */
  textOf(data: string): string | undefined;
  /** `data` was parsed, and says this text and nothing else. */
  learn(data: string, text: string): void;
}

const KEY = '"content":"';
/** Characters that stand in JSON for themselves. */
const PLAIN = /^[^"\\\p{Cc}]+$/u;

export function createRepeatedDelta(): RepeatedDelta {
  let known: { readonly before: string; readonly after: string } | undefined;
  const isPlain = (text: string): boolean => PLAIN.test(text);
  return {
    pass: (events) => (known === undefined ? '' : events.passAlike(known.before, known.after, isPlain)),
    textOf(data) {
      if (known === undefined) return undefined;
      const { before, after } = known;
      const end = data.length - after.length;
      // `startsWith` and `endsWith` go character by character, and take longer than to parse the chunk.
      if (end <= before.length || data.slice(0, before.length) !== before || data.slice(end) !== after) return undefined;
      const text = data.slice(before.length, end);
      return isPlain(text) ? text : undefined;
    },
    learn(data, text) {
      const start = data.indexOf(KEY) + KEY.length;
      // With another key of this name it would not be certain whose the text is.
      const isOnly = data.indexOf('"content"') === start - KEY.length && data.indexOf('"content"', start) === -1;
      if (!isOnly || !PLAIN.test(text) || !data.startsWith(`${text}"`, start)) return;
      known = { before: data.slice(0, start), after: data.slice(start + text.length) };
    },
  };
}
