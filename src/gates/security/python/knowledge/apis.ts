import type { ApiRule, Call } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import { trustedText } from '../engine/value.ts';
import type { Value } from '../engine/value.ts';
import { cryptoApis } from './crypto-apis.ts';
import { secrecyApis } from './secrecy-apis.ts';
import { requestApis } from './request-apis.ts';
import { hasSafeLoader, isKnownLoader } from './yaml-loaders.ts';

function words(text: string): string[] {
  return text.split(/\s+/u);
}

function is(value: Value | undefined, constant: boolean | null): boolean {
  return value?.constant === constant;
}

const verbs = words('get post put delete patch head options request stream');
const clients = ['requests', 'httpx', 'requests.Session()', 'requests.session()', 'httpx.Client()', 'httpx.AsyncClient()'].flatMap((base) => verbs.map((verb) => `${base}.${verb}`));

function isUnverified(value: Value | undefined): boolean {
  return value?.path === 'ssl.CERT_NONE' || value?.constant === 'CERT_NONE' || value?.constant === 'NONE';
}

const certificates: readonly ApiRule[] = [
  { rule: 'certificate-not-verified', callees: [...clients, 'httpx.Client', 'httpx.AsyncClient', 'requests.Session'], confidence: 'high', when: (call) => is(call.keywords.get('verify'), false) },
  { rule: 'certificate-not-verified', callees: ['ssl._create_unverified_context'], confidence: 'high' },
  { rule: 'certificate-not-verified', callees: ['ssl.wrap_socket', 'urllib3.PoolManager', 'urllib3.HTTPSConnectionPool', 'urllib3.connectionpool.HTTPSConnectionPool', 'ldap3.Tls', 'redis.Redis', 'pymongo.MongoClient', 'ssl.SSLContext().wrap_socket'], confidence: 'high', when: (call) => [...call.keywords.values()].some(isUnverified) || is(call.keywords.get('tlsAllowInvalidCertificates'), true) || (call.path === 'ssl.wrap_socket' && call.keywords.get('cert_reqs') === undefined && !call.open) },
  { rule: 'certificate-not-verified', callees: ['aiohttp.TCPConnector', 'aiohttp.ClientSession().get', 'aiohttp.ClientSession().post', 'aiohttp.ClientSession().put', 'aiohttp.ClientSession().delete', 'aiohttp.ClientSession().request', 'aiohttp.request'], confidence: 'high', when: (call) => is(call.keywords.get('ssl'), false) || is(call.keywords.get('verify_ssl'), false) },
  { rule: 'certificate-not-verified', callees: ['.set_missing_host_key_policy'], confidence: 'high', when: (call) => /AutoAddPolicy|WarningPolicy/u.test(call.positional[0]?.path ?? '') },
  { rule: 'certificate-not-verified', callees: ['.set_verify'], confidence: 'high', when: (call) => /VERIFY_NONE$/u.test(call.positional[0]?.path ?? '') },
];

const tokens: readonly ApiRule[] = [
  { rule: 'token-not-verified', callees: ['jwt.decode', 'jwt.PyJWT().decode', 'jose.jwt.decode'], confidence: 'high', when: skipsSignature },
  { rule: 'token-not-verified', callees: ['jwt.process_jwt', 'jose.jwt.get_unverified_claims', 'jwcrypto.jwt.JWT().token'], confidence: 'medium' },
];

function skipsSignature(call: Call): boolean {
  const options = call.keywords.get('options');
  const off = ['verify_signature', 'verify'].some((name) => is(call.entry(options, name), false));
  const algorithms = call.items(call.argument(2, 'algorithms')) ?? [];
  const none = algorithms.some(({ constant }) => typeof constant === 'string' && constant.toLowerCase() === 'none');
  return off || none || is(call.keywords.get('verify'), false);
}

const debugging: readonly ApiRule[] = [
  { rule: 'debug-mode', callees: ['.run', 'flask.Flask().run', 'bottle.run', 'werkzeug.serving.run_simple', 'uvicorn.run'], confidence: 'high', when: (call) => [call.keywords.get('debug'), call.keywords.get('use_debugger')].some((value) => is(value, true)) && !call.path.startsWith('asyncio.') },
  { rule: 'debug-mode', callees: ['fastapi.FastAPI', 'starlette.applications.Starlette', 'tornado.web.Application', 'sanic.Sanic'], confidence: 'high', when: (call) => is(call.keywords.get('debug'), true) },
  { rule: 'debug-mode', callees: ['werkzeug.debug.DebuggedApplication'], confidence: 'medium' },
];

const sessionCookie = /sess|sid\b|auth|token|jwt|csrf|login|user|remember|account|id$/iu;

/** A cookie that keeps somebody signed in, and lacks a flag. Frameworks set neither unless told to. */
function lacksFlags(call: Call): boolean {
  const name = call.argument(0, 'key')?.constant ?? call.keywords.get('name')?.constant;
  if (call.open || typeof name !== 'string' || !sessionCookie.test(name)) return false;
  const flag = (value: Value | undefined): boolean => value !== undefined && value.constant !== false && value.constant !== null;
  return !flag(call.keywords.get('secure')) || !flag(call.keywords.get('httponly'));
}

function turnsOff(call: Call): boolean {
  const name = call.argument(0, 'key')?.constant ?? call.keywords.get('name')?.constant;
  if (typeof name === 'string' && !sessionCookie.test(name)) return false;
  return !call.open && [call.keywords.get('secure'), call.keywords.get('httponly')].some((value) => is(value, false));
}

const cookies: readonly ApiRule[] = [
  { rule: 'cookie-flags', callees: ['.set_cookie', '.set_signed_cookie', '.set_secure_cookie'], confidence: 'high', when: lacksFlags },
  { rule: 'cookie-for-any-site', callees: ['.set_cookie', '.set_signed_cookie'], confidence: 'medium', when: isForAnySite },
  { rule: 'cookie-flags', callees: ['.set_cookie', '.set_signed_cookie'], confidence: 'medium', when: (call) => !lacksFlags(call) && turnsOff(call) },
];

function isForAnySite(call: Call): boolean {
  const name = call.argument(0, 'key')?.constant ?? call.keywords.get('name')?.constant;
  return typeof name === 'string' && sessionCookie.test(name) && /^none$/iu.test(String(call.keywords.get('samesite')?.constant ?? ''));
}

const everyone = 0o002;

/** Whether a mode lets everyone on the machine write. */
function letsEveryoneWrite(value: Value | undefined): boolean {
  if (value?.path !== undefined) return /S_IWOTH|S_IRWXO/u.test(value.path);
  return typeof value?.constant === 'number' && (value.constant & everyone) !== 0 && (value.constant & 0o1000) === 0;
}

/** Flags by their names, none of which is taken away. */
function namesEveryone(call: Call): boolean {
  const text = call.node.child('arguments')?.text ?? '';
  return /S_I(?:WOTH|RWXO)/u.test(text) && !text.includes('~');
}

const modes: readonly ApiRule[] = [
  { rule: 'permissive-file-mode', callees: ['os.chmod', 'os.fchmod', 'os.lchmod'], confidence: 'high', when: (call) => letsEveryoneWrite(call.argument(1, 'mode')) || namesEveryone(call) },
  // The process's umask still takes rights away from these.
  { rule: 'permissive-file-mode', callees: ['os.open', 'os.mkdir', 'os.makedirs', 'os.mkfifo'], confidence: 'low', when: (call) => [call.keywords.get('mode'), ...call.positional.slice(1)].some(letsEveryoneWrite) },
  { rule: 'permissive-file-mode', callees: ['pathlib.Path().chmod', '.chmod'], confidence: 'high', when: (call) => !/^os\./u.test(call.path) && (letsEveryoneWrite(call.argument(0, 'mode')) || namesEveryone(call)) },
  { rule: 'permissive-file-mode', callees: ['os.umask'], confidence: 'high', when: (call) => call.positional[0]?.constant === 0 },
];

const temporary = /^(?:\/tmp\/|\/var\/tmp\/|\/dev\/shm\/)./u;

const opens = ['open', 'os.open', 'logging.FileHandler', 'sqlite3.connect'];

const temporaryFiles: readonly ApiRule[] = [
  { rule: 'predictable-temp-file', callees: ['tempfile.mktemp', 'os.tempnam', 'os.tmpnam'], confidence: 'high' },
  { rule: 'predictable-temp-file', callees: opens, confidence: 'high', when: (call) => isGuessable(call, call.argument(0, 'file')) && (call.path !== 'open' || /[wax+]/u.test(String(call.argument(1, 'mode')?.constant ?? 'r'))) },
  { rule: 'predictable-temp-file', callees: ['pathlib.Path().write_text', 'pathlib.Path().write_bytes', 'pathlib.Path().touch', '.write_text', '.write_bytes'], confidence: 'high', when: (call) => isGuessable(call, call.receiver) },
  // Whoever was first may own the folder that is there already.
  { rule: 'predictable-temp-file', callees: ['os.makedirs'], confidence: 'medium', when: (call) => is(call.keywords.get('exist_ok'), true) && isGuessable(call, call.argument(0, 'name')) },
  { rule: 'predictable-temp-file', callees: ['pathlib.Path().mkdir', '.mkdir'], confidence: 'medium', when: (call) => is(call.keywords.get('exist_ok'), true) && isGuessable(call, call.receiver) },
];

function isTemporaryFolder(value: Value | undefined): boolean {
  if (value?.made?.path === 'pathlib.Path') return isTemporaryFolder(value.made.positional[0]);
  return value?.path === 'tempfile.gettempdir()' || (typeof value?.constant === 'string' && temporary.test(`${value.constant}/x`));
}

function isTemporary(value: Value | undefined): boolean {
  if (value?.made?.path === 'pathlib.Path') return isTemporary(value.made.positional[0]);
  if (value?.made?.path === 'os.path.join') return isTemporaryFolder(value.made.positional[0]) && isOwnName(value.made.positional[1]);
  return value !== undefined && temporary.test(typeof value.constant === 'string' ? value.constant : (value.begins ?? ''));
}

/** A name that begins with what the text says. */
function isOwnName(value: Value | undefined): boolean {
  return typeof value?.constant === 'string' || /\w/u.test(value?.begins?.replaceAll(trustedText, '') ?? '');
}

const unguessable = /uuid|secrets\.|token_(?:hex|urlsafe)|mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile|urandom|random|O_EXCL|['"]x[bt+]*['"]/u;

/** A name in the folder that everybody shares, with nothing in its function that others cannot guess. */
function isGuessable(call: Call, path: Value | undefined): boolean {
  return isTemporary(path) && !unguessable.test(enclosing(call.node, ({ type }) => type === 'function_definition')?.text ?? '');
}

const settings: readonly ApiRule[] = [
  { rule: 'cookie-flags', callees: ['.update', '.from_mapping'], confidence: 'high', when: (call) => /config|settings/u.test(call.path) && ['SESSION_COOKIE_SECURE', 'SESSION_COOKIE_HTTPONLY', 'REMEMBER_COOKIE_SECURE', 'REMEMBER_COOKIE_HTTPONLY'].some((name) => is(call.keywords.get(name) ?? call.entry(call.positional[0], name), false)) },
  { rule: 'debug-mode', callees: ['.update', '.from_mapping'], confidence: 'high', when: (call) => /config|settings/u.test(call.path) && is(call.keywords.get('DEBUG') ?? call.entry(call.positional[0], 'DEBUG'), true) },
];

/** All origins together with cookies, in the words of each framework. */
function allowsEveryOrigin(call: Call): boolean {
  const origins = call.keywords.get('allow_origins') ?? call.keywords.get('origins') ?? call.keywords.get('allow_origin_regex');
  const credentials = call.keywords.get('allow_credentials') ?? call.keywords.get('supports_credentials');
  const all = [origins, ...(call.items(origins) ?? [])].some((value) => value?.constant === '*' || value?.constant === '.*');
  return all && is(credentials, true);
}

const origins: readonly ApiRule[] = [
  { rule: 'permissive-cors', callees: ['.add_middleware', 'starlette.middleware.Middleware', 'starlette.middleware.cors.CORSMiddleware', 'fastapi.middleware.cors.CORSMiddleware', 'flask_cors.CORS', 'flask_cors.cross_origin'], confidence: 'high', when: (call) => allowsEveryOrigin(call) || (call.path.startsWith('flask_cors') && is(call.keywords.get('supports_credentials'), true) && call.keywords.get('origins') === undefined && call.keywords.get('resources') === undefined) },
];

const xml: readonly ApiRule[] = [
  { rule: 'xml-external-entities', callees: ['lxml.etree.XMLParser'], confidence: 'medium', when: (call) => is(call.keywords.get('resolve_entities'), true) || is(call.keywords.get('huge_tree'), true) || is(call.keywords.get('no_network'), false) },
  { rule: 'xml-external-entities', callees: ['.setFeature'], confidence: 'high', when: (call) => /external_[gp]es$|external-(?:general|parameter)-entities/u.test(`${call.positional[0]?.path ?? ''}${String(call.positional[0]?.constant ?? '')}`) && (is(call.positional[1], true) || call.positional[1]?.constant === 1) },
  { rule: 'unsafe-deserialization', callees: ['yaml.load', 'yaml.load_all'], confidence: 'medium', when: (call) => !hasSafeLoader(call) && isKnownLoader(call) && call.positional[0]?.constant === undefined },
  { rule: 'path-traversal', callees: ['tarfile.open().extractall', 'tarfile.TarFile().extractall'], confidence: 'medium', when: (call) => call.keywords.get('filter') === undefined && call.keywords.get('members') === undefined },
];

/** Calls that are wrong whatever data comes. */
export const apis: readonly ApiRule[] = [...certificates, ...tokens, ...debugging, ...cookies, ...modes, ...temporaryFiles, ...origins, ...settings, ...xml, ...requestApis, ...cryptoApis, ...secrecyApis];
