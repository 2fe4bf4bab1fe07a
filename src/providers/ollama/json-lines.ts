import { parseJson } from '../json.ts';

/** A line of an answer that is not JSON. The SDK would print it and go on as if it had not been there. */
export class JsonLineError extends Error {
  override readonly name = 'JsonLineError';
  /** `cut`: the stream ended inside the line. */
  readonly kind: 'malformed' | 'cut';

  constructor(kind: 'malformed' | 'cut') {
    super(kind === 'cut' ? 'the stream ended inside a line' : 'a line is not JSON');
    this.kind = kind;
  }
}

/** Checks every line of a stream; chunks may split lines anywhere. */
export function checkLines(): (text: string, ended: boolean) => void {
  let rest = '';
  return (text, ended) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (lines.some((line) => line.trim() !== '' && parseJson(line) === undefined)) throw new JsonLineError('malformed');
    if (ended && rest.trim() !== '' && parseJson(rest) === undefined) throw new JsonLineError('cut');
  };
}
