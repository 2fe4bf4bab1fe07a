import * as vscode from 'vscode';

import type { TaskState } from '../../core/task.ts';
import type { Progress } from '../../core/work.ts';
import { CLOUD_TIMEOUTS, LOCAL_TIMEOUTS } from '../../providers/provider-deps.ts';
import { isHere } from '../is-here.ts';
import { isOfThisWindow, type WindowFiles } from './of-this-window.ts';

/** A task that runs in this window. */
export interface LiveTask {
  readonly id: string;
  readonly title: string;
  readonly seat: string;
  readonly uri: string;
  readonly startedAt: number;
  phase: 'starting' | 'asked' | 'waiting' | 'loading' | 'thinking' | 'writing' | 'judging' | 'testing' | 'cancelling';
  label: string;
  lastLine: string;
  /** When the last sign of it came, in milliseconds since the epoch. */
  heardAt: number;
  /** When the model that is asked could begin: it was asked, or loaded. In milliseconds since the epoch. */
  begunAt: number;
  /** How long the provider that is asked may take for its first byte. Undefined: no limit is known. */
  answerLimitMs: number | undefined;
  state: TaskState | undefined;
  cancel(): void;
}

/** What runs in this window, and what has ended here or elsewhere. Fires at most once for each batch of changes. */
export interface TaskHub extends vscode.Disposable {
  live(): readonly LiveTask[];
  /** Ended and interrupted tasks of this window's workspace, and those that ran in this window, newest first. */
  ended(): readonly TaskState[];
  /** The same of all workspaces, as far as they are known here. */
  endedAnywhere(): readonly TaskState[];
  /** Which tasks `ended` has, as the window is now. */
  shownHere(): (state: TaskState) => boolean;
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

/** The tasks that have ended, and which of them this window shows. `own`: those that ran in it. */
function endedIn(ended: ReadonlyMap<string, TaskState>, own: ReadonlySet<string>): Pick<TaskHub, 'ended' | 'endedAnywhere' | 'shownHere'> {
  const shownHere = (): ((state: TaskState) => boolean) => {
    const files = windowFiles();
    return (state) => own.has(state.id) || isOfThisWindow(state, files);
  };
  const all = (): readonly TaskState[] => [...ended.values()].sort((a, b) => b.createdAt - a.createdAt);
  return { ended: () => all().filter(shownHere()), endedAnywhere: all, shownHere };
}

export function createTaskHub(): TaskHub {
  const live = new Map<string, LiveTask>();
  const ended = new Map<string, TaskState>();
  const own = new Set<string>();
  const changed = new vscode.EventEmitter<void>();
  const tell = (): void => changed.fire();
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(tell);
  const update = (id: string, change: (task: LiveTask) => void): void => {
    const task = live.get(id);
    if (task === undefined) return;
    change(task);
    tell();
  };

  return {
    live: () => [...live.values()],
    ...endedIn(ended, own),
    begin(task) {
      // A parked task that goes on.
      ended.delete(task.id);
      own.add(task.id);
      live.set(task.id, liveTask(task, tell));
      tell();
    },
    progress: (id, progress) => update(id, (task) => applyProgress(task, progress)),
    line: (id, line) => update(id, (task) => void (task.lastLine = line)),
    end(state) {
      live.delete(state.id);
      ended.set(state.id, state);
      tell();
    },
    forget(id) {
      live.delete(id);
      tell();
    },
    remember(states) {
      for (const state of states) if (!live.has(state.id)) ended.set(state.id, state);
      tell();
    },
    find: (id) => live.get(id)?.state ?? ended.get(id),
    clear() {
      ended.clear();
      tell();
    },
    onDidChange: changed.event,
    dispose() {
      for (const task of live.values()) task.cancel();
      folders.dispose();
      changed.dispose();
    },
  };
}

function windowFiles(): WindowFiles {
  return {
    open: new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString())),
    holds: (uri) => vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri)) !== undefined,
  };
}

function liveTask(task: Parameters<TaskHub['begin']>[0], tell: () => void): LiveTask {
  const one: LiveTask = {
    ...task,
    phase: 'starting',
    label: '',
    lastLine: '',
    heardAt: Date.now(),
    begunAt: Date.now(),
    answerLimitMs: undefined,
    state: undefined,
    cancel() {
      one.phase = 'cancelling';
      tell();
      task.cancel();
    },
  };
  return one;
}

function applyProgress(task: LiveTask, progress: Progress): void {
  task.heardAt = Date.now();
  if (progress.type === 'state') {
    task.state = progress.state;
    const attempt = progress.state.attempts.at(-1);
    if (attempt === undefined || attempt.outcome !== undefined) return;
    [task.label, task.lastLine, task.begunAt] = [attempt.label, '', attempt.startedAt];
    enter(task, 'asked');
    task.answerLimitMs = answerLimitMs(attempt.card);
    return;
  }
  task.label = progress.label;
  if (progress.type === 'loading') task.begunAt = task.heardAt;
  enter(task, progress.type === 'text' ? 'writing' : progress.type);
}

/** What still comes of a task that is being cancelled is no news. */
function enter(task: LiveTask, phase: LiveTask['phase']): void {
  if (task.phase !== 'cancelling') task.phase = phase;
}

/** The embedded model has no such limit. */
function answerLimitMs(card: string): number | undefined {
  const provider = card.slice(0, card.indexOf('/'));
  if (provider === 'embedded') return undefined;
  return (isHere(provider) ? LOCAL_TIMEOUTS : CLOUD_TIMEOUTS).firstByteMs;
}
