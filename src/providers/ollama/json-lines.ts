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

/** No answer of a model has a longer line. Characters. */
const LONGEST_LINE = 8_000_000;

/** Checks every line of a stream; chunks may split lines anywhere. */
export function checkLines(): (text: string, ended: boolean) => void {
  let rest: string[] = [];
  let length = 0;
  return (text, ended) => {
    const [first = '', ...others] = text.split('\n');
    rest.push(first);
    length += first.length;
    if (length > LONGEST_LINE) throw new JsonLineError('malformed');
    const last = others.pop();
    if (last !== undefined) {
      if ([rest.join(''), ...others].some((line) => !isJsonOrBlank(line))) throw new JsonLineError('malformed');
      rest = [last];
      length = last.length;
    }
    if (ended && !isJsonOrBlank(rest.join(''))) throw new JsonLineError('cut');
  };
}

function isJsonOrBlank(line: string): boolean {
  return line.trim() === '' || parseJson(line) !== undefined;
}
