/** What a server has written so far, and a way to wait for what it will write. */
export interface ServerLog {
  readonly text: string;
  add(text: string): void;
  /** Nothing more will come: whoever waits is told so. */
  end(why?: string): void;
  /** Resolves with the first match at or after `from`. Rejects, with the log's end, if the server ends without one. */
  seen(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
  count(pattern: RegExp, from?: number): number;
}

export function createServerLog(): ServerLog {
  let text = '';
  let ended: string | undefined;
  const waiting = new Set<() => void>();
  const wake = () => {
    const all = [...waiting];
    waiting.clear();
    for (const resolve of all) resolve();
  };
  return {
    get text() {
      return text;
    },
    add: (more) => {
      text += more;
      wake();
    },
    end: (why = 'it has ended') => {
      ended = why;
      wake();
    },
    seen: async (pattern, from = 0) => {
      for (;;) {
        const match = pattern.exec(text.slice(from));
        if (match !== null) return match;
        if (ended !== undefined) throw new Error(`the server never wrote ${pattern}: ${ended}\n${text.slice(-2_000)}`);
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    count: (pattern, from = 0) => [...text.slice(from).matchAll(new RegExp(pattern, 'g'))].length,
  };
}
