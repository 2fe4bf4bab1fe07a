import type { TaskSubject } from '../../core/task.ts';
import type { TaskWishes } from '../run-options.ts';

/** A change of an earlier answer: that one stands in the prompt as the code to change. */
export interface Revision {
  readonly title: string;
  readonly typed: string;
  readonly earlier: string;
  /** An earlier answer with which the project's tests passed. */
  readonly passed?: string | undefined;
  /** The card that wrote the earlier answer: it is asked first. */
  readonly writer?: string | undefined;
  /** Whose seat it keeps, so that its prompt begins alike. */
  readonly seat?: string;
  /** The task that gave that answer, if its result is open. */
  readonly task?: string;
}

/** What is remembered of a revision beside what is of every change. */
export async function revisionSubject(
  revision: Revision | undefined,
  put: (text: string) => Promise<string>,
  keep: (text: string) => Promise<string>,
): Promise<Pick<TaskSubject, 'typed' | 'earlier' | 'passed' | 'writer'>> {
  if (revision === undefined) return {};
  const { typed, earlier, passed, writer } = revision;
  return {
    typed: await keep(typed),
    earlier: await put(earlier),
    ...(passed === undefined ? {} : { passed: await put(passed) }),
    ...(writer === undefined ? {} : { writer }),
  };
}

/** The model that is asked first: the one that was chosen, else the one that wrote what is to be changed. */
export function firstOf({ first, revision }: { readonly first?: string; readonly revision?: Revision | undefined }): TaskWishes {
  if (first !== undefined) return { first };
  return revision?.writer === undefined ? {} : { first: revision.writer, firstBecause: 'it wrote the earlier answer' };
}
