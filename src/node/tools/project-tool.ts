import type { Finding } from '../../core/gate.ts';
import type { Tool } from '../proof/toolchain.ts';

/** Zero-based, the end exclusive. Columns count UTF-16 units, or whole characters. */
export interface Place {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly unit: 'utf16' | 'character';
}

/** One place that a tool complains about. */
export interface Complaint {
  /** As the tool names it: absolute, or relative to the folder that it ran in. */
  readonly file: string;
  readonly rule: string;
  readonly message: string;
  readonly severity: Finding['severity'];
  readonly blocks: boolean;
  readonly place: Place;
  readonly url?: string;
  /** The tool could not read the file, and says nothing else of it. */
  readonly unreadable?: true;
}

/** What a tool said in one run. */
export interface ToolReport {
  readonly complaints: readonly Complaint[];
  /** What it was told to keep silent about. */
  readonly silenced?: readonly Complaint[];
  /** Files that its configuration leaves out. */
  readonly ignored?: readonly string[] | 'all';
  /** Programs that it has loaded, as paths. */
  readonly loaded?: readonly string[];
}

/** What is left of a run in the jail. */
export interface ToolOutput {
  readonly report: string;
  /** Standard output and standard error. */
  readonly output: string;
  readonly code: number | undefined;
}

/** A linter or type checker that the project has installed and set up for a file. */
export interface ProjectTool {
  readonly gate: 'lint' | 'types';
  /** `ESLint`. */
  readonly name: string;
  readonly version: string | undefined;
  /** Where it runs, relative to the project; empty for its root. */
  readonly folder: string;
  readonly tool: Tool;
  /** Folders that come first on the jail's PATH. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Shell text. `files`: relative to `folder`. */
  command(files: readonly string[]): string;
  /** Shell text that prints the report. */
  readonly collect: string;
  /** Undefined: that is no report. */
  read(run: ToolOutput): ToolReport | undefined;
  /** Whether a file of the project, by its name, belongs to the tool's own programs. */
  isPart?(name: string): boolean;
}

/** Finds a tool for a file of the project. Reads what is on disk, runs nothing of the project. */
export type FindTool = (root: string, name: string) => Promise<ProjectTool | undefined>;
