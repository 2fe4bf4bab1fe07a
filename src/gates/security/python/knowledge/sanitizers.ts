import type { TransformRule } from '../engine/knowledge.ts';
import { patternOf } from './patterns.ts';
import { words } from './words.ts';

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

export const sanitizers: readonly TransformRule[] = [
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
    callees: words(`
      isinstance issubclass hasattr any all callable .exists .is_file .is_dir .startswith .endswith .isdigit .isalnum
      .isalpha .isdecimal .isnumeric .isidentifier .is_relative_to .is_valid os.path.exists os.path.isfile
      os.path.isdir .count .find .index .rfind hmac.compare_digest secrets.compare_digest
    `),
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
];
