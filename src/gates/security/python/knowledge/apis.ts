import type { ApiRule, Call } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import { trustedText } from '../engine/value.ts';
import type { Value } from '../engine/value.ts';
import { cryptoApis } from './crypto-apis.ts';
import { logApis } from './log-apis.ts';
import { lostUpdateApis } from './lost-updates.ts';
import { fileModeApis } from './file-modes.ts';
import { settingApis } from './settings.ts';
import { tlsApis } from './tls-apis.ts';
import { tokenApis } from './token-apis.ts';
import { secrecyApis } from './secrecy-apis.ts';
import { processApis } from './process-apis.ts';
import { promptApis } from './prompt-apis.ts';
import { publicObjectApis } from './public-objects.ts';
import { recordViewApis } from './record-views.ts';
import { requestApis } from './request-apis.ts';
import { sessionApis } from './session-rules.ts';
import { sheetApis } from './sheet-apis.ts';
import { storedTemplateApis } from './stored-templates.ts';
import { storedPasswordApis } from './stored-passwords.ts';
import { hasSafeLoader, isKnownLoader } from './yaml-loaders.ts';

function is(value: Value | undefined, constant: boolean | null): boolean {
  return value?.constant === constant;
}

const debugging: readonly ApiRule[] = [
  {
    rule: 'debug-mode',
    callees: ['.run', 'flask.Flask().run', 'bottle.run', 'werkzeug.serving.run_simple', 'uvicorn.run'],
    confidence: 'high',
    when: (call) =>
      [call.keywords.get('debug'), call.keywords.get('use_debugger')].some((value) => is(value, true)) && !call.path.startsWith('asyncio.'),
    at: ['debug', 'use_debugger'],
  },
  {
    rule: 'debug-mode',
    callees: ['fastapi.FastAPI', 'starlette.applications.Starlette', 'tornado.web.Application', 'sanic.Sanic'],
    confidence: 'high',
    when: (call) => is(call.keywords.get('debug'), true),
    at: ['debug'],
  },
  { rule: 'debug-mode', callees: ['werkzeug.debug.DebuggedApplication'], confidence: 'medium' },
];

const temporary = /^(?:\/tmp\/|\/var\/tmp\/|\/dev\/shm\/)./u;

const opens = ['open', 'os.open', 'logging.FileHandler', 'sqlite3.connect'];

const temporaryFiles: readonly ApiRule[] = [
  { rule: 'predictable-temp-file', callees: ['tempfile.mktemp', 'os.tempnam', 'os.tmpnam'], confidence: 'high' },
  {
    rule: 'predictable-temp-file',
    callees: opens,
    confidence: 'high',
    when: (call) =>
      isGuessable(call, call.argument(0, 'file')) &&
      (call.path !== 'open' || /[wax+]/u.test(String(call.argument(1, 'mode')?.constant ?? 'r'))),
  },
  {
    rule: 'predictable-temp-file',
    callees: ['pathlib.Path().write_text', 'pathlib.Path().write_bytes', 'pathlib.Path().touch', '.write_text', '.write_bytes'],
    confidence: 'high',
    when: (call) => isGuessable(call, call.receiver),
  },
  // Whoever was first may own the folder that is there already.
  {
    rule: 'predictable-temp-file',
    callees: ['os.makedirs'],
    confidence: 'medium',
    when: (call) => is(call.keywords.get('exist_ok'), true) && isGuessable(call, call.argument(0, 'name')),
  },
  {
    rule: 'predictable-temp-file',
    callees: ['pathlib.Path().mkdir', '.mkdir'],
    confidence: 'medium',
    when: (call) => is(call.keywords.get('exist_ok'), true) && isGuessable(call, call.receiver),
  },
];

function isTemporaryFolder(value: Value | undefined): boolean {
  if (value?.made?.path === 'pathlib.Path') return isTemporaryFolder(value.made.positional[0]);
  return value?.path === 'tempfile.gettempdir()' || (typeof value?.constant === 'string' && temporary.test(`${value.constant}/x`));
}

function isTemporary(value: Value | undefined): boolean {
  const made = value?.made;
  switch (made?.path) {
    case 'pathlib.Path':
      return isTemporary(made.positional[0]);
    case 'os.path.join':
      return isTemporaryFolder(made.positional[0]) && isOwnName(made.positional[1]);
    case 'pathlib.Path().joinpath':
      return isTemporary(made.receiver) || (isTemporaryFolder(made.receiver) && isOwnName(made.positional[0]));
    default:
      return value !== undefined && temporary.test(typeof value.constant === 'string' ? value.constant : (value.begins ?? ''));
  }
}

/** A name that begins with what the text says. */
function isOwnName(value: Value | undefined): boolean {
  return typeof value?.constant === 'string' || /\w/u.test(value?.begins?.replaceAll(trustedText, '') ?? '');
}

const unguessable =
  /uuid|secrets\.|token_(?:hex|urlsafe)|mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile|urandom|random|O_EXCL|['"]x[bt+]*['"]/u;

/** A name in the folder that everybody shares, with nothing in its function that others cannot guess. */
function isGuessable(call: Call, path: Value | undefined): boolean {
  return isTemporary(path) && !unguessable.test(enclosing(call.node, ({ type }) => type === 'function_definition')?.text ?? '');
}

/** All origins together with cookies, in the words of each framework. */
function allowsEveryOrigin(call: Call): boolean {
  const origins = call.keywords.get('allow_origins') ?? call.keywords.get('origins') ?? call.keywords.get('allow_origin_regex');
  const credentials = call.keywords.get('allow_credentials') ?? call.keywords.get('supports_credentials');
  const all = [origins, ...(call.items(origins) ?? [])].some((value) => value?.constant === '*' || value?.constant === '.*');
  return all && is(credentials, true);
}

const origins: readonly ApiRule[] = [
  {
    rule: 'permissive-cors',
    callees: [
      '.add_middleware',
      'starlette.middleware.Middleware',
      'starlette.middleware.cors.CORSMiddleware',
      'fastapi.middleware.cors.CORSMiddleware',
      'flask_cors.CORS',
      'flask_cors.cross_origin',
    ],
    confidence: 'high',
    when: (call) =>
      allowsEveryOrigin(call) ||
      (call.path.startsWith('flask_cors') &&
        is(call.keywords.get('supports_credentials'), true) &&
        call.keywords.get('origins') === undefined &&
        call.keywords.get('resources') === undefined),
    at: ['allow_origins', 'allow_origin_regex', 'origins'],
  },
];

function isOpenParser(options: Call['keywords'] | undefined): boolean {
  return (
    options !== undefined &&
    (is(options.get('resolve_entities'), true) || is(options.get('huge_tree'), true) || is(options.get('no_network'), false))
  );
}

/** Neither written in the text nor only what callers choose. */
function isReadIn(value: Value | undefined): boolean {
  return (
    value?.constant === undefined &&
    (value === undefined || value.taints.length === 0 || value.taints.some(({ confidence }) => confidence !== 'parameter'))
  );
}

const xml: readonly ApiRule[] = [
  // Where the parser is used in the same text, what it reads counts.
  {
    rule: 'xml-external-entities',
    callees: ['lxml.etree.XMLParser'],
    confidence: 'medium',
    when: (call) => isOpenParser(call.keywords) && !/\.(?:parse|fromstring|XML|iterparse)\(/u.test(call.node.source.text),
  },
  {
    rule: 'xml-external-entities',
    callees: ['lxml.etree.parse', 'lxml.etree.fromstring', 'lxml.etree.XML', 'lxml.objectify.fromstring', 'lxml.objectify.parse'],
    confidence: 'medium',
    when: (call) => isOpenParser(call.argument(1, 'parser')?.made?.keywords) && isReadIn(call.positional[0]),
  },
  {
    rule: 'xml-external-entities',
    callees: ['.setFeature'],
    confidence: 'high',
    when: (call) =>
      /external_[gp]es$|external-(?:general|parameter)-entities/u.test(
        `${call.positional[0]?.path ?? ''}${String(call.positional[0]?.constant ?? '')}`,
      ) &&
      (is(call.positional[1], true) || call.positional[1]?.constant === 1),
  },
  {
    rule: 'unsafe-deserialization',
    callees: ['yaml.load', 'yaml.load_all'],
    confidence: 'medium',
    when: (call) => !hasSafeLoader(call) && isKnownLoader(call) && call.positional[0]?.constant === undefined,
  },
  {
    rule: 'path-traversal',
    callees: ['shutil.unpack_archive'],
    confidence: 'medium',
    when: (call) =>
      call.keywords.get('filter') === undefined &&
      call.positional[0]?.constant === undefined &&
      !/zip/iu.test(String(call.argument(2, 'format')?.constant)) &&
      !/\.zip\b/iu.test(call.around()),
  },
  {
    rule: 'path-traversal',
    callees: ['tarfile.open().extractall', 'tarfile.TarFile().extractall'],
    confidence: 'medium',
    when: (call) => call.keywords.get('filter') === undefined && call.keywords.get('members') === undefined,
  },
];

/** Calls that are wrong whatever data comes. */
export const apis: readonly ApiRule[] = [
  ...tlsApis,
  ...tokenApis,
  ...debugging,
  ...settingApis,
  ...fileModeApis,
  ...temporaryFiles,
  ...origins,
  ...xml,
  ...requestApis,
  ...recordViewApis,
  ...publicObjectApis,
  ...promptApis,
  ...sheetApis,
  ...sessionApis,
  ...storedTemplateApis,
  ...processApis,
  ...lostUpdateApis,
  ...storedPasswordApis,
  ...cryptoApis,
  ...secrecyApis,
  ...logApis,
];
