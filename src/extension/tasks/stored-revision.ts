import type * as vscode from 'vscode';

import type { TaskSubject } from '../../core/task.ts';
import { nameOf } from '../change/name-of.ts';
import { BLOT } from '../change/place.ts';
import type { Revision } from '../change/run-change.ts';

/**
 * A revision as it was asked for, under its own title; undefined where a task is none. `lost`: the answer that it is about
 * was not kept, or not as it was.
 */
export function storedRevision(subject: TaskSubject, document: Pick<vscode.TextDocument, 'uri'>, textOf: (reference: string) => string | undefined): Revision | undefined | 'lost' {
  const { title, typed, earlier } = subject;
  if (typed === undefined || earlier === undefined) return undefined;
  const answer = textOf(earlier);
  if (answer === undefined || answer.includes(BLOT)) return 'lost';
  const prefix = `${nameOf(document)}: `;
  return { title: title.startsWith(prefix) ? title.slice(prefix.length) : title, typed, earlier: answer, passed: storedPassed(subject, textOf) };
}

/** The earlier answer with which the project's tests passed, if it was kept as it was. */
export function storedPassed({ passed }: TaskSubject, textOf: (reference: string) => string | undefined): string | undefined {
  const text = passed === undefined ? undefined : textOf(passed);
  return text?.includes(BLOT) === true ? undefined : text;
}
