import type { Confidence, SecurityRule } from '../../rule.ts';

/** A rule about the use of an interface, whatever data gets there. */
export interface ApiRule extends SecurityRule {
  readonly confidence: Confidence;
}

export const apiRules: Readonly<Record<string, ApiRule>> = {};
