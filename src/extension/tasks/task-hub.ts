import * as vscode from 'vscode';

import type { Progress } from '../../core/run-task.ts';
import type { TaskState } from '../../core/task.ts';
import { CLOUD_TIMEOUTS, LOCAL_TIMEOUTS } from '../../providers/provider-deps.ts';
import { isHere } from '../is-here.ts';

/** A task that runs in this window. */
export interface LiveTask {
  readonly id: string;
  readonly title: string;
  readonly seat: string;
  readonly uri: string;
  readonly startedAt: number;
  phase: 'starting' | 'asked' | 'waiting' | 'loading' | 'thinking' | 'writing' | 'judging' | 'testing';
  label: string;
  lastLine: string;
  /** When the last sign of it came, in milliseconds since the epoch. */
  heardAt: number;
  /** How long the provider that is asked may take for its first byte. Undefined: no limit is known. */
  answerLimitMs: number | undefined;
  state: TaskState | undefined;
  cancel(): void;
}

/** What runs in this window, and what has ended here or elsewhere. Fires at most once for each batch of changes. */
export interface TaskHub extends vscode.Disposable {
  live(): readonly LiveTask[];
  /** Ended and interrupted tasks, newest first. */
  ended(): readonly TaskState[];
  begin(task: Pick<LiveTask, 'id' | 'title' | 'seat' | 'uri' | 'startedAt' | 'cancel'>): void;
  progress(id: string, progress: Progress): void;
  /** The last line of what is being written, secrets blotted out. */
  line(id: string, line: string): void;
  /** The task has ended: it is no longer live. */
  end(state: TaskState): void;
  /** The task never came to a state. */
  forget(id: string): void;
  /** Tasks of earlier sessions and other windows, as the store has them. */
  remember(states: readonly TaskState[]): void;
  find(id: string): TaskState | undefined;
  clear(): void;
  readonly onDidChange: vscode.Event<void>;
}

export function createTaskHub(): TaskHub {
  const live = new Map<string, LiveTask>();
  const ended = new Map<string, TaskState>();
  const changed = new vscode.EventEmitter<void>();

  return {
    live: () => [...live.values()],
    ended: () => [...ended.values()].sort((a, b) => b.createdAt - a.createdAt),
    begin(task) {
      // A parked task that goes on.
      ended.delete(task.id);
      live.set(task.id, { ...task, phase: 'starting', label: '', lastLine: '', heardAt: Date.now(), answerLimitMs: undefined, state: undefined });
      changed.fire();
    },
    progress(id, progress) {
      const task = live.get(id);
      if (task === undefined) return;
      applyProgress(task, progress);
      changed.fire();
    },
    line(id, line) {
      const task = live.get(id);
      if (task === undefined) return;
      task.lastLine = line;
      changed.fire();
    },
    end(state) {
      live.delete(state.id);
      ended.set(state.id, state);
      changed.fire();
    },
    forget(id) {
      live.delete(id);
      changed.fire();
    },
    remember(states) {
      for (const state of states) if (!live.has(state.id)) ended.set(state.id, state);
      changed.fire();
    },
    find: (id) => live.get(id)?.state ?? ended.get(id),
    clear() {
      ended.clear();
      changed.fire();
    },
    onDidChange: changed.event,
    dispose() {
      for (const task of live.values()) task.cancel();
      changed.dispose();
    },
  };
}

function applyProgress(task: LiveTask, progress: Progress): void {
  task.heardAt = Date.now();
  if (progress.type === 'state') {
    task.state = progress.state;
    const attempt = progress.state.attempts.at(-1);
    if (attempt === undefined || attempt.outcome !== undefined) return;
    [task.label, task.phase, task.lastLine] = [attempt.label, 'asked', ''];
    task.answerLimitMs = answerLimitMs(attempt.card);
    return;
  }
  task.label = progress.label;
  task.phase = progress.type === 'text' ? 'writing' : progress.type;
}

/** The embedded model has no such limit. */
function answerLimitMs(card: string): number | undefined {
  const provider = card.slice(0, card.indexOf('/'));
  if (provider === 'embedded') return undefined;
  return (isHere(provider) ? LOCAL_TIMEOUTS : CLOUD_TIMEOUTS).firstByteMs;
}
