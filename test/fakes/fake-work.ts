import type { GateResult } from '../../src/core/gate.ts';
import type { World } from '../../src/core/ports.ts';
import { runTask } from '../../src/core/run-task.ts';
import type { TaskState, TaskSubject } from '../../src/core/task.ts';
import type { RunOptions, Work } from '../../src/core/work.ts';
import { fakeResult } from './fake-world.ts';

export const FAKE_SUBJECT: TaskSubject = {
  kind: 'edit',
  title: 'a task',
  instruction: 'do it',
  uri: 'file:///a.ts',
  range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
  original: '',
  seat: 'generation-01',
};

export interface FakeWorkOptions {
  /** What is asked; the evidence of a refused answer follows it. */
  readonly question?: string;
  readonly maxOutputTokens?: number;
  /** The gates' results for an answer; all is well without it. May throw. */
  check?(text: string, truncated: boolean): readonly GateResult[];
}

/** A job with a short prompt and scripted checks. */
export function fakeWork(options: FakeWorkOptions = {}): Work {
  const question = options.question ?? 'do it';
  return {
    subject: FAKE_SUBJECT,
    prompt: (_, repair) => ({
      system: 'You are asked by a test.',
      messages: [{ role: 'user', text: [question, repair?.answer ?? '', ...(repair?.lines ?? [])].join('\n') }],
      maxOutputTokens: options.maxOutputTokens ?? 100,
      parts: [{ label: 'a.ts', text: question, firstLine: 40 }],
      leftOut: [],
    }),
    async check({ text, truncated }) {
      await Promise.resolve();
      return { results: options.check?.(text, truncated) ?? [fakeResult('format', 'pass')] };
    },
  };
}

/** Runs a task called `task-1` in a trusted workspace, without caps unless some are given. */
export function fakeRun(
  world: World,
  options: Pick<RunOptions, 'cards'> & Partial<RunOptions>,
  work: Work = fakeWork(),
): Promise<TaskState> {
  return runTask(world, work, {
    id: 'task-1',
    policy: { neverPay: false, order: [], trusted: true },
    caps: {},
    localOnly: undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  });
}
