import * as v from 'valibot';
import type { OverlaidPath } from './overlaid-disk.ts';

/** What pyright is asked of one text. */
export interface PyrightQuestion {
  readonly path: string;
  /** The text itself, and what else stands in for a file. */
  readonly overlays: readonly OverlaidPath[];
  /** The folder of the project. */
  readonly root: string;
  /** Our settings for it, as in a `pyrightconfig.json`. */
  readonly settings: string;
}

/** To pyright's thread. */
export interface PyrightMessage {
  readonly id: number;
  readonly question: PyrightQuestion;
}

const place = v.object({ line: v.number(), character: v.number() });
const range = v.object({ start: place, end: place });
const found = v.object({
  message: v.string(),
  /** As the language server protocol counts: 1 is an error, 4 a hint. */
  severity: v.number(),
  range,
  rule: v.exactOptional(v.string()),
  /** What pyright shows of what stands there, where its message alone does not tell enough. */
  hover: v.exactOptional(v.string()),
  /** What is called, or the class whose attribute is missing: the file that defines it, and its line with the decorators above. */
  definition: v.exactOptional(v.object({ file: v.string(), lines: v.string() })),
});

/** One thing that pyright says of the text. */
export type PyrightFinding = v.InferOutput<typeof found>;

const answer = v.object({ id: v.number(), found: v.array(found), failed: v.exactOptional(v.string()) });
export type PyrightAnswer = v.InferOutput<typeof answer>;

export function parsePyrightAnswer(message: unknown): PyrightAnswer | undefined {
  const parsed = v.safeParse(answer, message);
  return parsed.success ? parsed.output : undefined;
}
