import { hasManyKinds, looksLikeBareSecret, looksLikeSettingSecret, random, realPassword } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

/** A value of the names that only passwords have: words put together count too. */
function looksLikePhrase(secret: string): boolean {
  const isJoined =
    /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z\d]+(?:[-_.!+][A-Za-z\d]+){2,}$/u.test(secret) && !/[_-]v?\d+(?:\.\d+)+$/u.test(secret);
  return (isJoined || hasManyKinds(secret)) && realPassword(secret);
}

/** A value behind an option: no path and no name of a file. */
function looksLikeOption(secret: string): boolean {
  return (
    !/^(?:[.~]?\/|\w+=)|\.(?:txt|json|ya?ml|pem|key|env|cfg|toml|sh)$/u.test(secret) &&
    (looksLikeBareSecret(secret) || looksLikePhrase(secret))
  );
}

/** Secrets that are known by the name or the option before them. */
export const namedRules: readonly SecretRule[] = [
  {
    rule: 'option-secret',
    what: 'what looks like a secret on a command line',
    keywords: ['-token', '-passw', '-passphrase', '-secret', '-api-key', '-apikey', '-access-key', '-auth-key'],
    // Tokens of pages and locks are no secrets.
    pattern:
      /(?<![\w-])--(?!(?:next|lock|starting|page|continuation|request|client|client-request|idempotency|sync|change)-token)(?:[a-z]{1,20}-){0,3}(?:token|password|passwd|passphrase|secret|api-?key|access-key|auth-key|secret-key)[= ]["']?(?<secret>[^\s"'`<>$(){}[\]|;,\\]{8,256})/gu,
    url: 'https://cwe.mitre.org/data/definitions/214.html',
    blocks: false,
    accept: looksLikeOption,
  },
  {
    rule: 'prefixed-secret',
    what: 'what looks like a secret among the settings of a tool',
    keywords: ['_pass=', '_password=', '_passwd=', '_secret=', '_token=', '_apikey=', '_api_key='],
    pattern:
      /(?<=(?<![A-Za-z0-9_.$-])[A-Za-z][A-Za-z0-9]{0,30}(?:_[A-Za-z0-9]{1,30}){0,3})_(?:pass(?:word|wd)?|secret|token|api_?key)=(?<secret>[^\s"'`(){}<>\\,;&[\]]{8,256})(?=[\s"'`\\)}<>]|$)/gmu,
    url: 'https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html',
    blocks: false,
    accept: (secret) => looksLikeSettingSecret(secret) || looksLikePhrase(secret),
  },
  {
    rule: 'setting-password',
    what: 'what looks like a password in a line of settings',
    keywords: ['passw', '_pass', 'passphrase'],
    pattern:
      /(?<=^[ \t-]{0,40}["']?[A-Za-z0-9_.-]{0,40})(?:passw(?:or)?d|passphrase|_pass)["']?(?::[ \t]{1,8}|[ \t]{0,8}=[ \t]{0,8})(?<quote>["']?)(?<secret>[^\s"'`(){}<>\\,;&[\]|]{8,128})\k<quote>[ \t]*(?:#[^\n]{0,200})?$/gimu,
    url: 'https://docs.spring.io/spring-boot/reference/features/external-config.html',
    blocks: false,
    accept: looksLikePhrase,
  },
  {
    rule: 'noted-password',
    what: 'what looks like a password in a comment',
    keywords: ['passw', 'passphrase', 'pwd'],
    pattern:
      /(?<=^[ \t]{0,40}(?:#|\/\/|--|;|\*|<!--)[^\n]{0,200})(?<![A-Za-z0-9_-])(?:passw(?:or)?d|passphrase|pwd)(?:[ \t]{1,4}is)?[ \t]{0,4}[:=][ \t]{0,4}["'`]?(?<secret>[^\s"'`(){}<>\\,;[\]|]{8,128})(?=["'`.,;)]?(?:\s|$))/gimu,
    url: 'https://cwe.mitre.org/data/definitions/615.html',
    blocks: false,
    accept: looksLikePhrase,
  },
  {
    rule: 'setting-key',
    what: 'what looks like a key in a line of settings',
    keywords: ['secret_key', 'secret-key', 'secretkey', 'encryption_key', 'signing_key', 'master_key'],
    pattern:
      /(?<=^[ \t-]{0,40}(?:export[ \t]{1,4})?["']?[A-Za-z0-9_.-]{0,40})(?:secret[_-]?key(?:[_-]?base)?|encryption_key|signing_key|master_key)["']?(?::[ \t]{1,8}|[ \t]{0,8}:?=[ \t]{0,8})["']?(?<secret>[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})["']?[ \t]*$/gimu,
    url: 'https://guides.rubyonrails.org/security.html#environmental-security',
    blocks: false,
    accept: random,
  },
  {
    rule: 'hex-private-key',
    what: 'what looks like a private key in hex',
    keywords: ['private_key', 'private-key', 'privatekey'],
    pattern:
      /private[_-]?key["'`]?\]?[ \t]{0,8}(?:=>|:=|[:=])[ \t]{0,8}["'`]?(?<secret>(?:0x)?(?:[0-9a-f]{64}|[0-9a-f]{32}))(?![A-Za-z0-9_])/giu,
    url: 'https://ethereum.org/en/developers/docs/accounts/#account-creation',
    blocks: false,
    accept: random,
  },
  {
    rule: 'go-sql-address',
    what: 'the address of a MySQL database with its password',
    keywords: ['@tcp(', '@tcp6(', '@unix('],
    pattern: /(?<![\w.])[\w.-]{1,64}:(?<secret>[^\s@"'`<>]{6,128})@(?:tcp6?|unix)\((?!localhost\b|127\.0\.0\.1\b|\[::1\]|\))/gu,
    url: 'https://github.com/go-sql-driver/mysql#dsn-data-source-name',
    blocks: false,
    accept: realPassword,
  },
];
