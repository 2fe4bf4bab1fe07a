import ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import { enclosingFunction, propertyName } from '../engine/syntax.ts';
import { textOf } from '../engine/values.ts';
import { isGuessable } from './secrets.ts';
import type { Value } from '../engine/values.ts';

/* Certificates and files: https://nodejs.org/api/tls.html, https://nodejs.org/api/fs.html, https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue. */

function literal(value: Value | undefined): unknown {
  return value?.literal?.value;
}

/** Options that turn a check off, and the rule that each breaks. */
const unsafeFlags: ReadonlyMap<string, readonly [value: boolean, rule: string]> = new Map([
  ['rejectUnauthorized', [false, 'tls-not-verified']],
  ['strictSSL', [false, 'tls-not-verified']],
  ['ignoreHTTPSErrors', [true, 'tls-not-verified']],
  ['insecureSkipVerify', [true, 'tls-not-verified']],
  ['csrfPrevention', [false, 'forged-requests']],
  ['checkOrigin', [false, 'forged-requests']],
  ['ignoreExpiration', [true, 'jwt-never-expires']],
  ['includeStacktraceInErrorResponses', [true, 'error-details']],
  ['nodeIntegration', [true, 'page-with-node']],
  ['contextIsolation', [false, 'page-with-node']],
  ['webSecurity', [false, 'page-with-node']],
]);
const oldProtocols = /^(?:SSLv[23]\w*|TLSv1(?:\.1|_1)?(?:_\w+method|_method)?)$/u;

/** `checkServerIdentity: () => undefined`. */
function acceptsAnyone(value: Value): boolean {
  const body = value.closure?.node.body;
  return (
    body !== undefined && /^(?:\{\s*(?:return(?:\s+(?:undefined|null|true))?\s*;?)?\s*\}|undefined|null|true|void 0)$/u.test(body.getText())
  );
}

/** Canned rights of stores of objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl, https://cloud.google.com/storage/docs/access-control/lists#predefined-acl. */
function isPublicObject(name: string, value: unknown): boolean {
  if (/^acl$/iu.test(name)) return /^public-read(?:-write)?$/u.test(String(value));
  return name === 'predefinedAcl' && /^publicRead(?:Write)?$/u.test(String(value));
}

/** Words of what a site shows to everybody anyway. */
const forEverybody = /public[/-](?!read)|\b(?:assets?|static|avatars?|thumb\w*|logos?|cdn|favicons?|sitemap|website|images?)\b/iu;

function aroundOption(node: ts.Node): string {
  return (enclosingFunction(node) ?? node.parent).getText();
}

function checkOption(option: { readonly name: string; readonly value: Value; readonly node: ts.Node }, engine: Engine): void {
  const { name, value, node } = option;
  const flag = unsafeFlags.get(name);
  if (flag && literal(value) === flag[0]) engine.report(flag[1], node);
  else if (name === 'checkServerIdentity' && acceptsAnyone(value)) engine.report('tls-not-verified', node);
  else if (isPublicObject(name, literal(value)) && !forEverybody.test(aroundOption(node))) engine.report('public-object', node);
  else if ((name === 'secureProtocol' || name === 'minVersion') && oldProtocols.test(String(literal(value))))
    engine.report('old-tls', node);
}

/** Notes options that turn a check off. */
export function checkOptions(node: ts.Node, value: Value, engine: Engine): void {
  if (!ts.isObjectLiteralExpression(node)) return;
  for (const property of node.properties) {
    const name = propertyName(property.name);
    const field = name === undefined ? undefined : value.fields?.get(name);
    if (name !== undefined && field) checkOption({ name, value: field, node: property }, engine);
  }
}

/** Notes settings of the process and of an object that turn a check off. */
export function checkSetting(assignment: Assignment, engine: Engine): void {
  const { key, value, target } = assignment;
  if (key === 'NODE_TLS_REJECT_UNAUTHORIZED' && String(literal(value)) === '0') engine.report('tls-not-verified', target.parent);
  if (key === 'rejectUnauthorized' || key === 'strictSSL') checkOption({ name: key, value, node: target.parent }, engine);
}

function modeOf(value: Value | undefined): number | undefined {
  const mode = literal(value);
  if (typeof mode === 'number') return mode;
  return typeof mode === 'string' && /^0?o?[0-7]{3,4}$/u.test(mode) ? Number.parseInt(mode.replace('o', ''), 8) : undefined;
}

function checkMode(call: Call, engine: Engine): void {
  const isChange = /^f?l?chmod(?:Sync)?$/u.test(call.name);
  const given = isChange
    ? call.args[1]
    : call.args
        .slice(1)
        .map((value) => value.fields?.get('mode'))
        .find((value) => value !== undefined);
  const mode =
    modeOf(given) ?? (/^(?:mkdir|open)(?:Sync)?$/u.test(call.name) ? modeOf(call.args[call.name.startsWith('open') ? 2 : 1]) : undefined);
  if (mode !== undefined && (mode & 0o002) !== 0) engine.report('world-writable', call.node);
}

const writers = /^(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|open|openSync|mkdir|mkdirSync)$/u;

/** A name in the shared folder for temporary files that has nothing random in it. */
function checkTemporary(call: Call, engine: Engine): void {
  if (!writers.test(call.name) || call.name.startsWith('mkdir')) return;
  const path = call.args[0];
  if (!path || path.taints.some(({ source }) => source.from !== 'parameter') || !/^\/(?:var\/)?tmp\/./u.test(textOf(path))) return;
  if (/[\0\u0001]/u.test(textOf(path)) && !isGuessable(call, engine)) return;
  const flags = call.args.slice(1).map((value) => literal(value.fields?.get('flag') ?? value.fields?.get('flags') ?? value));
  const isRead = call.name.startsWith('open') && (flags[0] === 'r' || flags[0] === undefined);
  if (!isRead && !flags.some((flag) => typeof flag === 'string' && /^[aw]x/u.test(flag)))
    engine.report('predictable-temporary-file', call.node);
}

/** Notes files that others may write, or whose names they can guess. */
export function checkSystem(call: Call, engine: Engine): void {
  if (call.api === 'process.umask' && literal(call.args[0]) === 0) engine.report('world-writable', call.node);
  if (call.api?.startsWith('fs.') !== true) return;
  checkMode(call, engine);
  checkTemporary(call, engine);
}
