import type { ComplexityLimits } from '../../core/gate-policy.ts';

/**
 * 15 is what the authors of cognitive complexity use for most languages; of cyclomatic complexity McCabe proposed 10, and
 * NIST SP 500-235, section 2.5, has 15 for teams that test well. The other two are this project's choice.
 */
export const complexityThresholds: ComplexityLimits = { cognitive: 15, cyclomatic: 15, lines: 100, nesting: 4 };
