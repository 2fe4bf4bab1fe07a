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
const placeholder =
  /example|sample|placeholder|change.?me|your(?:[-_]|pass|token|secret|key)|dummy|redacted|0000000|\.\.\.|\*\*\*|<|\$\{|\$\(|\{\{|%\(|process\.env|import\.meta|os\.environ|getenv|abcdefgh|0123456789|1234567890/iu;

/** In either case, but not in both mixed: of thirty thousand random keys one has four of them. */
const crossedOut = /x{5,}|X{5,}|^x{4}|^X{4}/u;

/** Keys that every copy of an emulator has, as its maker publishes them; in parts, so that no scanner finds them here. */
const published: ReadonlySet<string> = new Set([
  // Azurite: https://learn.microsoft.com/en-us/azure/storage/common/storage-use-azurite
  ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6', 'IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='].join(''),
  // Cosmos DB: https://learn.microsoft.com/en-us/azure/cosmos-db/emulator
  ['C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2n', 'Q9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=='].join(''),
]);

export function isPlaceholder(text: string): boolean {
  return placeholder.test(text) || crossedOut.test(text) || published.has(text);
}

/** Neither a placeholder nor a repetition. A short text of 16 digits has less entropy than a long one. */
export function random(secret: string): boolean {
  return entropy(secret) >= (secret.length < 32 ? 2.5 : 3) && !isPlaceholder(secret);
}

/** A value that only its name makes a secret must not be a name itself. */
function randomValue(secret: string): boolean {
  const mixed = /\d/u.test(secret) || (entropy(secret) >= 3.8 && /[a-z].*[a-z]/u.test(secret) && /[A-Z].*[A-Z]/u.test(secret));
  return mixed && random(secret);
}

/** Words that people use where no secret is needed, on their own machine or in a sample. */
const commonPassword =
  /^(?:\W*|postgres|postgresql|mysql|mariadb|mongo(?:db)?|redis|rabbitmq|guest|admin|root|user(?:name)?|test(?:ing)?|pass(?:wd|word)?\d{0,4}|secret\d{0,4}|default|local|dev(?:elopment)?|docker|foobar)$/iu;

/** A password where one must stand, as in a URL: anything that is no placeholder and no word for one. */
export function realPassword(secret: string): boolean {
  return !isPlaceholder(secret) && !commonPassword.test(secret) && !/^[$%{<:]|^\[\w+\]$/u.test(secret) && entropy(secret) >= 2;
}

/** A place in a template, or where a secret is kept: not the secret. */
const place = /^\{[^{}]*\}$|^(?:arn:|projects\/|secrets?[/:]|vault:|https?:\/\/[^@]*$|\/(?:run|etc|var|home|opt|mnt|secrets)\/)/iu;

/** What stands in many samples: a word for a password with a little behind it. */
const sampled = /passw|changeme|secret|test|admin|qwert|welcome|hunter2|letmein/iu;

/** Both cases, a digit and a sign: few names have all of them. */
export function hasManyKinds(secret: string): boolean {
  return (
    [/[a-z]/u, /[A-Z]/u, /\d/u, /[!#$%&*+?@^~]/u].every((kind) => kind.test(secret)) && entropy(secret) >= 2.8 && !sampled.test(secret)
  );
}

/** Keys that are in pages for everyone: https://docs.mapbox.com/help/glossary/access-token/, https://docs.stripe.com/keys. */
const publicKey = /^pk(?:\.eyJ|_(?:live|test)_)/u;

/** An account or a contract of Ethereum. */
const chainAddress = /^0x[\da-f]{40}$/iu;

/** A password after a name: advice only, so it asks for mixed characters and more entropy than a word has. */
export function looksLikePassword(secret: string): boolean {
  const isMixed = /\d/u.test(secret) && /[a-z]/iu.test(secret) && (entropy(secret) >= 3.3 || hasManyKinds(secret));
  return isMixed && !isPlaceholder(secret) && !place.test(secret) && !chainAddress.test(secret) && !publicKey.test(secret);
}

/** A value without quotes may be code: it needs more digits and more entropy. */
export function looksLikeBareSecret(secret: string): boolean {
  const isOdd = /^[^$%&*!].*[!#$%&*?@^~]/u.test(secret);
  if (secret.length < 16 && sampled.test(secret)) return false;
  return looksLikePassword(secret) && (isOdd || (secret.length >= 12 && /\d\D*\d/u.test(secret) && entropy(secret) >= 3.5));
}

/** A value of an equals sign may also be a name in code: it has a character that no name has, or is mixed as none is. */
export function looksLikeSettingSecret(secret: string): boolean {
  return looksLikeBareSecret(secret) && (/[!#$%&*+/?@^~-]/u.test(secret) || /^(?=.*[a-z])(?=.*[A-Z])(?=(?:\D*\d){3})/u.test(secret));
}

/** A shape with a documented prefix. */
export interface TokenShape {
  /** The source of a pattern, prefix included. */
  readonly shape: string;
  /** Its fixed part, or parts, in lower case. */
  readonly keywords: readonly [string, ...string[]];
  readonly url: string;
}

/** A token that is known wherever it stands. */
export function token(rule: string, what: string, { shape, keywords, url }: TokenShape): SecretRule {
  const pattern = new RegExp(`(?<![A-Za-z0-9_])(?:${shape})(?![A-Za-z0-9_])`, 'gu');
  return { rule, what, keywords, pattern, url, blocks: true, accept: random };
}

/** A shape that says nothing without the documented name of the variable or setting it is given to. */
export interface AssignedShape {
  readonly names: readonly [string, ...string[]];
  /** The source of a pattern for the value. */
  readonly shape: string;
  readonly url: string;
}

/** A value that is known by the name it is given to: `NAME=value`, `"NAME": "value"`, `NAME => 'value'`. */
export function assigned(rule: string, what: string, { names, shape, url }: AssignedShape): SecretRule {
  const name = `(?<![A-Za-z0-9])(?:${names.join('|')})["'\`]?\\]?`;
  const pattern = new RegExp(`${name}[ \\t]{0,8}(?:=>|:=|[:=])[ \\t]{0,8}["'\`]?(?<secret>${shape})(?![A-Za-z0-9_])`, 'giu');
  return { rule, what, keywords: names.map((one) => one.toLowerCase()), pattern, url, blocks: true, accept: randomValue };
}
