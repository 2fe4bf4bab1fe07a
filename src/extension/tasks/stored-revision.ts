import { BLOT } from '../../core/secret-check.ts';
import type { TaskSubject } from '../../core/task.ts';
import type { Revision } from '../change/revision.ts';

/**
 * A revision as it was asked for, under its own title and by its own seat; undefined where a task is none. `file`: as the
 * title names it. `lost`: the answer that it is about was not kept, or not as it was.
 */
export function storedRevision(
  subject: TaskSubject,
  file: string,
  textOf: (reference: string) => string | undefined,
): Revision | undefined | 'lost' {
  const { title, typed, earlier, seat, writer } = subject;
  if (typed === undefined || earlier === undefined) return undefined;
  const answer = textOf(earlier);
  if (answer === undefined || answer.includes(BLOT)) return 'lost';
  const prefix = `${file}: `;
  return {
    title: title.startsWith(prefix) ? title.slice(prefix.length) : title,
    typed,
    earlier: answer,
    passed: storedPassed(subject, textOf),
    seat,
    writer,
  };
}

/** The earlier answer with which the project's tests passed, if it was kept as it was. */
export function storedPassed({ passed }: TaskSubject, textOf: (reference: string) => string | undefined): string | undefined {
  const text = passed === undefined ? undefined : textOf(passed);
  return text?.includes(BLOT) === true ? undefined : text;
}
