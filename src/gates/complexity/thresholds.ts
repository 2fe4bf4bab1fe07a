/** What a function may have before it is a finding. */
export interface ComplexityThresholds {
  /** Cognitive complexity, as in G. Ann Campbell's paper. */
  readonly cognitive: number;
  /** Independent ways through the function: McCabe, "A Complexity Measure", 1976. */
  readonly cyclomatic: number;
  /** Lines that are not blank. */
  readonly lines: number;
  /** Conditions, loops, switches and tries inside of each other. */
  readonly nesting: number;
}

/**
 * 15 is what the authors of cognitive complexity use for most languages; of cyclomatic complexity McCabe proposed 10, and
 * NIST SP 500-235, section 2.5, has 15 for teams that test well. The other two are this project's choice.
 */
export const complexityThresholds: ComplexityThresholds = { cognitive: 15, cyclomatic: 15, lines: 100, nesting: 4 };
