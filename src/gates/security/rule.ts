/** What people read of a security rule. The same for every language. */
export interface SecurityRule {
  /** `command-injection`. */
  readonly rule: string;
  /** `CWE-78`. */
  readonly cwe: string;
  /** What is wrong, and what to do instead: a sentence each. */
  readonly message: string;
  /** What an attacker could do. */
  readonly why: string;
  /** The vendor's page, or that of the weakness. */
  readonly url: string;
}

/** `high` blocks a change; `medium` warns; `low` is advice. */
export type Confidence = 'high' | 'medium' | 'low';

/** The page of a weakness. */
export function cweUrl(cwe: string): string {
  return `https://cwe.mitre.org/data/definitions/${cwe.replace('CWE-', '')}.html`;
}
