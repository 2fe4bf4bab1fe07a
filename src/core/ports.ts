import type { Gates } from './gate.ts';
import type { Ledger, Prices } from './ledger.ts';
import type { Proof } from './proof.ts';
import type { Provider } from './provider.ts';
import type { TaskEvent } from './task.ts';
import type { Traffic } from './traffic/traffic.ts';
import type { WorkspaceTools } from './workspace-tools.ts';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** The person's offset from UTC in minutes, east positive: a budget's day is their calendar day. */
  utcOffsetMinutes(): number;
  /** Resolves after `ms`, or as soon as `signal` fires; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A place at a local model server. Parallel requests to one are a queue, over all windows and processes. */
export interface Slots {
  /** Waits for a place. `undefined` if `signal` fired first. The caller releases exactly once. */
  acquire(server: string, attempt: string, signal: AbortSignal): Promise<{ release(): void } | undefined>;
  /** How many calls have a place there or wait for one. Absent: not known. */
  ahead?(server: string): number;
}

/** Where tasks are remembered. All calls are synchronous, and what is written is durable when they return. */
export interface TaskLog {
  append(task: string, event: TaskEvent, at: number): void;
  /** Throws if a task that has begun is there no more: all data was deleted. Absent: nobody can delete it. */
  assertThere?(task: string): void;
  /** Stores a text once and returns its reference. */
  putText(text: string): string;
}

/** At least 0 and below 1, each as likely as any other. */
export type Random = () => number;

export interface Ids {
  /** Unique over all processes and time. */
  next(): string;
}

/** Everything a task needs of the world. One object for each host, made by its composition function. */
export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly ledger: Ledger;
  readonly prices: Prices;
  readonly gates: Gates;
  /** Absent: this host runs no tool of a workspace's own. */
  readonly tools?: WorkspaceTools;
  /** Absent: this host runs no tests. */
  readonly proof?: Proof;
  readonly slots: Slots;
  readonly traffic: Traffic;
  readonly log: TaskLog;
  /**
   * Runs `body` soon, and writes what it books, appends and stores in one transaction with what others write just then.
   * Resolves when that is durable; rejects where nothing of it was written. Absent: each is written on its own.
   */
  together?<T>(body: () => T): Promise<T>;
  provider(id: string): Provider | undefined;
}
