import { looksLikeBareSecret, looksLikePassword, random } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

/** Digits among letters: an address also holds names of keys. */
function looksLikeKey(secret: string): boolean {
  return /\d\D+\d/u.test(secret) && random(secret);
}

/** Small words with dashes: what something is called, as a secret of a cluster is. */
const nameOfThing = /^[a-z][a-z0-9]*(?:[-_./:][a-z0-9]+)+$/u;

const isHex = /^[\da-f]{32,}$/u;

/** Passwords and keys that are known by where other programs read them: advice, but for a key that can be nothing else. */
export const placeRules: readonly SecretRule[] = [
  {
    rule: 'private-json-web-key',
    what: 'a private JSON Web Key',
    keywords: ['kty'],
    pattern:
      /\bkty["']?\s{0,8}:\s{0,8}["'](?:EC|RSA|OKP|oct)["'][^{}]{0,4000}?[\s,]["']?[dk]["']?\s{0,8}:\s{0,8}["'](?<secret>[A-Za-z0-9_-]{22,1400})["']/gu,
    url: 'https://www.rfc-editor.org/rfc/rfc7517#section-9.3',
    blocks: true,
    accept: random,
  },
  {
    rule: 'connection-password',
    what: 'what looks like a password in the settings of a connection',
    keywords: ['password='],
    pattern: /\b(?:host|hostaddr|user|dbname)=[^\n"'`]{1,200}?\spassword=(?<secret>[^\s"'`;&]{8,256})/gu,
    url: 'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'password-file',
    what: 'what looks like a password in a line of .pgpass',
    keywords: [':5432:', ':5433:', ':6432:'],
    pattern:
      /(?<![\w.*-])[A-Za-z0-9_.*-]{1,100}:(?:5432|5433|6432):[A-Za-z0-9_*-]{1,64}:[A-Za-z0-9_.*-]{1,64}:(?<secret>[^\s:"'`()<>{},;]{8,256})(?!:)/gu,
    url: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'xml-secret',
    what: 'what looks like a secret in an element of XML',
    keywords: ['password>', 'passwd>', 'passphrase>', 'secret>', 'apikey>', 'api-key>'],
    pattern: /<(?:[A-Za-z0-9_.-]{1,40}[_.-])?(?:password|passwd|passphrase|secret|api-?key)>(?<secret>[^<>\s]{8,256})<\//giu,
    url: 'https://maven.apache.org/settings.html#servers',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'command-password',
    what: 'what looks like a password on a command line',
    keywords: ['mysql', 'mariadb', 'sshpass', 'mongo', 'redis-cli', 'docker login'],
    pattern:
      /\b(?:(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,200}?\s(?:-p|--password=)|sshpass\s{1,4}-p\s{0,4}|(?:mongosh|mongodump|mongorestore|docker\slogin)\b[^\n]{0,200}?\s(?:-p|--password)[ =]|redis-cli\b[^\n]{0,200}?\s-a\s)["']?(?<secret>[^\s"'$<>`-][^\s"'<>`]{7,255})/gu,
    url: 'https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'powershell-password',
    what: 'what looks like a password that PowerShell is told',
    keywords: ['convertto-securestring'],
    pattern: /ConvertTo-SecureString\s{1,4}(?:-(?:String|AsPlainText|Force)\s{1,4}){0,3}["'](?<secret>[^"'$\s]{8,256})["']/giu,
    url: 'https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'compared-password',
    what: 'what looks like a password that an input is compared with',
    keywords: ['passw', 'pwd', 'secret', 'passphrase'],
    pattern:
      /(?:passw(?:or)?d|pwd|secret|passphrase)["'`]?[\])]{0,2}\s{0,4}(?:[!=]==?|\.equals\()\s{0,4}["'`](?<secret>[^"'`\s]{8,256})["'`]/giu,
    url: 'https://cwe.mitre.org/data/definitions/798.html',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'pushed-package-key',
    what: 'what looks like the key that a package is pushed with',
    keywords: ['nuget push', 'nuget.exe push'],
    pattern:
      /\bnuget(?:\.exe)?[ \t]{1,8}push\b[^\n]{0,200}?[ \t](?:-k|--api-key|-ApiKey)[ \t=]{1,8}["']?(?<secret>[A-Za-z0-9-]{20,128})(?![A-Za-z0-9_-])/giu,
    url: 'https://learn.microsoft.com/dotnet/core/tools/dotnet-nuget-push',
    blocks: false,
    accept: looksLikeKey,
  },
  {
    rule: 'manifest-secret',
    what: 'what looks like a secret among the variables of a container',
    keywords: ['value'],
    // Kubernetes and Compose have the value on the next line, task definitions beside the name.
    pattern:
      /\bname["']?:[ \t]{0,8}["']?[A-Z][A-Z0-9_]{0,60}?(?:PASSW(?:OR)?D|SECRET|TOKEN|API_?KEY|APP_?KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY|SIGNING_KEY|ENCRYPTION_KEY)["']?[ \t]{0,8},?[ \t]{0,8}(?:\r?\n[ \t]{0,60})?["']?value["']?:[ \t]{0,8}["']?(?<secret>[^\s"'`{}$<>,]{12,512})["']?(?=[ \t]*(?:$|[,}]))/gmu,
    url: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
    blocks: false,
    accept: (secret) => (isHex.test(secret) ? random(secret) : looksLikeBareSecret(secret) && !nameOfThing.test(secret)),
  },
  {
    rule: 'login-of-mail',
    what: 'what looks like the password of a login',
    keywords: ['pass'],
    pattern:
      /\b(?:user|username|login)["'`]?\s{0,8}:\s{0,8}["'`][^"'`\n]{1,128}["'`]\s{0,8},\s{0,80}["'`]?pass["'`]?\s{0,8}:\s{0,8}["'`](?<secret>[^"'`\s]{8,128})["'`]/gu,
    url: 'https://nodemailer.com/smtp/#authentication',
    blocks: false,
    accept: looksLikePassword,
  },
  {
    rule: 'key-in-address',
    what: 'what looks like a key in the query of an address',
    keywords: ['api_key=', 'api-key=', 'apikey=', 'access_token=', 'auth_token=', 'client_secret=', 'secret='],
    pattern: /[?&](?:api[_-]?key|access_token|auth_token|client_secret|secret)=(?<secret>[A-Za-z0-9._~+/-]{16,512})/giu,
    url: 'https://cwe.mitre.org/data/definitions/598.html',
    blocks: false,
    accept: looksLikeKey,
  },
];
