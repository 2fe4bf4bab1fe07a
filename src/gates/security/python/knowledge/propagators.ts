import type { Call, TransformRule } from '../engine/knowledge.ts';
import type { Constant, Made } from '../engine/value.ts';
import { words } from './words.ts';

/** The text of a template; one that is loaded by its name is not known. */
function textOf(template: Made | undefined): Constant | undefined {
  return template?.path.endsWith('get_template') === true ? undefined : template?.positional[0]?.constant;
}

/** Jinja escapes only where its environment or template was told to. */
function isEscaping(call: Call): boolean {
  const template = call.receiver?.made;
  const option = template?.keywords.get('autoescape') ?? template?.receiver?.made?.keywords.get('autoescape');
  const text = textOf(template);
  const escapesItself = typeof text === 'string' && !/\{\{(?![^}]*\|\s*e(?:scape)?\b)/u.test(text);
  return escapesItself || (option !== undefined && option.constant !== false);
}

const extraFields = /extra\s*=\s*["']allow|Extra\.allow/u;

/** A model gives the fields that it declares, unless it takes any. */
function hasFieldsOnly(call: Call): boolean {
  const text = call.classOf(call.receiver);
  return text !== undefined && !extraFields.test(text);
}

export const propagators: readonly TransformRule[] = [
  { callees: ['vars', 'dir'], from: 'first' },
  { callees: ['getattr'], picks: true },
  {
    callees: ['.model_dump', '.model_dump_json', '.dict'],
    from: 'nothing',
    when: (call) =>
      call.keywords.has('include') ||
      (call.keywords.has('exclude') && call.receiver?.taints.every(({ kind }) => kind === 'settings') === true),
  },
  { callees: ['.model_dump', '.dict'], from: 'receiver', safeFor: ['mass-assignment'], when: hasFieldsOnly },
  { callees: ['.model_dump', '.model_dump_json', '.dict'], from: 'receiver' },
  { callees: ['.load', '.loads'], safeFor: ['mass-assignment'], when: (call) => call.imports('marshmallow') || /schema/iu.test(call.path) },
  {
    callees: ['.intersection'],
    from: 'nothing',
    when: (call) => [call.receiver, call.positional[0]].some((value) => value !== undefined && call.taints(value).length === 0),
  },
  {
    callees: [
      'staticmethod',
      'classmethod',
      'functools.cache',
      'functools.lru_cache',
      'asgiref.sync.sync_to_async',
      'asgiref.sync.async_to_sync',
    ],
    same: 'plain',
  },
  { callees: ['functools.partial', 'functools.partialmethod'], same: 'bound' },
  { callees: ['.replace'], from: 'replaced' },
  {
    callees: [
      'asyncio.to_thread',
      'anyio.to_thread.run_sync',
      'fastapi.concurrency.run_in_threadpool',
      'starlette.concurrency.run_in_threadpool',
      '.submit',
      '.add_task',
      '.call_soon',
      'atexit.register',
    ],
    calls: 0,
  },
  { callees: ['.run_in_executor', '.call_later'], calls: 1 },
  { callees: ['threading.Thread', 'threading.Timer', 'multiprocessing.Process'], calls: 'target' },
  { callees: ['list', 'collections.deque', 'tuple', 'set', 'frozenset'], makes: 'list' },
  { callees: ['enumerate'], makes: 'numbered' },
  { callees: ['dict', 'collections.OrderedDict', 'collections.ChainMap'], makes: 'dictionary' },
  { callees: ['collections.defaultdict', 'collections.Counter'], makes: 'dictionary', when: (call) => call.positional.length < 2 },
  {
    callees: [
      'queue.Queue',
      'queue.SimpleQueue',
      'queue.LifoQueue',
      'asyncio.Queue',
      'multiprocessing.Queue',
      'io.StringIO',
      'io.BytesIO',
      'configparser.ConfigParser',
      'configparser.RawConfigParser',
      'ConfigParser.ConfigParser',
      'contextvars.ContextVar',
    ],
    makes: 'holder',
  },
  { callees: ['pickle.loads', 'pickle.load', 'eval', 'exec', 'marshal.loads', 'dill.loads'], from: 'nothing' },
  {
    callees: ['json.loads', 'json.load', 'ujson.loads', 'orjson.loads', 'simplejson.loads', 'yaml.safe_load', 'bson.json_util.loads'],
    from: 'first',
    decodes: true,
  },
  { callees: ['tornado.escape.json_decode'], from: 'first', decodes: true },
  {
    callees: [
      'tornado.escape.url_unescape',
      'tornado.escape.utf8',
      'tornado.escape.to_unicode',
      'tornado.escape.native_str',
      'html.unescape',
    ],
    from: 'first',
  },
  { callees: ['str'], from: 'first', keepsBeginning: true, safeFor: ['plain-text'] },
  {
    callees: ['jinja2.Template().render', 'jinja2.Environment().get_template().render', 'jinja2.Environment().from_string().render'],
    from: 'arguments',
    safeFor: ['cross-site-scripting'],
    when: isEscaping,
  },
  {
    callees: [
      'jinja2.Template().render',
      'jinja2.Environment().get_template().render',
      'jinja2.Environment().from_string().render',
      'mako.template.Template().render',
      'string.Template().substitute',
      'string.Template().safe_substitute',
    ],
  },
  {
    callees: ['bytes', 'bytearray', 'sorted', 'reversed', 'iter', 'next', 'copy.copy', 'copy.deepcopy', 'typing.cast'],
    from: 'first',
    keepsBeginning: true,
  },
  { callees: ['os.path.realpath', 'os.path.abspath', 'os.path.normpath'], from: 'first', resolved: true },
  { callees: ['pathlib.Path().resolve', '.resolve', '.absolute'], from: 'receiver', resolved: true },
  {
    callees: words(`
      .strip .lower .upper .encode .decode .rstrip .lstrip .title .capitalize .casefold .expanduser .as_posix .copy
      .rstrip .ljust .rjust .split .rsplit .format_map
    `),
    from: 'receiver',
    keepsBeginning: true,
  },
  {
    callees: words(`
      .partition .rpartition .removeprefix .removesuffix .translate .expandtabs .zfill .swapcase .center .format_map
      .getlist .items .values .keys .read .readline .readlines .getvalue .getall .parse_args .tobytes .group .groups
      .groupdict
    `),
    from: 'receiver',
  },
  {
    callees: words(
      '.loads .load .decrypt .unquote .unpack .decode_token .fromstring .join .joinpath .concat .safe_substitute .substitute .format',
    ),
  },
];
