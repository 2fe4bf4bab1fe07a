/**
 * How hard a task is, by what is known before anybody is asked: how much code it is about and how many places are said to
 * be wrong. No word of the instruction is looked at: people say the same hard thing in easy words.
 */
export type Difficulty = 'small' | 'medium' | 'large';

interface TaskSize {
  /** Of the code that is to be replaced or read. */
  readonly lines: number;
  /** Complaints inside it, each about a place of its own. Absent: none. */
  readonly complaints?: number;
  /** Lines of what the person asked for: a list of wishes has several. Absent: one. */
  readonly instructionLines?: number;
}

/** The most each may have. A benchmark's probes have sizes on both sides of the first. */
const MOST: Readonly<Record<'small' | 'medium', Required<TaskSize>>> = {
  small: { lines: 20, complaints: 1, instructionLines: 2 },
  medium: { lines: 80, complaints: 5, instructionLines: 8 },
};

/** The most lines that a task of a difficulty may be about. */
export function mostLines(difficulty: Exclude<Difficulty, 'large'>): number {
  return MOST[difficulty].lines;
}

export function difficultyOf({ lines, complaints = 0, instructionLines = 1 }: TaskSize): Difficulty {
  const fits = (most: Required<TaskSize>): boolean =>
    lines <= most.lines && complaints <= most.complaints && instructionLines <= most.instructionLines;
  if (fits(MOST.small)) return 'small';
  return fits(MOST.medium) ? 'medium' : 'large';
}

/** What is in a text, for `TaskSize`: lines with something on them, counted no further than a difficulty can tell apart. */
export function lineCount(text: string): number {
  const line = /\S[^\n]*/g;
  let lines = 0;
  while (lines <= MOST.medium.lines && line.test(text)) lines += 1;
  return lines;
}
