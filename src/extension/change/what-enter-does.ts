/** What a row of the pick is for: an instruction, or a command that is run instead. */
export interface PickRow {
  readonly instruction?: string;
  readonly command?: string;
}

/** `start`: the instruction is run. `fill`: it is put into the box, and the next Enter starts it. */
export type EnterDoes =
  | { readonly do: 'start'; readonly instruction: string }
  | { readonly do: 'fill'; readonly instruction: string }
  | { readonly do: 'run'; readonly command: string }
  | { readonly do: 'nothing' };

export interface Entered {
  /** What stands in the box. */
  readonly value: string;
  /** The row that VS Code says was chosen. It tells rows by their number: where the rows were drawn anew meanwhile, it is another one. */
  readonly chosen: PickRow | undefined;
  /** The rows of exactly this text are on the screen, so that the person can have moved to one of them. */
  readonly drawn: boolean;
}

/** Only what stands in the box is ever started. An earlier instruction that is moved to and chosen is put there first. */
export function whatEnterDoes({ value, chosen, drawn }: Entered): EnterDoes {
  const typed = value.trim();
  const row = typed === '' || drawn ? chosen : undefined;
  if (row?.command !== undefined) return { do: 'run', command: row.command };
  if (row?.instruction !== undefined && row.instruction !== typed) return { do: 'fill', instruction: row.instruction };
  return typed === '' ? { do: 'nothing' } : { do: 'start', instruction: typed };
}
