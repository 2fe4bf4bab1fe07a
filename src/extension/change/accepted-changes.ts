import type { TaskDecision } from '../../core/task.ts';

/** A change that was accepted: the whole text of its document before and after. */
interface Accepted {
  readonly task: string;
  readonly uri: string;
  readonly before: Print;
  readonly after: Print;
  isUndone: boolean;
}

/** The length is compared first: it costs nothing. */
interface Print {
  readonly length: number;
  readonly hash: string;
}

export interface Decided {
  readonly task: string;
  readonly decision: Extract<TaskDecision, 'accepted' | 'undone'>;
}

/** Tells of changes accepted in this window when one is undone, and when it is redone: by the document's whole text. */
export class AcceptedChanges {
  readonly #changes: Accepted[] = [];
  readonly #hashOf: (text: string) => string;

  constructor(hashOf: (text: string) => string) {
    this.#hashOf = hashOf;
  }

  add(task: string, uri: string, texts: { readonly before: string; readonly after: string }): void {
    this.#changes.push({ task, uri, before: this.#print(texts.before), after: this.#print(texts.after), isUndone: false });
  }

  /** The hash of the document's text that a task left behind. */
  hashAfter(task: string): string | undefined {
    return this.#changes.findLast((one) => one.task === task)?.after.hash;
  }

  /** What the text that a document has now says of the changes in it. */
  follow(uri: string, text: () => string): readonly Decided[] {
    const here = this.#changes.filter((one) => one.uri === uri);
    if (here.length === 0) return [];
    const now = text();
    let hash: string | undefined;
    const is = (print: Print): boolean => print.length === now.length && print.hash === (hash ??= this.#hashOf(now));
    const turned = here.filter(({ isUndone, before, after }) => is(isUndone ? after : before));
    for (const one of turned) one.isUndone = !one.isUndone;
    return turned.map(({ task, isUndone }) => ({ task, decision: isUndone ? 'undone' : 'accepted' }));
  }

  #print(text: string): Print {
    return { length: text.length, hash: this.#hashOf(text) };
  }
}
