import type { ApiRule, Call } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';

/* Passwords and keys that are written in the code: CWE-798, CWE-321, https://cwe.mitre.org/data/definitions/798.html. */

const placeholder =
  /^(?:pass(?:word)?|change.?me|secret|test|example|postgres|root|admin|guest|none|null|your|dummy|todo|x+|\*+)|^[<$%{]|[\s{}]|^-----BEGIN PUBLIC/iu;

/** What gives the same bytes for the same text; of some, the text comes second. */
const makesBytes =
  /^(?:base64\.\w+|bytes\.fromhex|binascii\.unhexlify|hashlib\.\w+|hashlib\.\w+\(\)\.(?:hex)?digest|\S*\b(?:HKDF|PBKDF2HMAC|Scrypt)\(\)\.derive)$/u;
const takesTextSecond = /^hashlib\.(?:new|pbkdf2_hmac)$/u;

/** Bytes that are made of nothing but what is written in the text. */
function isDerived(value: Value | undefined, depth = 0): boolean {
  const made = value?.made;
  if (made === undefined || depth > 4 || !makesBytes.test(made.path)) return depth > 0 && isBytesOf(value);
  const text = made.positional[takesTextSecond.test(made.path) ? 1 : 0];
  return isDerived(text, depth + 1) || (!made.path.endsWith('.derive') && isDerived(made.receiver, depth + 1));
}

/** A value that is written in the text and was not put there to be replaced. */
export function isWrittenOut(value: Value | undefined): boolean {
  if (value?.made !== undefined && makesBytes.test(value.made.path)) return isDerived(value);
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

export const writtenSecretApis: readonly ApiRule[] = [
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
