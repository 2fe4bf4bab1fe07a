import { entropy, looksLikeBareSecret, looksLikePassword, looksLikeSettingSecret, random } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

/** RFC 7617: the base64 of a name, a colon and a password. */
function isBasicLogin(secret: string): boolean {
  return /^[\x20-\x7e]{1,128}:[\x20-\x7e]{4,256}$/u.test(Buffer.from(secret, 'base64').toString('latin1'));
}

/** Kinds that only their surroundings tell: advice, since samples of them are common in tests and documents. */
export const genericRules: readonly SecretRule[] = [
  {
    rule: 'base64-private-key',
    what: 'a private key in base64',
    // `-----BEGIN ` and then `PRIVATE`, `RSA`, `EC`, `OPENSSH`, `ENCRYPTED`.
    keywords: ['ls0tls1crudjti'],
    pattern: /LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJ|BFQyBQUklW|BPUEVOU1NI|BFTkNSWVBU)[A-Za-z0-9+/=]{20,20000}/gu,
    url: 'https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets',
    blocks: true,
    accept: random,
  },
  {
    rule: 'putty-private-key',
    what: 'a PuTTY private key',
    keywords: ['private-lines:'],
    pattern: /Private-Lines: [0-9]{1,3}\r?\n(?<secret>[A-Za-z0-9+/=]{64}(?:\r?\n[A-Za-z0-9+/=]{1,64}){0,200})/gu,
    url: 'https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html',
    blocks: true,
    accept: random,
  },
  {
    rule: 'json-web-token',
    what: 'a JSON Web Token',
    keywords: ['eyj'],
    // A header that begins with `alg`, `typ` or `kid` is one whatever it is of.
    pattern:
      /(?<![A-Za-z0-9_-])eyJ(?:[A-Za-z0-9_-]{10,2000}\.eyJ|(?:hbGciOi|0eXAiOi|raWQiOi)[A-Za-z0-9_-]{10,2000}\.)[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/gu,
    url: 'https://www.rfc-editor.org/rfc/rfc7519',
    blocks: false,
    accept: random,
  },
  {
    rule: 'bearer-token',
    what: 'a bearer token',
    keywords: ['bearer'],
    pattern: /\bbearer\s{1,4}(?<secret>[A-Za-z0-9._~+/-]{20,4000}={0,2})/giu,
    url: 'https://www.rfc-editor.org/rfc/rfc6750#section-2.1',
    blocks: false,
    accept: (secret) => looksLikeBareSecret(secret) && random(secret),
  },
  {
    rule: 'basic-login',
    what: 'a login of HTTP basic authentication',
    keywords: ['basic'],
    pattern: /\bbasic\s{1,4}(?<secret>[A-Za-z0-9+/]{12,500}={0,2})/giu,
    url: 'https://www.rfc-editor.org/rfc/rfc7617',
    blocks: false,
    accept: isBasicLogin,
  },
  {
    rule: 'basic-key',
    what: 'what looks like a key in a header of HTTP basic authentication',
    keywords: ['basic'],
    pattern:
      /\bauthorization["'`]?\]?[ \t]{0,8}[:=,][ \t]{0,8}["'`]?basic[ \t]{1,4}(?<secret>[A-Za-z0-9+/]{32,500}={0,2})(?![A-Za-z0-9+/=])/giu,
    url: 'https://documentation.onesignal.com/docs/keys-and-ids',
    blocks: false,
    accept: (secret) => looksLikeSettingSecret(secret) && entropy(secret) >= 4,
  },
  {
    rule: 'curl-login',
    what: 'a login on a command line',
    keywords: ['curl'],
    pattern: /\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]{0,2}["']?[^\s:"']{1,100}:(?<secret>[^\s"'<>]{6,256})/gu,
    url: 'https://curl.se/docs/manpage.html#-u',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'hard-coded-password',
    what: 'what looks like a password',
    keywords: ['passw', 'pwd', 'secret', 'token', 'api_key', 'api-key', 'apikey'],
    pattern:
      /(?:passw(?:or)?d|pwd|secret|token|api[_-]?key)[A-Za-z0-9_]{0,24}["'`]?\]?[ \t]{0,8}(?::[ \t]{0,8}[A-Za-z][A-Za-z0-9_.[\]|, ]{0,60}[ \t]=|[:=])[ \t]{0,8}["'`](?<secret>[^"'`\s]{8,256})["'`]/giu,
    url: 'https://cwe.mitre.org/data/definitions/798.html',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'environment-secret',
    what: 'what looks like a secret in a line of environment variables',
    keywords: ['passw', 'pwd', 'secret', 'token', 'key', 'credential'],
    pattern:
      /(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{0,60}?(?:PASSW(?:OR)?D|PWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|ENCRYPTION_KEY|CREDENTIALS?)[A-Z0-9_]{0,20}=(?<secret>[^\s"'`(){}<>\\]{8,512})(?=[\s"'`\\)}<>]|$)/gu,
    url: 'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'yaml-secret',
    what: 'what looks like a secret in a line of YAML',
    keywords: ['passw', 'secret', 'token', 'api_key', 'api-key', 'apikey'],
    pattern:
      /(?<=^[ \t-]{0,40}["']?[A-Za-z0-9_.-]{0,40})(?:passw(?:or)?d|secret(?:[_-]?key)?|token|api[_-]?key)["']?:[ \t]{1,8}(?<secret>[A-Za-z0-9!#$%&*+/=?@^_~-]{8,256})[ \t]*$/gimu,
    url: 'https://yaml.org/spec/1.2.2/#733-plain-style',
    blocks: false,
    accept: looksLikeBareSecret,
  },
  {
    rule: 'ini-secret',
    what: 'what looks like a secret in a line of settings',
    keywords: ['passw', 'secret', 'token', 'api_key', 'api-key', 'apikey'],
    pattern:
      /(?<=^[ \t]{0,40}[A-Za-z0-9_.-]{0,40})(?:passw(?:or)?d|secret(?:[_-]?key)?|token|api[_-]?key)[ \t]{0,8}=[ \t]{0,8}(?<secret>[A-Za-z0-9!#$%&*+/=?@^_~-]{8,256})[ \t]*$/gimu,
    url: 'https://docs.python.org/3/library/configparser.html#supported-ini-file-structure',
    blocks: false,
    accept: looksLikeSettingSecret,
  },
  {
    rule: 'defined-secret',
    what: 'what looks like a secret that a call defines',
    keywords: ['define', 'setenv', 'putenv', 'setproperty'],
    pattern:
      /\b(?:define|setenv|putenv|setProperty)\([ \t]{0,8}["'][A-Za-z0-9_.-]{0,40}?(?:passw(?:or)?d|secret|token|api[_-]?key|auth_key|salt)[A-Za-z0-9_]{0,20}["'],[ \t]{0,8}["'](?<secret>[^"'\s]{8,256})["']/giu,
    url: 'https://developer.wordpress.org/advanced-administration/wordpress/wp-config/',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'terraform-secret',
    what: 'what looks like the value of a secret variable',
    keywords: ['variable'],
    pattern:
      /\bvariable[ \t]{1,8}"[A-Za-z0-9_-]{0,60}?(?:passw(?:or)?d|secret|token|api[_-]?key)[A-Za-z0-9_-]{0,20}"[ \t]{0,8}\{[^{}]{0,400}?\bdefault[ \t]{0,20}=[ \t]{0,8}"(?<secret>[^"\s]{8,256})"/giu,
    url: 'https://developer.hashicorp.com/terraform/language/values/variables',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'token-signing-key',
    what: 'what looks like the key that tokens are signed with',
    keywords: ['jwt.', 'jsonwebtoken.'],
    pattern:
      /\b(?:jwt|jsonwebtoken)\.(?:sign|encode|verify|decode)\([ \t\r\n]{0,80}[^,()"'`]{1,200},[ \t\r\n]{0,80}["'`](?<secret>[^"'`\s]{8,256})["'`]/gu,
    url: 'https://pyjwt.readthedocs.io/en/stable/usage.html#encoding-decoding-tokens-with-hs256',
    blocks: false,
    accept: looksLikePassword,
  },
];
