/** What one test came to. */
export interface TestOutcome {
  /** The same on the base and with the change: file, names of the suites it is in, its own, and which of equal ones it is. */
  readonly id: string;
  readonly name: string;
  /** Relative to the project, with `/`; absent if the runner does not say. */
  readonly file?: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Of a failure: what went wrong, in one line. */
  readonly message?: string;
  /** Of a failure: `test/add.test.js:6`. */
  readonly where?: string;
}

/** Which code of the changed file was run by tests that passed. Offsets in UTF-16 units, lines one-based. */
export type Coverage =
  /** `code`: the text with what is never run blanked out. */
  | { readonly by: 'offset'; readonly code: string; readonly wasRun: (offset: number) => boolean }
  /** `partly`: lines that ran, but not all that may run of them. */
  | {
      readonly by: 'line';
      readonly executable: ReadonlySet<number>;
      readonly run: ReadonlySet<number>;
      readonly partly?: ReadonlySet<number>;
    }
  | { readonly by: 'nothing'; readonly why: string };

/** One run of the project's tests. */
export type TestRun =
  | {
      readonly ok: true;
      readonly tests: readonly TestOutcome[];
      readonly code: number;
      readonly coverage: Coverage;
      /** The changed file could not be parsed, so nothing of it ran. */
      readonly isBroken?: boolean;
      /** Test files that ran something of the changed file; absent where the runner does not tell. */
      readonly covering?: readonly string[];
      readonly elapsedMs: number;
    }
  /** `ended` by a limit; else the runner gave no report. `output`: the last of what it said. */
  | {
      readonly ok: false;
      readonly ended?: 'time' | 'memory' | 'report' | 'cancelled';
      readonly output: string;
      readonly elapsedMs: number;
    };

/** Gives tests of equal names their ids, in the order they are reported. */
export function withIds(tests: readonly Omit<TestOutcome, 'id'>[]): readonly TestOutcome[] {
  const seen = new Map<string, number>();
  return tests.map((test) => {
    const key = `${test.file ?? ''} > ${test.name}`;
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return { ...test, id: ordinal === 0 ? key : `${key} #${ordinal + 1}` };
  });
}

/** The changed file: its project, its name there, and its text as it was run. */
export interface Measured {
  readonly root: string;
  readonly file: string;
  readonly text: string;
}
