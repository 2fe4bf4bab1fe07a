import { setPlace } from './engine/assign.ts';
import type { Call, Engine } from './engine/engine.ts';
import {
  aBoolean,
  clear,
  concatenated,
  deepTaints,
  doubted,
  isTainted,
  jsonPiece,
  literalOf,
  stringOf,
  textOf,
  unknown,
} from './engine/values.ts';
import type { Taint, Value } from './engine/values.ts';
import { hasKind, kindSet } from './kinds.ts';
import type { KindSet } from './kinds.ts';
import { matchKinds, removedChars, safeWithout } from './safe-kinds.ts';
import { schemaResult } from './schemas.ts';
import { taintsOf } from './sink.ts';
import { sourceValue } from './sources.ts';

/*
 * Functions that make data safe for something, and those that only change it. Escapers: the packages' own pages on
 * npmjs.com; encoders: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects; paths:
 * https://nodejs.org/api/path.html.
 */

const forUrls = kindSet('html', 'script-url', 'header', 'log', 'redirect', 'ssrf', 'path', 'xml', 'template');
const forMarkup = kindSet('html', 'xml');
const everything: KindSet = ~0;

const cleaners: readonly (readonly [KindSet, string])[] = [
  [forUrls, 'encodeURIComponent escape querystring.escape querystring.stringify qs.stringify'],
  [kindSet('header', 'log', 'html'), 'encodeURI'],
  [
    forMarkup,
    'escape-html he.encode he.escape lodash.escape underscore.escape validator.escape html-entities.encode entities.encodeHTML entities.escapeUTF8 entities.encode xss xss.filterXSS sanitize-html @braintree/sanitize-url.sanitizeUrl dompurify.sanitize isomorphic-dompurify.sanitize DOMPurify.sanitize handlebars.escapeExpression handlebars.Utils.escapeExpression Handlebars.escapeExpression ejs.escapeXML xss-filters.inHTMLData xss-filters.inDoubleQuotedAttr react-dom/server.renderToString react-dom/server.renderToStaticMarkup',
  ],
  [
    kindSet('sql'),
    'sqlstring.escape sqlstring.escapeId sqlstring.format mysql.escape mysql.escapeId mysql.format mysql2.escape mysql2.escapeId mysql2.format pg-format pg.escapeIdentifier pg.escapeLiteral',
  ],
  [kindSet('command'), 'shell-quote.quote shell-escape shescape.quote shescape.escape'],
  [kindSet('regex-source', 'regex-input'), 'RegExp.escape escape-string-regexp lodash.escapeRegExp'],
  [kindSet('path', 'no-dots', 'no-leading-slash'), 'path.basename path.posix.basename path.win32.basename path.extname sanitize-filename'],
  [kindSet('nosql'), 'mongo-sanitize express-mongo-sanitize.sanitize'],
  [kindSet('ldap'), 'ldap-escape.filter ldap-escape.dn'],
  [everything, 'btoa crypto.randomUUID slugify he.decode.none uuid.v4 nanoid.nanoid'],
];

const cleanerOf = new Map(cleaners.flatMap(([kinds, names]) => names.split(' ').map((name) => [name, kinds] as const)));

/** Methods that escape, of a connection or a pool of any database. */
const escapeMethods: ReadonlySet<string> = new Set(['escape', 'escapeId', 'escapeLiteral', 'escapeIdentifier', 'quoteIdentifier']);
const databases = /^(?:mysql2?|mysql2\/promise|pg|mariadb|sequelize|knex)\b/u;

/** What undoes an encoding brings back what it had taken away. */
const decoders: ReadonlySet<string> = new Set([
  'decodeURIComponent',
  'decodeURI',
  'unescape',
  'atob',
  'querystring.unescape',
  'he.decode',
  'lodash.unescape',
]);
/** Functions that give what is in their argument, in another form. */
const carriers: ReadonlySet<string> = new Set([
  'querystring.parse',
  'qs.parse',
  'url.parse',
  'url.format',
  'URLSearchParams',
  'Buffer.from',
  'Buffer',
  'Buffer.concat',
  'TextDecoder().decode',
  'util.format',
  'util.inspect',
  'Blob',
  'String.raw',
  'lodash.trim',
  'lodash.get',
  'lodash.merge',
  'lodash.cloneDeep',
  'lodash.template().none',
  'cookie.parse',
  'ini.parse',
  'RegExp',
  'Array',
  'Object',
  'marked',
  'marked.parse',
  'marked.marked',
  'marked.marked.parse',
  'marked.parseInline',
  'showdown.Converter().makeHtml',
  'snarkdown',
  'util.promisify',
  'fileURLToPath',
  'url.fileURLToPath',
  'path.dirname',
  'path.parse',
]);
const jsonKinds = kindSet('html', 'log', 'header', 'nosql', 'mass-assignment', 'code');

function uncleared(taints: readonly Taint[]): readonly Taint[] {
  return taints.map((taint): Taint => {
    const { removed: _removed, ...rest } = taint;
    return { ...rest, cleared: 0 };
  });
}

function argumentTaints(call: Call): readonly Taint[] {
  return taintsOf(call.args);
}

/** `path.join(root, name)`: the pieces with separators between, normalised. */
function joinedPath(call: Call, engine: Engine): Value {
  const pieces = call.args.flatMap((piece, index) => (index === 0 ? [piece] : [literalOf('/'), piece]));
  const name = call.name === 'realpath' || call.name === 'realpathSync' ? call.args.slice(0, 1) : pieces;
  const { literal: _literal, ...value } = concatenated(name);
  // Nothing is above the root, so no dots are left.
  const clamped = /^\/+\u0001/u.test(value.text ?? '') ? clear(value, kindSet('no-dots')) : value;
  return { ...clamped, api: '@path', ...resolvedFrom(call, engine) };
}

/** `path.resolve(file)`: the same file by another name. */
function resolvedFrom({ args, argNodes: [node] }: Call, engine: Engine): Pick<Value, 'derived'> {
  const place = node && args.length === 1 ? engine.placeOf(node) : undefined;
  return place ? { derived: { place, how: 'resolved' } } : {};
}

function relativePath(call: Call, engine: Engine): Value {
  const node = call.argNodes[1];
  const place = node && engine.placeOf(node);
  return { ...stringOf(argumentTaints(call)), ...(place ? { derived: { place, how: 'relative' as const } } : {}), api: '@relative-path' };
}

/** `new URL(x)`, `new URL(x, base)`: a path of its own cannot change the base's host. */
function parsedUrl(call: Call, engine: Engine): Value {
  const [argument, base] = call.args;
  if (!argument) return unknown;
  // The page's address is an object that is used as a string.
  const given = /^(?:document\.)?location$/u.test(argument.api ?? '')
    ? sourceValue(call.argNodes[0] ?? call.node, { from: 'remote', label: "comes from the page's address", text: true })
    : argument;
  const node = call.argNodes[0];
  const place = node && engine.placeOf(node);
  const start = textOf(given);
  const isPath = base !== undefined && (/^\/[^/\\\u0001]/u.test(start) || /^[?#]|^\.\//u.test(start));
  const whole = isPath ? clear(given, kindSet('ssrf', 'redirect')) : given;
  const { literal: _literal, closure: _closure, shape: _shape, ...rest } = whole;
  return {
    ...rest,
    shape: 'object',
    taints: deepTaints(whole),
    api: '@url',
    ...(place ? { derived: { place, how: 'url' as const } } : {}),
  };
}

interface Replacement {
  readonly pattern: Value;
  readonly by: Value | undefined;
  readonly all: boolean;
}

/** The characters that a replacement matches, and those that are gone after it. */
function replacedChars({ pattern, by, all }: Replacement): { readonly matched: string; readonly gone: string; readonly escapes: boolean } {
  const text = pattern.literal?.value;
  const single = all && typeof text === 'string' && text.length === 1 ? text : '';
  const matched = pattern.regexp ? removedChars(pattern.regexp) : single;
  const put = typeof by?.literal?.value === 'string' ? by.literal.value : '';
  const gone = [...matched].filter((char) => !put.includes(char)).join('');
  return { matched, gone, escapes: put.includes('$&') || put.includes('$1') };
}

/** `path.normalize(x).replace(/^(\.\.(\/|$))+/, '')`. */
function takesLeadingDots(pattern: Value, receiver: Value): boolean {
  return pattern.regexp !== undefined && receiver.api === '@path' && /^\^\(?(?:\?:)?\\\.(?:\\\.|\{2\})/u.test(pattern.regexp.source);
}

/** `x.replace(/[<>]/g, '')`: what is taken out cannot do harm any more. */
function replaced(call: Call): Value | undefined {
  const { receiver } = call;
  const [pattern, by] = call.args;
  if (!receiver || !pattern || !isTainted(receiver) || (receiver.shape === 'object' && receiver.api === undefined)) return undefined;
  const { matched, gone, escapes } = replacedChars({ pattern, by, all: call.name === 'replaceAll' });
  const extra =
    (escapes ? safeWithout(matched) & kindSet('regex-source') : 0) | (takesLeadingDots(pattern, receiver) ? kindSet('path', 'no-dots') : 0);
  const taints = deepTaints(receiver).map((taint): Taint => {
    const removed = (taint.removed ?? '') + gone;
    if (removed === '') return { ...taint, cleared: taint.cleared | extra };
    return { ...taint, cleared: taint.cleared | extra | safeWithout(removed), removed };
  });
  return stringOf([...taints, ...(by ? deepTaints(by) : [])]);
}

/** Bytes that were fixed and now are random. */
function refilled(call: Call, engine: Engine): Value {
  const node = call.argNodes[0];
  const place = node && engine.placeOf(node);
  if (place) setPlace(engine, place, unknown);
  return unknown;
}

function jsonText(call: Call): Value {
  const taints = taintsOf(call.args.slice(0, 1));
  const value = clear(stringOf(taints), jsonKinds);
  const text = taints.some(({ source, cleared }) => (source.from === 'remote' || source.from === 'stored') && !hasKind(cleared, 'html'))
    ? { text: jsonPiece }
    : {};
  return { ...value, ...text, ...(call.args[0]?.api === 'process.env' ? { api: 'process.env' } : {}) };
}

/** The bytes of a text that stands in the program are always the same. */
function encodedText({ args: [text] }: Call): Value {
  const written = text?.literal ? text.literal.value : text?.byDefault;
  return typeof written === 'string' && written !== '' ? { ...unknown, api: '@fixed-bytes' } : { ...unknown, taints: text?.taints ?? [] };
}

type ResultOf = (call: Call, engine: Engine) => Value | undefined;

/** The names in an archive are whatever its maker has written. */
const entries: Value = { shape: 'array', taints: [], rest: { shape: 'unknown', taints: [], api: '@archive-entry' } };

const openedArchive: Value = { shape: 'object', taints: [], fields: new Map([['files', entries]]) };

/** https://www.npmjs.com/package/unzipper, https://www.npmjs.com/package/unzip-stream, https://www.npmjs.com/package/tar-stream. */
const archiveReaders = /^(?:unzipper\.Parse|unzipper\.ParseOne|unzip-stream\.Parse|tar-stream\.extract|tar\.Parser?)\(\)$/u;

/** `stream.pipe(unzipper.Parse())`. */
function piped(call: Call): Value | undefined {
  return archiveReaders.test(call.args[0]?.api ?? '') ? entries : undefined;
}

const results = new Map<string, ResultOf>([
  ['adm-zip().getEntries', () => entries],
  ['node-stream-zip.async().entries', () => entries],
  ['unzipper.Open.file', () => openedArchive],
  ['unzipper.Open.buffer', () => openedArchive],
  ['path.join', joinedPath],
  ['path.resolve', joinedPath],
  ['path.posix.join', joinedPath],
  ['path.normalize', joinedPath],
  ['path.posix.normalize', joinedPath],
  ['fs.realpathSync', joinedPath],
  ['fs.realpath', joinedPath],
  ['path.relative', relativePath],
  ['URL', parsedUrl],
  ['JSON.parse', (call) => ({ ...unknown, taints: uncleared(argumentTaints(call)) })],
  ['JSON.stringify', jsonText],
  ['util.promisify', (call) => call.args[0]],
  ['Object.freeze', (call) => call.args[0]],
  ['Object.seal', (call) => call.args[0]],
  ['os.tmpdir', () => literalOf('/tmp')],
  ['TextEncoder().encode', encodedText],
  ['Buffer.alloc', () => ({ ...unknown, api: '@fixed-bytes' })],
  ['Uint8Array', (call) => (call.args[0]?.literal ? { ...unknown, api: '@fixed-bytes' } : undefined)],
  ['crypto.randomFillSync', refilled],
  ['crypto.randomFill', refilled],
  ['crypto.getRandomValues', refilled],
]);

/** The groups of a match hold only what the pattern can match. */
function matchedGroups(call: Call): Value | undefined {
  const [subject, pattern] = call.name === 'exec' ? [call.args[0], call.receiver?.regexp] : [call.receiver, call.args[0]?.regexp];
  if (!subject || !pattern || !isTainted(subject)) return undefined;
  return { shape: 'unknown', taints: [], rest: clear(stringOf(deepTaints(subject)), matchKinds(pattern)) };
}

/** `buffer.toString('hex')`. */
function encoded(call: Call): Value | undefined {
  const encoding = call.args[0]?.literal?.value;
  return encoding === 'hex' || encoding === 'base64url' ? unknown : undefined;
}

/** `x.slice(0, 100)`: short texts are matched soon, and are what they were otherwise. */
function cut(call: Call): Value | undefined {
  const { receiver } = call;
  const end = call.args[1]?.literal?.value;
  if (!receiver || !isTainted(receiver) || receiver.fields || receiver.rest || typeof end !== 'number' || end < 0 || end > 1000)
    return undefined;
  return clear({ ...receiver, taints: receiver.taints }, kindSet('regex-input'));
}

function matchedLists(call: Call): Value | undefined {
  const groups = matchedGroups(call);
  return groups && { shape: 'array', taints: [], rest: groups };
}

const methods = new Map<string, (call: Call) => Value | undefined>([
  ['replace', replaced],
  ['replaceAll', replaced],
  ['slice', cut],
  ['substring', cut],
  ['substr', cut],
  ['toString', encoded],
  ['pipe', piped],
  ['exec', matchedGroups],
  ['match', matchedGroups],
  ['matchAll', matchedLists],
]);

function ofMethod(call: Call): Value | undefined {
  if (!call.receiver) return undefined;
  const method = methods.get(call.name);
  if (method) return method(call);
  const escapes = escapeMethods.has(call.name) && (call.api === undefined || databases.test(call.api));
  return escapes ? clear(stringOf(argumentTaints(call)), kindSet('sql')) : undefined;
}

function carried(call: Call, api: string): Value {
  const literal = call.args[0]?.literal?.value;
  if (api === 'Buffer.from' && typeof literal === 'string') return { ...unknown, api: '@fixed-bytes' };
  const pattern =
    api === 'RegExp' && typeof literal === 'string'
      ? { regexp: { source: literal, flags: String(call.args[1]?.literal?.value ?? '') } }
      : {};
  return { ...unknown, taints: argumentTaints(call), api: api === 'URLSearchParams' ? '@params' : `${api}()`, ...pattern };
}

/** What a call gives, where it is known to make data safe, or to hand it on. */
export function cleanedResult(call: Call, engine: Engine): Value | undefined {
  const { api } = call;
  const own = ofMethod(call);
  if (own || api === undefined) return own;
  const known = results.get(api)?.(call, engine) ?? schemaResult(call);
  if (known) return known;
  const kinds = cleanerOf.get(api);
  if (kinds !== undefined) return clear(stringOf(argumentTaints(call)), kinds);
  if (decoders.has(api)) return stringOf(uncleared(argumentTaints(call)));
  return carriers.has(api) ? carried(call, api) : undefined;
}

const cleaning =
  /sanit|escap|encod|purif|clean|strip|whitelist|allowlist|safe|hash|digest|hmac|sign|encrypt|slug|valid|assert|ensure|check|verif/iu;
const lookup =
  /^(?:get|find|search|suggest|match|count|sum|fetch|load|read|query|list|count|create|save|insert|update|delete|remove|send|log|write|render|auth|login|exec|execute|run|open|connect|next|end|emit|publish|dispatch|add|lookup|select|request|call|resolve|is|has|can|should|use)/iu;

/** What may be left of the arguments in what an unknown function gives: nothing where its name says so. */
export function opaqueTaints(call: Call): readonly Taint[] {
  const own = call.receiver?.taints ?? [];
  if (call.receiver && own.length === 0 && call.callee.taints.length > 0) return call.callee.taints;
  if (cleaning.test(call.name)) return [];
  if (own.length > 0) return call.api?.startsWith('@') === true ? own : doubted(own);
  return lookup.test(call.name) || call.isNew ? [] : doubted(argumentTaints(call));
}

/** A check that was written elsewhere gives a truth value. */
export function checkedResult(call: Call): Value | undefined {
  return !call.callee.closure && /^(?:is|has|can|should)[A-Z_]/u.test(call.name) ? aBoolean : undefined;
}
