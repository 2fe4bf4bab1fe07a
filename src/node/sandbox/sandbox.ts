/** What a program in the jail sees of the machine, and where it may write. */
export interface Mounts {
  /** Files and folders of the machine, at a place of the jail's. A `from` that is not there is left out. */
  readonly readOnly: readonly { readonly from: string; readonly to: string }[];
  /**
   * Empty folders in memory, gone with the jail; the only places that can be written. Megabytes. One within a read-only
   * folder must be there on the machine.
   */
  readonly memory: readonly { readonly path: string; readonly mb: number }[];
}

export interface SandboxCommand {
  /** The program and its arguments, as the jail sees them. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** All that the program finds in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: Mounts;
}

export interface SandboxLimits {
  readonly wallMs: number;
  /** Of all processes together, without the memory folders, which have sizes of their own. */
  readonly memoryMb: number;
  /** Processes and threads together. */
  readonly processes: number;
  /** Of standard output and standard error together; what goes beyond is dropped. */
  readonly outputBytes: number;
  /** Of the report; a larger one ends the program. */
  readonly reportBytes: number;
}

export interface SandboxRun {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly output: string;
  /** What was written to file descriptor 3. */
  readonly report: Buffer;
  /** Which limit or wish ended it. */
  readonly killedFor?: 'time' | 'memory' | 'report' | 'cancelled';
}

export type SandboxProbe = { readonly ok: true; readonly what: string } | { readonly ok: false; readonly why: string };

/**
 * A jail for programs that are not trusted: no network, nothing of the person's home or environment, nothing writable that
 * outlives it. When `run` resolves, no process of it is left. Neither call rejects.
 */
export interface Sandbox {
  /** Whether it works here; a yes is remembered. */
  probe(): Promise<SandboxProbe>;
  run(command: SandboxCommand, limits: SandboxLimits, signal: AbortSignal): Promise<SandboxRun>;
}
