import type { GateId } from './gate.ts';

/** `required`: a new finding that blocks refuses a change. `advisory`: it is only told. `off`: the gate does not run. */
export type GateLevel = 'required' | 'advisory' | 'off';

/** What a function may have before it is a finding. */
export interface ComplexityLimits {
  /** Cognitive complexity, as in G. Ann Campbell's paper. */
  readonly cognitive: number;
  /** Independent ways through the function: McCabe, "A Complexity Measure", 1976. */
  readonly cyclomatic: number;
  /** Lines that are not blank. */
  readonly lines: number;
  /** Conditions, loops, switches and tries inside of each other. */
  readonly nesting: number;
}

/** What a person wants of the gates. What is absent is as the plan of a language has it. */
export interface GatePolicy {
  /** No level makes a gate required that the plan only has as advice. */
  readonly levels?: Readonly<Partial<Record<GateId, GateLevel>>>;
  /** Rules whose findings do not count, by their codes: `F401`, `no-empty`. Never those of syntax, of types, and of what judges. */
  readonly rulesOff?: readonly string[];
  readonly complexity?: Readonly<Partial<ComplexityLimits>>;
}

/** Why a gate that is off says nothing. */
export const turnedOff = 'turned off in the settings';
