import type { Confidence, SecurityRule } from '../../rule.ts';

/** A rule about the use of an interface, whatever data gets there. */
export interface ApiRule extends SecurityRule {
  readonly confidence: Confidence;
}

/** A rule without its name, which it stands under. */
export type RuleRow = Omit<ApiRule, 'rule'>;
