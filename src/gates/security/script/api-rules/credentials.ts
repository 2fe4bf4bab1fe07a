import ts from 'typescript';
import type { Call, Engine } from '../engine/engine.ts';
import { equality } from './secrets.ts';
import { lastName, propertyName } from '../engine/syntax.ts';
import type { Value } from '../engine/values.ts';
import { byApi } from './by-api.ts';
import { optionOf } from './places.ts';

/*
 * Passwords and keys that stand in the program: CWE-798, CWE-321, https://github.com/LionC/express-basic-auth#readme,
 * https://github.com/expressjs/session#secret, https://docs.nestjs.com/security/authentication, https://github.com/panva/jose.
 */

const fieldOf = (value: Value | undefined, name: string): Value | undefined => value?.fields?.get(name);

const clientFor = byApi([
  [
    /^(?:pg\.(?:Pool|Client)|(?:mysql|mysql2|mariadb|oracledb|mssql|promise-mysql)\.(?:createConnection|createPool|createPoolCluster|getConnection|connect)|knex|ioredis|ioredis\.Redis|redis\.createClient|nodemailer\.createTransport|sequelize|sequelize\.Sequelize|typeorm\.(?:DataSource|createConnection)|mssql\.ConnectionPool|amqplib\.connect|basic-ftp\.Client\(\)\.access|ssh2\.Client\(\)\.connect|node-ssh\.NodeSSH\(\)\.connect|ssh2-sftp-client\(\)\.connect|imap|mongoose\.(?:connect|createConnection)|mongodb\.MongoClient(?:\.connect)?|postgres|@elastic\/elasticsearch\.Client|neo4j-driver\.auth\.basic|axios(?:\.\w+)?|got(?:\.\w+)?)$/u,
  ],
]);
const placeholder = /^(?:pass(?:word)?|change.?me|secret|test|example|postgres|mysql|root|admin|guest|your|dummy|todo|x+|\*+)|^[<$%{]|\s/iu;

function writtenIn(value: Value | undefined): string | undefined {
  const written = value?.literal ? value.literal.value : value?.byDefault;
  return typeof written === 'string' ? written : undefined;
}

function isWrittenOut(value: Value | undefined): boolean {
  const written = writtenIn(value);
  return written !== undefined && written.length >= 6 && !placeholder.test(written);
}

/** `postgres://app:password@host/name`. */
function holdsPassword(value: Value | undefined): boolean {
  const password = /^[a-z][a-z+]*:\/\/[^:@/\s]*:(?<password>[^@/\s]+)@(?!localhost\b|127\.)/iu.exec(writtenIn(value) ?? '')?.groups?.[
    'password'
  ];
  return password !== undefined && password.length >= 6 && !placeholder.test(password);
}

function checkClient(call: Call, engine: Engine): void {
  if (!clientFor(call.api)) return;
  const all = call.args.flatMap((options) => [
    options,
    fieldOf(options, 'connection'),
    fieldOf(options, 'auth'),
    fieldOf(options, 'credentials'),
  ]);
  const inOptions = all.some((options) => ['password', 'pass'].some((name) => isWrittenOut(fieldOf(options, name))));
  const inAddress = all.some(
    (options) => holdsPassword(options) || ['url', 'uri', 'connectionString'].some((name) => holdsPassword(fieldOf(options, name))),
  );
  const inPlace = /^sequelize|^neo4j/u.test(call.api ?? '') && isWrittenOut(call.args[call.api === 'neo4j-driver.auth.basic' ? 1 : 2]);
  if (inOptions || inAddress || inPlace)
    engine.report('hard-coded-password', optionOf(call, engine, inOptions ? ['password', 'pass'] : ['url', 'uri', 'connectionString']));
}

/** Whom a server lets in by a list of names and passwords. */
function checkPeople(call: Call, engine: Engine): void {
  const [options] = call.args;
  const people =
    call.api === 'express-basic-auth' ? [...(fieldOf(options, 'users')?.fields?.values() ?? []), fieldOf(options, 'users')?.rest] : [];
  const single = /^hono\/basic-auth\.basicAuth$|^koa-basic-auth$/u.test(call.api ?? '')
    ? [fieldOf(options, 'password'), fieldOf(options, 'pass')]
    : [];
  if ([...people, ...single].some(isWrittenOut)) engine.report('hard-coded-password', call.node);
}

/** Where what signs or encrypts takes its key: a position, or the names of options. */
const keyedFor = byApi<readonly [RegExp, number | readonly string[]]>([
  [/^(?:express-session|cookie-session|@fastify\/(?:session|cookie|jwt)|client-sessions)$/u, ['secret', 'secrets', 'keys']],
  // Elsewhere, as in koa-session, `key` is the name of the cookie.
  [/^@fastify\/secure-session$/u, ['secret', 'key']],
  [
    /^(?:@nestjs\/jwt\.(?:JwtModule\.register|JwtService)|hono\/jwt\.jwt|express-jwt(?:\.expressjwt)?|koa-jwt|@elysiajs\/jwt\.jwt)$/u,
    ['secret', 'privateKey'],
  ],
  [/^passport-jwt\.Strategy$/u, ['secretOrKey']],
  [/^iron-session\.\w+$/u, ['password']],
  [/^(?:cookie-parser)$/u, 0],
  [
    /^(?:hono\/jwt\.(?:sign|verify)|jwt-simple\.(?:encode|decode)|crypto-js\.(?:AES|DES|TripleDES)\.(?:en|de)crypt|crypto-js\.Hmac\w+)$/u,
    1,
  ],
  [/^hono\/cookie\.setSignedCookie$/u, 3],
]);

function keysIn(value: Value | undefined): readonly Value[] {
  if (!value) return [];
  return value.shape === 'array' ? [...(value.fields?.values() ?? [])] : [value];
}

function checkKeys(call: Call, engine: Engine): void {
  const where = (keyedFor(call.api) ?? (call.name === 'register' ? keyedFor(call.args[0]?.api) : undefined))?.[1];
  if (where === undefined) return;
  const given =
    typeof where === 'number'
      ? keysIn(call.args[where])
      : call.args.flatMap((options) => where.flatMap((name) => keysIn(fieldOf(options, name))));
  if (given.some((key) => (writtenIn(key) ?? '') !== '' && !/BEGIN PUBLIC KEY/u.test(writtenIn(key) ?? '')))
    engine.report('hard-coded-key', call.node);
}

/** Notes passwords and keys that are given to what needs them, and stand in the text. */
export function checkCredentials(call: Call, engine: Engine): void {
  if (call.api === undefined && call.name !== 'register') return;
  checkClient(call, engine);
  checkPeople(call, engine);
  checkKeys(call, engine);
  // A hash that passwords are compared with stands for the password.
  if (/^bcrypt(?:js)?\.compare(?:Sync)?$/u.test(call.api ?? '') && /^\$2[aby]\$/u.test(writtenIn(call.args[1]) ?? ''))
    engine.report('hard-coded-password', call.node);
}

const passwordName = /^(?:pass|passw(?:or)?d|pwd|passphrase|passcode|user_?pass(?:word)?)$/iu;
const keyName = /^(?:secret|api_?key|auth_?token|access_?token|token)$/iu;
const words = /^(?:password|undefined|string|object|number|boolean|required|invalid|missing|null|true|false)$/iu;

function isCredential(name: string, text: unknown): boolean {
  if (typeof text !== 'string' || text.length < 6 || words.test(text) || /\s/u.test(text)) return false;
  return passwordName.test(name) || (keyName.test(name) && /\d/u.test(text) && text.length >= 8);
}

/** Notes `password === 'K3-orchid'`. */
export function checkWrittenComparison(node: ts.BinaryExpression, engine: Engine): void {
  if (!equality.has(node.operatorToken.kind)) return;
  for (const [one, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    const value = engine.recall(one);
    if (value.literal || ts.isTypeOfExpression(one)) continue;
    if (isCredential(lastName(one), engine.recall(other).literal?.value)) engine.report('hard-coded-password', node);
  }
}

const authorization = /^(?:Bearer|Basic|token)\s+[\w.+/=~-]{12,}$/u;

function propertyOf(node: ts.Node, name: string): ts.Node {
  return (ts.isObjectLiteralExpression(node) ? node.properties.find((one) => propertyName(one.name) === name) : undefined) ?? node;
}

/** Notes `{ Authorization: 'Bearer …' }`, and keys of cloud services. */
export function checkWrittenHeaders(fields: ReadonlyMap<string, Value>, node: ts.Node, engine: Engine): void {
  for (const [name, value] of fields) {
    const written = writtenIn(value);
    if (written === undefined) continue;
    const isHeader = /^authorization$/iu.test(name) && authorization.test(written) && !/example|token|x{4}|\.\.\./iu.test(written.slice(7));
    const isKey = /^(?:secretAccessKey|clientSecret|secretOrKey)$/u.test(name) && isWrittenOut(value);
    if (isHeader || isKey) engine.report('hard-coded-password', propertyOf(node, name));
  }
}
