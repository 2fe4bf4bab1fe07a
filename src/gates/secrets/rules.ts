/** One kind of secret that is known by its shape. Every pattern is linear: each repetition is over one bounded class. */
export interface SecretRule {
  readonly rule: string;
  /** What it is, in words, as in "an AWS access key id". */
  readonly what: string;
  /** Lower-case texts of which one must occur, else the pattern is not run. */
  readonly keywords: readonly string[];
  readonly pattern: RegExp;
  /** The vendor's page that states or shows the shape. */
  readonly url: string;
  readonly blocks: boolean;
  /** A last look at the matched text; the whole match when there is no group named `secret`. */
  readonly accept?: (secret: string) => boolean;
}

/** Shannon entropy in bits for each character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Values that stand for a secret and are none. */
const placeholder = /example|sample|placeholder|change.?me|your[-_]|dummy|xxxx|\.\.\.|\*\*\*|<|\$\{|\{\{|process\.env|import\.meta/iu;

function random(secret: string): boolean {
  return entropy(secret) >= 3 && !placeholder.test(secret);
}

/** A password in a string: advice only, so it asks for mixed characters and more entropy than a word has. */
function looksLikePassword(secret: string): boolean {
  return /\d/u.test(secret) && /[a-z]/iu.test(secret) && entropy(secret) >= 3.3 && !placeholder.test(secret);
}

export const secretRules: readonly SecretRule[] = [
  {
    rule: 'aws-access-key',
    what: 'an AWS access key id',
    keywords: ['akia', 'asia'],
    // AKIA: long-term key, ASIA: temporary key; the documented samples end in EXAMPLE.
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/gu,
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
    blocks: true,
    accept: (secret) => !secret.endsWith('EXAMPLE'),
  },
  {
    rule: 'github-token',
    what: 'a GitHub token',
    keywords: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/gu,
    url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats',
    blocks: true,
    accept: random,
  },
  {
    rule: 'slack-token',
    what: 'a Slack token',
    keywords: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xapp-'],
    pattern: /(?<![A-Za-z0-9])(?:xox[abprs]|xapp)-[A-Za-z0-9-]{20,250}/gu,
    url: 'https://docs.slack.dev/authentication/tokens',
    blocks: true,
    accept: random,
  },
  {
    rule: 'stripe-live-key',
    what: 'a live Stripe key',
    keywords: ['sk_live_', 'rk_live_', 'whsec_'],
    pattern: /(?<![A-Za-z0-9_])(?:[rs]k_live_[A-Za-z0-9]{20,250}|whsec_[A-Za-z0-9+/=]{24,250})/gu,
    url: 'https://docs.stripe.com/keys',
    blocks: true,
    accept: random,
  },
  {
    rule: 'anthropic-key',
    what: 'an Anthropic API key',
    keywords: ['sk-ant-'],
    pattern: /(?<![A-Za-z0-9_])sk-ant-[A-Za-z0-9]{2,12}-[A-Za-z0-9_-]{20,250}/gu,
    url: 'https://docs.anthropic.com/en/api/overview',
    blocks: true,
    accept: random,
  },
  {
    rule: 'openai-key',
    what: 'an OpenAI API key',
    keywords: ['sk-'],
    pattern: /(?<![A-Za-z0-9_-])sk-(?!ant-)(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,250}|[A-Za-z0-9]{32,250})/gu,
    url: 'https://platform.openai.com/docs/api-reference/authentication',
    blocks: true,
    accept: random,
  },
  {
    rule: 'google-api-key',
    what: 'a Google API key',
    keywords: ['aiza'],
    pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/gu,
    url: 'https://cloud.google.com/docs/authentication/api-keys',
    blocks: true,
    accept: random,
  },
  {
    rule: 'npm-token',
    what: 'an npm access token',
    keywords: ['npm_'],
    pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/gu,
    url: 'https://docs.npmjs.com/about-access-tokens',
    blocks: true,
    accept: random,
  },
  {
    rule: 'private-key',
    what: 'a private key',
    keywords: ['private key-----', 'private key block-----'],
    // RFC 7468: the label is in capitals and spaces; a body must follow, so that code which only names the header is no finding.
    pattern: /-----BEGIN (?:[A-Z]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\[rn]|[\s"'`+,]){1,12}[A-Za-z0-9+/=:]{16}/gu,
    url: 'https://www.rfc-editor.org/rfc/rfc7468',
    blocks: true,
  },
  {
    rule: 'json-web-token',
    what: 'a JSON Web Token',
    keywords: ['eyj'],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/gu,
    url: 'https://www.rfc-editor.org/rfc/rfc7519',
    // Samples of a token are common in tests and documents.
    blocks: false,
  },
  {
    rule: 'hard-coded-password',
    what: 'what looks like a password',
    keywords: ['passw', 'pwd', 'secret', 'token', 'api_key', 'api-key', 'apikey'],
    pattern:
      /(?:passw(?:or)?d|pwd|secret|token|api[_-]?key)[A-Za-z0-9_]{0,24}["'`]?[ \t]{0,8}[:=][ \t]{0,8}["'`](?<secret>[^"'`\s]{8,128})["'`]/giu,
    url: 'https://cwe.mitre.org/data/definitions/798.html',
    blocks: false,
    accept: looksLikePassword,
  },
];
