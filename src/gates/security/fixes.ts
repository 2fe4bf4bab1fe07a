import type { Fix } from '../../core/gate.ts';
import type { Complaint } from '../complaint.ts';
import { linesOf } from '../lines.ts';

/** What is wrong in so many words, and the words that are right. */
interface Rewrite {
  readonly rule: string;
  readonly title: string;
  /** The group `wrong` is what is replaced. */
  readonly pattern: RegExp;
  readonly right: string;
}

const rewrites: readonly Rewrite[] = [
  {
    rule: 'certificate-not-verified',
    title: 'Verify the certificate',
    pattern: /(?<![\w"'])verify\s*=\s*(?<wrong>False)\b/dgu,
    right: 'True',
  },
  {
    rule: 'tls-not-verified',
    title: 'Check the certificate',
    pattern: /(?<![\w"'])rejectUnauthorized\s*:\s*(?<wrong>false)\b/dgu,
    right: 'true',
  },
  {
    rule: 'cookie-for-scripts',
    title: 'Keep scripts from the cookie',
    pattern: /(?<![\w"'])httpOnly\s*:\s*(?<wrong>false)\b/dgu,
    right: 'true',
  },
  {
    rule: 'unsafe-deserialization',
    title: 'Load with safe_load',
    pattern: /^yaml\.(?<wrong>unsafe_load)(?:_all)?\s*\(/dgu,
    right: 'safe_load',
  },
  {
    rule: 'unsafe-deserialization',
    title: 'Load with SafeLoader',
    pattern: /(?<=^yaml\.load(?:_all)?\s*\(.*)Loader\s*=\s*yaml\.(?<wrong>(?:Full|Unsafe)?Loader)\b/dgsu,
    right: 'SafeLoader',
  },
];

/**
 * The rewrite of a finding that is right by its words alone: there is one place for it in the finding's range. It changes
 * what the program does, as it should, so it is made one at a time.
 */
export function securityFix({ rule, range }: Complaint, text: string): Fix | undefined {
  const lines = linesOf(text);
  const start = lines.offset(range.startLine, range.startColumn);
  const said = text.slice(start, lines.offset(range.endLine, range.endColumn));
  const found = rewrites
    .filter((one) => one.rule === rule)
    .flatMap(({ title, pattern, right }) =>
      [...said.matchAll(pattern)].map((match) => ({ title, right, place: match.indices?.groups?.['wrong'] })),
    );
  const [only] = found;
  if (found.length !== 1 || only?.place === undefined) return undefined;
  const [from, to] = only.place;
  return { title: only.title, edits: [{ range: lines.range(start + from, start + to), text: only.right }], single: true };
}
