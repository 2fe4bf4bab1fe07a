import type { GateResult } from '../../core/gate.ts';
import { isSetAside, type TaskState } from '../../core/task.ts';
import { leavesOld, passWords, verdictWords } from '../../core/verdicts.ts';

export interface JudgedFile {
  readonly uri: string;
  readonly state: TaskState;
  readonly results: readonly GateResult[];
}

/** The newest judged change of each file, of tasks with the newest first. What the person set aside says nothing of a file any more. */
export function judgedFiles(tasks: readonly TaskState[]): readonly JudgedFile[] {
  const files = new Map<string, JudgedFile>();
  for (const state of tasks) {
    const { subject } = state;
    const results = state.attempts.findLast((attempt) => attempt.results !== undefined)?.results;
    if (results === undefined || subject?.kind !== 'edit' || isSetAside(state)) continue;
    if (!files.has(subject.uri)) files.set(subject.uri, { uri: subject.uri, state, results });
  }
  return [...files.values()];
}

const EDITED = 'edited since it was checked';

/** Of a change: what the person did with it, what the gates said, and whether that is of the text as it is: `accepted, types passed`. */
export function judgedWords({ decision }: Pick<TaskState, 'decision'>, results: readonly GateResult[], edited: boolean): string {
  return [...(decision === undefined ? [] : [decision]), verdictWords(results), ...(edited ? [EDITED] : [])].join(', ');
}

/** Of a file as it stands: `2 findings`, and what could not be judged. */
export function standingWords({
  findings,
  unjudged,
  stale,
}: {
  readonly findings: number;
  readonly unjudged: readonly string[];
  readonly stale: boolean;
}): string {
  const found = `${findings} ${findings === 1 ? 'finding' : 'findings'}`;
  const parts = [found, ...(unjudged.length === 0 ? [] : [`${unjudged.join(', ')} not judged`]), ...(stale ? [EDITED] : [])];
  return parts.join(', ');
}

/** How a gate's row is drawn. Only what is required, and has failed or could not be told, is drawn as a trouble. */
export type GateLook = 'pass' | 'old-left' | 'fail' | 'advice' | 'unknown' | 'not-told' | 'not-applicable';

export function gateLook(result: GateResult): GateLook {
  const { verdict, required } = result;
  if (verdict === 'fail') return required ? 'fail' : 'advice';
  if (verdict === 'unknown') return required ? 'unknown' : 'not-told';
  return leavesOld(result) ? 'old-left' : verdict;
}

/** `fail, advisory, the code before had 1: why`; a pass that leaves something old is called what it is: `nothing new (1 as before)`. */
export function gateWords(result: GateResult): string {
  const { verdict, required, known, ignored = 0, why } = result;
  if (leavesOld(result)) return `${passWords(result)}${required ? '' : ', advisory'}${why === undefined ? '' : `: ${why}`}`;
  const before = known === 0 ? '' : `, the code before had ${known}`;
  const dropped = ignored === 0 ? '' : `, ${ignored} ignored`;
  return `${verdict}${required ? '' : ', advisory'}${before}${dropped}${why === undefined ? '' : `: ${why}`}`;
}
