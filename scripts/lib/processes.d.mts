import type { ChildProcess, SpawnOptions } from 'node:child_process';

export interface RunOptions extends SpawnOptions {
  readonly quiet?: boolean;
  readonly onLine?: (line: string) => void;
}
export function killTree(child: ChildProcess, signal?: NodeJS.Signals): void;
export function start(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
export function run(command: string, args: readonly string[], options?: RunOptions): Promise<{ code: number; output: string }>;
export function onInterrupt(cleanup: () => unknown): () => void;
export function wasInterrupted(): boolean;
