import type { ApiRule, AssertionRule, Assigned, AssignmentRule, Call, ComparisonRule, DecorationRule } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { SyntaxNode } from '../engine/syntax-tree.ts';
import type { Value } from '../engine/value.ts';

/*
 * What is wrong in the text itself: keys in code (CWE-798), secrets in logs (CWE-532), races (CWE-367), passwords (CWE-521),
 * CSRF (CWE-352).
 */

const placeholder =
  /^(?:pass(?:word)?|change.?me|secret|test|example|postgres|root|admin|guest|none|null|your|dummy|todo|x+|\*+)|^[<$%{]|[\s{}]|^-----BEGIN PUBLIC/iu;

/** A value that is written in the text and was not put there to be replaced. */
function isWrittenOut(value: Value | undefined): boolean {
  if (
    value?.made !== undefined &&
    /^(?:base64\.\w+|bytes\.fromhex|binascii\.unhexlify|hashlib\.\w+|hashlib\.\w+\(\)\.digest)$/u.test(value.made.path)
  ) {
    return isBytesOf(value.made.positional[0]) || isWrittenOut(value.made.receiver);
  }
  return typeof value?.constant === 'string' && value.constant.length >= 6 && !placeholder.test(value.constant);
}

/** Bytes of a key may hold anything. */
function isBytesOf(value: Value | undefined): boolean {
  return typeof value?.constant === 'string' && value.constant.length >= 6;
}

const isHere = (value: Value | undefined): boolean => /^(?:localhost|127\.0\.0\.1|::1)$/u.test(String(value?.constant));

const databases = [
  'psycopg.connect',
  'psycopg2.connect',
  'pymysql.connect',
  'MySQLdb.connect',
  'mysql.connector.connect',
  'asyncpg.connect',
  'asyncpg.create_pool',
  'aiomysql.connect',
  'aiomysql.create_pool',
  'oracledb.connect',
  'cx_Oracle.connect',
  'redis.Redis',
  'redis.StrictRedis',
  'redis.asyncio.Redis',
  'pymongo.MongoClient',
  'ldap3.Connection',
  'paramiko.SSHClient().connect',
  'pika.PlainCredentials',
  'psycopg.AsyncConnection.connect',
];

/** Names by which any library takes a secret. */
const libraryKeys = ['aws_secret_access_key', 'api_secret', 'client_secret', 'api_key', 'secret_access_key'];

/** Long and mixed, as no word is. */
const isKeyLike = (value: Value | undefined): boolean =>
  isWrittenOut(value) && /^(?=.*[a-z])(?=.*\d)[\w+/=-]{16,}$/iu.test(String(value?.constant));

/** `postgresql://NAME:PASSWORD@HOST/…`, of another machine. */
function hasPasswordInAddress(call: Call): boolean {
  const address = call.positional[0]?.constant ?? call.keywords.get('dsn')?.constant ?? call.keywords.get('url')?.constant;
  const word = /^[a-z][\w+.-]*:\/\/[^:@/\s]*:([^@/\s]{6,})@(?!localhost\b|127\.|\[::1\])/iu.exec(String(address))?.[1];
  return word !== undefined && !placeholder.test(word);
}

const keys: readonly ApiRule[] = [
  {
    rule: 'hard-coded-secret',
    callees: databases,
    confidence: 'medium',
    when: (call) => !isHere(call.keywords.get('host')) && [call.keywords.get('password'), call.keywords.get('passwd')].some(isWrittenOut),
    at: ['password', 'passwd'],
  },
  {
    rule: 'hard-coded-secret',
    callees: ['smtplib.SMTP().login', 'smtplib.SMTP_SSL().login', 'imaplib.IMAP4_SSL().login', 'ftplib.FTP_TLS().login'],
    confidence: 'medium',
    when: (call) => isWrittenOut(call.argument(1, 'password')),
    at: ['password'],
  },
  {
    rule: 'hard-coded-secret',
    callees: ['jwt.encode', 'jwt.decode', 'jose.jwt.encode', 'jose.jwt.decode'],
    confidence: 'medium',
    when: (call) => isWrittenOut(call.argument(1, 'key')),
    at: ['key'],
  },
  {
    rule: 'hard-coded-secret',
    callees: ['hmac.new', 'hmac.digest', 'hmac.HMAC'],
    confidence: 'medium',
    when: (call) => isWrittenOut(call.argument(0, 'key')),
    at: ['key'],
  },
  {
    rule: 'hard-coded-secret',
    callees: libraryKeys.map((name) => `${name}=`),
    confidence: 'medium',
    when: (call) => libraryKeys.some((name) => isKeyLike(call.keywords.get(name))),
  },
  {
    rule: 'hard-coded-secret',
    callees: [
      ...databases,
      'sqlalchemy.create_engine',
      'sqlalchemy.ext.asyncio.create_async_engine',
      'redis.from_url',
      'redis.Redis.from_url',
      'redis.asyncio.from_url',
      'motor.motor_asyncio.AsyncIOMotorClient',
      'pika.URLParameters',
      'databases.Database',
    ],
    confidence: 'medium',
    when: hasPasswordInAddress,
  },
  {
    rule: 'hard-coded-secret',
    callees: [
      'itsdangerous.URLSafeSerializer',
      'itsdangerous.URLSafeTimedSerializer',
      'itsdangerous.Serializer',
      'itsdangerous.TimestampSigner',
      'itsdangerous.Signer',
    ],
    confidence: 'medium',
    when: (call) => isWrittenOut(call.argument(0, 'secret_key')),
    at: ['secret_key'],
  },
  {
    rule: 'hard-coded-secret',
    callees: [
      'cryptography.fernet.Fernet',
      'Crypto.Cipher.AES.new',
      'Crypto.Cipher.ChaCha20.new',
      'cryptography.hazmat.primitives.ciphers.algorithms.AES',
      'cryptography.hazmat.primitives.ciphers.aead.AESGCM',
      'cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305',
    ],
    confidence: 'medium',
    when: (call) => isBytesOf(call.argument(0, 'key')) || isWrittenOut(call.argument(0, 'key')),
    at: ['key'],
  },
];

/** Whether the function has asked something of the very file before this call. */
function asked(call: Call, questions: string): boolean {
  const place = call.node.child('arguments')?.children[0]?.text;
  const around = enclosing(call.node, ({ type }) => type === 'function_definition' || type === 'module');
  if (place === undefined || around === undefined || /^[frbu]*['"]/iu.test(place)) return false;
  const before = around.source.text.slice(around.start, call.node.start);
  const escaped = place.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`\b(?:${questions})\(\s*${escaped}\s*[,)]`, 'u').test(before);
}

const isMade = (call: Call): boolean => /^w[bt+]*$/u.test(String(call.argument(1, 'mode')?.constant));

const races: readonly ApiRule[] = [
  { rule: 'check-then-use', callees: ['open', 'os.open'], confidence: 'medium', when: (call) => asked(call, String.raw`os\.access`) },
  // To make what is not there yet is common and mostly harmless; a lock is nothing else.
  {
    rule: 'check-then-use',
    callees: ['open'],
    confidence: 'medium',
    when: (call) =>
      isMade(call) &&
      /(?:^|[^a-z])(?:lock|pid)|Lock|Pid/u.test(call.names().join(' ')) &&
      asked(call, String.raw`os\.path\.exists|os\.path\.isfile`),
  },
];

const shortest = 8;

function isTooShort(value: Value | undefined): boolean {
  return typeof value?.constant === 'number' && value.constant > 0 && value.constant < shortest;
}

const newPassword = /(?:^|[._["'])(?:new_?)?passw(?:or)?d\d?["'\])]*$/iu;

/** The fewest characters that `len(…) < 6` lets pass; not a number if it is no such comparison. */
function fewest(node: SyntaxNode): number {
  const comparison = node.parent;
  const [left, right, ...others] = comparison?.type === 'comparison_operator' ? comparison.children : [];
  if (left !== node || others.length > 0) return Number.NaN;
  const limit = Number(right?.text);
  return comparison?.operators[0] === '<' ? limit : comparison?.operators[0] === '<=' ? limit + 1 : Number.NaN;
}

/** `len(password) < 6`, with which shorter ones are refused. */
function asksTooLittle({ node }: Call): boolean {
  const least = fewest(node);
  return least > 1 && least < shortest && newPassword.test(node.child('arguments')?.children[0]?.text ?? '');
}

const policies: readonly ApiRule[] = [
  { rule: 'weak-password-policy', callees: ['len'], confidence: 'medium', when: asksTooLittle },
  {
    rule: 'weak-password-policy',
    callees: ['pydantic.Field', 'fastapi.Form', 'fastapi.Body', 'django.forms.CharField', 'rest_framework.serializers.CharField'],
    confidence: 'medium',
    when: (call) =>
      isTooShort(call.keywords.get('min_length')) &&
      /^\w*passw(?:or)?d\w*$/iu.test(call.names().find((name) => /^\w+$/u.test(name) && name !== call.name) ?? ''),
    at: ['min_length'],
  },
  {
    rule: 'weak-password-policy',
    callees: ['wtforms.PasswordField', 'flask_wtf.PasswordField'],
    confidence: 'medium',
    when: (call) =>
      (call.items(call.argument(1, 'validators')) ?? []).some(
        ({ made }) => made !== undefined && /\.Length$/u.test(made.path) && isTooShort(made.keywords.get('min') ?? made.positional[0]),
      ),
  },
];

function acceptsShortPasswords({ value, items, entry }: Assigned): boolean {
  const validators = items(value);
  if (validators?.length === 0) return true;
  return (
    validators?.some(
      (one) => /\.MinimumLengthValidator$/u.test(String(entry(one, 'NAME')?.constant)) && isTooShort(minimum(entry(one, 'OPTIONS'), entry)),
    ) === true
  );
}

function minimum(options: Value | undefined, entry: Assigned['entry']): Value | undefined {
  return options === undefined ? undefined : entry(options, 'min_length');
}

const settingsOfForms = ['WTF_CSRF_ENABLED', 'CSRF_ENABLED'];

const forms: readonly ApiRule[] = [
  {
    rule: 'csrf-protection-off',
    callees: ['.update', '.from_mapping'],
    confidence: 'medium',
    when: (call) =>
      /config|settings/u.test(call.path) &&
      call.keywords.get('TESTING')?.constant !== true &&
      settingsOfForms.some((name) => (call.keywords.get(name) ?? call.entry(call.positional[0], name))?.constant === false),
  },
];

/** `globals()[name]()`, where a name comes from outside and no list says which. */
function callsGlobal({ node, around }: Call): boolean {
  const called = node.child('function');
  if (called?.type !== 'subscript' || !/^(?:globals|locals)\(\)\[(?!\s*["'])/u.test(called.text)) return false;
  const text = around();
  return /\brequest\b|input\(|argv|parse_args|event\[/u.test(text) && !/\bin\s+[A-Z({[]|\bALLOWED|startswith\(/u.test(text);
}

const globals: readonly ApiRule[] = [{ rule: 'code-injection', callees: ['*'], confidence: 'medium', when: callsGlobal }];

export const practiceApis: readonly ApiRule[] = [...globals, ...keys, ...races, ...policies, ...forms];

function isSetting({ target, key }: Assigned, names: readonly string[]): boolean {
  return key === undefined ? names.includes(target) : names.includes(key) && /config$|settings$/u.test(target);
}

export const practiceAssignments: readonly AssignmentRule[] = [
  {
    rule: 'weak-password-policy',
    confidence: 'medium',
    tainted: false,
    when: (assigned) => assigned.target === 'AUTH_PASSWORD_VALIDATORS' && assigned.key === undefined && acceptsShortPasswords(assigned),
  },
  {
    rule: 'weak-hash',
    confidence: 'high',
    tainted: false,
    when: ({ target, value, items }) =>
      target === 'PASSWORD_HASHERS' && /\.(?:\w*MD5|\w*SHA1)PasswordHasher$/u.test(String(items(value)?.[0]?.constant)),
  },
  {
    rule: 'csrf-protection-off',
    confidence: 'medium',
    tainted: false,
    when: (assigned) =>
      isSetting(assigned, settingsOfForms) &&
      assigned.value.constant === false &&
      !assigned.mentions(/TESTING\b\W{1,8}True|class \w*Test/u),
  },
  {
    rule: 'hard-coded-secret',
    confidence: 'medium',
    tainted: false,
    when: (assigned) =>
      (/\.secret_key$/u.test(assigned.target) || isSetting(assigned, ['SECRET_KEY', 'JWT_SECRET_KEY'])) &&
      isWrittenOut(assigned.value) &&
      assigned.mentions(/flask|django|INSTALLED_APPS|jwt/iu),
  },
];

const comparedName = /(?:^|[._["'])(?:\w+_)?(?:password|passwd|passphrase|secret|api_?key|token)["'\])]*$/iu;

/** Letters and something else: no word that the program itself uses. */
const isNoWord = /^(?=.*[a-z])(?=.*[^a-z_\s.:/-]).{8,}$/iu;

const isSent = (value: Value): boolean => value.taints.some(({ kind, confidence }) => kind === 'untrusted' && confidence !== 'low');

export const practiceComparisons: readonly ComparisonRule[] = [
  {
    rule: 'hard-coded-secret',
    confidence: 'medium',
    when: ([a, b]) =>
      [[a, b] as const, [b, a] as const].some(
        ([sent, own]) =>
          isSent(sent.value) && comparedName.test(sent.text) && isWrittenOut(own.value) && isNoWord.test(String(own.value.constant)),
      ),
  },
];

/** Whoever is signed in by a cookie; what is signed by its sender needs no token. */
const usesSession = /request\.user|request\.session|login_required|LoginRequired|permission_required|current_user|IsAuthenticated/u;
const isSigned = /signature|hmac|compare_digest|construct_event|webhook|authorization/iu;

export const practiceDecorations: readonly DecorationRule[] = [
  {
    rule: 'csrf-protection-off',
    confidence: 'medium',
    paths: ['django.views.decorators.csrf.csrf_exempt', 'flask_wtf.csrf.CSRFProtect().exempt', 'flask_wtf.CSRFProtect().exempt'],
    when: (definition) => usesSession.test(definition) && !isSigned.test(definition),
  },
];

export const practiceAssertions: readonly AssertionRule[] = [
  {
    rule: 'check-by-assertion',
    confidence: 'medium',
    of: /\b(?:is_superuser|is_staff|is_admin|is_authenticated|is_owner|has_perms?|has_permission|can_\w+|current_user|authori[sz]ed|permissions?|roles?)\b/u,
  },
];
