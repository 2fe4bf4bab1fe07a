import type { Call, TransformRule } from '../engine/knowledge.ts';
import type { Constant, Made } from '../engine/value.ts';
import { patternOf } from './patterns.ts';

function words(text: string): string[] {
  return text.split(/\s+/u);
}

/** Everything that works by characters a shell, a path, a statement or a page needs. */
const withoutSpecialCharacters: readonly string[] = [
  'command-injection',
  'path-traversal',
  'cross-site-scripting',
  'xml-injection',
  'sql-injection',
  'ldap-injection',
  'xpath-injection',
  'xquery-injection',
  'header-injection',
  'log-injection',
  'open-redirect',
  'nosql-injection',
  'template-injection',
  'regex-injection',
  'catastrophic-regex',
  'permissive-cors',
  'code-injection',
];

const firstArgumentIs =
  (pattern: RegExp): NonNullable<TransformRule['when']> =>
  (call) => {
    const text = call.positional[0]?.constant;
    return typeof text === 'string' && pattern.test(text);
  };

const sanitizers: readonly TransformRule[] = [
  {
    callees: ['.get', '.getlist', '.get_argument'],
    gives: 'number',
    measures: true,
    when: (call) => /^(?:int|float|bool|uuid\.UUID|decimal\.Decimal)$/u.test(call.keywords.get('type')?.path ?? ''),
  },
  { callees: words('int float abs round Decimal decimal.Decimal'), gives: 'number', measures: true },
  { callees: words('len ord sum bool hash id complex'), gives: 'number' },
  { callees: ['min'], safeFor: ['resource-exhaustion'], when: (call) => call.positional.some(({ taints }) => taints.length === 0) },
  {
    callees: [
      'int',
      'float',
      'decimal.Decimal',
      'uuid.UUID',
      'datetime.datetime.strptime',
      'datetime.date.fromisoformat',
      'datetime.datetime.fromisoformat',
      'datetime.strptime',
    ],
    checks: true,
    gives: 'number',
  },
  {
    callees: [
      'uuid.UUID',
      'datetime.datetime.strptime',
      'datetime.date.fromisoformat',
      'datetime.datetime.fromisoformat',
      'bson.ObjectId',
      'bson.objectid.ObjectId',
    ],
    gives: 'number',
  },
  {
    callees: words(
      'isinstance issubclass hasattr any all callable .exists .is_file .is_dir .startswith .endswith .isdigit .isalnum .isalpha .isdecimal .isnumeric .isidentifier .is_relative_to .is_valid os.path.exists os.path.isfile os.path.isdir .count .find .index .rfind hmac.compare_digest secrets.compare_digest',
    ),
    gives: 'flag',
  },
  {
    callees: [
      'ipaddress.ip_address',
      'ipaddress.IPv4Address',
      'ipaddress.IPv6Address',
      'ipaddress.ip_network',
      'socket.inet_aton',
      'socket.gethostbyname',
      'socket.getaddrinfo',
    ],
    checks: true,
    safeFor: withoutSpecialCharacters,
  },
  { callees: ['markupsafe.Markup().%', 'markupsafe.Markup().+'], safeFor: ['cross-site-scripting'] },
  { callees: ['shlex.split'], from: 'first', keepsBeginning: true },
  {
    callees: [
      'html.escape',
      'markupsafe.escape',
      'django.utils.html.escape',
      'django.utils.html.conditional_escape',
      'bleach.clean',
      'bleach.linkify',
      'nh3.clean',
      'xml.sax.saxutils.escape',
      'xml.sax.saxutils.quoteattr',
      'werkzeug.utils.escape',
      'django.utils.html.strip_tags',
      'tornado.escape.xhtml_escape',
      'lxml.html.clean.clean_html',
    ],
    safeFor: ['cross-site-scripting', 'xml-injection'],
  },
  { callees: ['django.utils.html.format_html', 'django.utils.html.format_html_join'], safeFor: ['cross-site-scripting'] },
  { callees: ['markupsafe.Markup().format', 'markupsafe.Markup().join'], safeFor: ['cross-site-scripting'] },
  { callees: ['shlex.quote', 'pipes.quote', 'shlex.join', 'subprocess.list2cmdline'], safeFor: ['command-injection'] },
  { callees: ['os.path.basename', 'werkzeug.utils.secure_filename', 'django.utils.text.get_valid_filename'], safeFor: ['path-traversal'] },
  {
    callees: ['werkzeug.utils.safe_join', 'flask.safe_join', 'werkzeug.security.safe_join', 'django.utils._os.safe_join'],
    safeFor: ['path-traversal'],
  },
  { callees: ['django.utils.text.slugify', 'slugify.slugify', 'secrets.token_hex'], safeFor: withoutSpecialCharacters },
  {
    callees: [
      'ldap3.utils.conv.escape_filter_chars',
      'ldap.filter.escape_filter_chars',
      'ldap3.utils.dn.escape_rdn',
      'ldap.dn.escape_dn_chars',
      'ldap.filter.filter_format',
      'ldap3.utils.conv.escape_bytes',
      'django_auth_ldap.config.escape',
    ],
    safeFor: ['ldap-injection'],
  },
  { callees: ['re.escape', 'regex.escape'], safeFor: ['regex-injection', 'catastrophic-regex'] },
  {
    callees: [
      'urllib.parse.quote',
      'urllib.parse.quote_plus',
      'urllib.quote',
      'urllib.quote_plus',
      'django.utils.http.urlquote',
      'werkzeug.urls.url_quote',
    ],
    safeFor: ['cross-site-scripting', 'header-injection', 'log-injection', 'command-injection', 'open-redirect', 'ldap-injection'],
  },
  {
    callees: ['urllib.parse.urlencode', 'werkzeug.urls.url_encode'],
    queries: true,
    safeFor: ['cross-site-scripting', 'header-injection', 'log-injection', 'open-redirect'],
  },
  {
    callees: [
      'hashlib.md5',
      'hashlib.sha1',
      'hashlib.sha256',
      'hashlib.sha512',
      'hashlib.new',
      'hashlib.blake2b',
      'hashlib.scrypt',
      'hashlib.pbkdf2_hmac',
      'hmac.new',
      'hmac.digest',
      'base64.b32encode',
      'binascii.hexlify',
      '.hexdigest',
      '.digest',
      '.hex',
    ],
    safeFor: 'everything',
  },
  { callees: ['base64.b64encode', 'base64.urlsafe_b64encode', 'base64.standard_b64encode'], safeFor: withoutSpecialCharacters },
  {
    callees: ['.encode'],
    from: 'receiver',
    safeFor: ['log-injection', 'header-injection'],
    when: firstArgumentIs(/^(?:unicode_escape|idna|punycode)$/iu),
  },
  { callees: ['repr', 'ascii', 'pprint.pformat'], safeFor: ['log-injection', 'header-injection'] },
  {
    callees: ['json.dumps', 'ujson.dumps', 'orjson.dumps', 'simplejson.dumps'],
    safeFor: ['log-injection', 'header-injection', 'code-injection'],
  },
  {
    callees: [
      'flask.jsonify',
      'django.http.JsonResponse',
      'fastapi.responses.JSONResponse',
      'fastapi.responses.ORJSONResponse',
      'aiohttp.web.json_response',
      'quart.jsonify',
    ],
    safeFor: ['cross-site-scripting'],
  },
  {
    callees: [
      'flask.render_template',
      'django.shortcuts.render',
      'django.template.loader.render_to_string',
      'render_template',
      'quart.render_template',
      'starlette.templating.Jinja2Templates().TemplateResponse',
      'fastapi.templating.Jinja2Templates().TemplateResponse',
      '.TemplateResponse',
    ],
    from: 'arguments',
    safeFor: ['cross-site-scripting', 'template-injection'],
  },
  {
    callees: ['flask.render_template_string', 'render_template_string'],
    from: 'arguments',
    safeFor: ['cross-site-scripting'],
    when: (call) => !/\|\s*safe\b|autoescape\s+false/u.test(String(call.positional[0]?.constant)),
  },
  { callees: ['.replace'], safeFor: ['log-injection', 'header-injection'], when: firstArgumentIs(/[\n\r]/u), from: 'receiver' },
  { callees: ['.replace'], safeFor: ['cross-site-scripting', 'xml-injection'], when: firstArgumentIs(/^<$/u), from: 'receiver' },
  { callees: ['.splitlines'], safeFor: ['log-injection', 'header-injection'], from: 'receiver' },
  {
    callees: ['re.sub', 're.subn', '.sub'],
    from: 'arguments',
    safeFor: ['log-injection', 'header-injection'],
    when: (call) => /^\[?(?:\\r|\\n|[\r\n]|\\s|\\x00-\\x1f|\|)+\]?[+*]?$/u.test(patternOf(call) ?? ''),
  },
  {
    callees: ['re.sub', 're.subn', '.sub'],
    from: 'arguments',
    safeFor: withoutSpecialCharacters,
    when: (call) =>
      /^\[\^(?:[a-z\d_ -]|\\w|\\d|\\-)+\][+*]?$/iu.test(patternOf(call) ?? '') || /^\\[WD][+*]?$/u.test(patternOf(call) ?? ''),
  },
  {
    callees: [
      'psycopg2.sql.Identifier',
      'psycopg2.sql.Literal',
      'psycopg2.sql.Placeholder',
      'psycopg.sql.Identifier',
      'psycopg.sql.Literal',
      'psycopg2.extensions.quote_ident',
      'pymysql.converters.escape_string',
    ],
    safeFor: ['sql-injection'],
  },
  { callees: ['ast.literal_eval'], safeFor: ['code-injection'] },
  {
    callees: [
      'werkzeug.security.generate_password_hash',
      'bcrypt.hashpw',
      'bcrypt.checkpw',
      'django.contrib.auth.hashers.make_password',
      'django.contrib.auth.hashers.check_password',
      'werkzeug.security.check_password_hash',
      'django.contrib.auth.authenticate',
      'django.shortcuts.get_object_or_404',
      'django.shortcuts.get_list_or_404',
      'flask.url_for',
      'django.urls.reverse',
      'url_for',
      'flask.send_from_directory',
      'flask.send_file',
      'jwt.encode',
      'secrets.choice',
      'print',
      'type',
      'range',
      'time.sleep',
      'flask.flash',
      'isinstance',
      'mimetypes.guess_type',
      'open',
      'os.open',
      'os.listdir',
      'os.walk',
      'os.scandir',
      'glob.glob',
      'gzip.open',
      'os.fdopen',
      'pathlib.Path().open',
      '.read_text',
      '.read_bytes',
      'os.stat',
      'requests.get',
      'requests.post',
      'urllib.request.urlopen',
      'importlib.import_module',
      '__import__',
      'sqlite3.connect',
      'subprocess.run',
      'subprocess.check_output',
      'subprocess.Popen',
      'subprocess.getoutput',
      'os.popen',
      'logging.getLogger',
      'rest_framework.views.exception_handler',
    ],
    from: 'nothing',
  },
];

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

/** What a look-up gives is what was stored, not what was asked with. */
const lookUps: readonly TransformRule[] = [
  {
    callees: words(
      '.fetchone .fetchall .fetchmany .query .filter .filter_by .first .all .one .one_or_none .scalar .scalars .execute .executemany .executescript .get .find .find_one .count_documents .aggregate .search .search_s .save .commit .add .delete .raw .exists .create .get_or_create .update_one .insert_one .render .send .write .sendall .info .debug .warning .error .log .exception .request .post .put .patch .head .getenv .pop .setdefault',
    ),
    from: 'receiver',
    picks: true,
  },
];

const extraFields = /extra\s*=\s*["']allow|Extra\.allow/u;

/** A model gives the fields that it declares, unless it takes any. */
function hasFieldsOnly(call: Call): boolean {
  const text = call.classOf(call.receiver);
  return text !== undefined && !extraFields.test(text);
}

const propagators: readonly TransformRule[] = [
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
    callees: words(
      '.strip .lower .upper .encode .decode .rstrip .lstrip .title .capitalize .casefold .expanduser .as_posix .copy .rstrip .ljust .rjust .split .rsplit .format_map',
    ),
    from: 'receiver',
    keepsBeginning: true,
  },
  {
    callees: words(
      '.partition .rpartition .removeprefix .removesuffix .translate .expandtabs .zfill .swapcase .center .format_map .getlist .items .values .keys .read .readline .readlines .getvalue .getall .parse_args .tobytes .group .groups .groupdict',
    ),
    from: 'receiver',
  },
  {
    callees: words(
      '.loads .load .decrypt .unquote .unpack .decode_token .fromstring .join .joinpath .concat .safe_substitute .substitute .format',
    ),
  },
];

/** What library functions do with data. The first rule that applies says what the result is made of. */
export const transforms: readonly TransformRule[] = [...sanitizers, ...propagators, ...lookUps];
