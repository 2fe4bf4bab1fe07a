/**
 * `format` is judged by the core on the answer's text, `tests` by running the project's own in a sandbox, the others by the
 * gates process on the changed file.
 */
export type GateId = 'format' | 'syntax' | 'types' | 'lint' | 'security' | 'secrets' | 'imports' | 'complexity' | 'documentation' | 'tests';

/** `unknown` never counts as `pass`: it means that the gate could not be run, and `why` says so. */
export type Verdict = 'pass' | 'fail' | 'not-applicable' | 'unknown';

/** A place in a text: zero-based lines and UTF-16 columns, the end exclusive, as in the Language Server Protocol. */
export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One replacement in a text. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** A change of the same file that mends a finding, made by a rule and by no model: the same text always gets the same one. */
export interface Fix {
  /** As a command: `Replace "is" with "=="`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** It may change what the program does beyond the finding: a person makes it by itself, never with all the others. */
  readonly single?: true;
}

/** One step of the way that untrusted data takes through a text, and through what it imports. */
export interface PathStep {
  /** The file it is in, where that is not the one that was judged. */
  readonly uri?: string;
  readonly range: TextRange;
  /** `comes from the request's query`, `passed to exec`. */
  readonly message: string;
}

/** One place a gate complains about. */
export interface Finding {
  readonly gate: GateId;
  /** The rule's own code: `TS2551`, `no-undef`, `F821`, `aws-access-key`. */
  readonly rule: string;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly range: TextRange;
  /** It means a bug or a leak: if it is new, a required gate fails. Style never does. */
  readonly blocks: boolean;
  /** Where the rule is explained. */
  readonly url?: string;
  /** The weakness, as `CWE-798`, where there is one. */
  readonly cwe?: string;
  /** Why it matters, for a person: what an attacker could do, in one sentence. */
  readonly why?: string;
  /** How untrusted data gets there: from the source to the sink, in the order it flows. */
  readonly path?: readonly PathStep[];
  /**
   * The same for the same complaint in the base and in the result, wherever it has moved to: a hash of rule, message,
   * the line's text without white space, and how many equal ones came before it.
   */
  readonly fingerprint: string;
  /** Only of a text that was looked at by itself, whose places it names. */
  readonly fix?: Fix;
  /** The file it is in, where that is not the changed one. */
  readonly uri?: string;
}

/** What one gate said of one changed file. */
export interface GateResult {
  readonly gate: GateId;
  readonly verdict: Verdict;
  /** Whether this verdict decides, for a change. */
  readonly required: boolean;
  /** Only what the base did not have, in the result's coordinates. */
  readonly findings: readonly Finding[];
  /** How many complaints the base already had. */
  readonly known: number;
  /** How many of those would block if they were new, and are still there. Absent: none. */
  readonly remaining?: number;
  /** For `unknown` and `not-applicable`: the reason, in words; for a `pass` of `tests`: what proves it. */
  readonly why?: string;
  /** It did not run because a person turned it off: that says nothing of the text. */
  readonly off?: true;
  /** How many findings do not count: their rule is turned off, or a comment with a reason ignores them. Absent: none. */
  readonly ignored?: number;
  /** What ran, with its version: `TypeScript 6.0.3`. */
  readonly tool: string;
  /** Milliseconds. */
  readonly elapsedMs: number;
}

/** One file of a change: neither text need be on disk. */
export interface ChangedFile {
  readonly uri: string;
  readonly languageId: string;
  /** Absent: the change makes the file. */
  readonly base?: string;
  /** Absent: the change deletes it. */
  readonly result?: string;
}

/** A change to be judged as a whole: each of its files sees what the others become. */
export interface JudgeRequest {
  readonly files: readonly ChangedFile[];
  /** Other files as the editor has them now, where they differ from the disk. */
  readonly overlays: readonly { readonly uri: string; readonly text: string }[];
  /** False: no code of the workspace is run, no configuration of it is loaded as a program. */
  readonly trusted: boolean;
  /** What a person waits for goes before what agents do by themselves. `agent` when absent. */
  readonly priority?: 'person' | 'agent';
  /** Who asks. Those who ask at the same time take turns. */
  readonly agent?: string;
}

/** What the gates said of one file: of each that was changed, and of each that the change breaks from outside. */
export interface FileJudgement {
  readonly uri: string;
  readonly results: readonly GateResult[];
}

/** A secret's place, never its text. */
export interface SecretFinding {
  readonly rule: string;
  readonly message: string;
  /** Offsets in UTF-16 units into the scanned text. */
  readonly start: number;
  readonly end: number;
  /** Zero-based. */
  readonly line: number;
}

export type SecretScan = { readonly ok: true; readonly findings: readonly SecretFinding[] } | { readonly ok: false; readonly why: string };

/** The gates, wherever they run. Neither call ever rejects: what could not be judged is `unknown`. */
export interface Gates {
  judge(request: JudgeRequest, signal: AbortSignal): Promise<readonly FileJudgement[]>;
  scanSecrets(text: string, signal?: AbortSignal): Promise<SecretScan>;
}
