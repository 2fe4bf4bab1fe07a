import type { Call, SinkRule } from '../engine/knowledge.ts';
import { bulkSinks } from './bulk-sinks.ts';
import { patternNode, patternOf } from './patterns.ts';
import { hasSafeLoader } from './yaml-loaders.ts';
import { isSlow } from '../../regex/slow-regex.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import { beginningOf } from '../engine/value.ts';
import type { Taint, Value } from '../engine/value.ts';

function words(text: string): string[] {
  return text.split(/\s+/u);
}

function isTrue(value: Value | undefined): boolean {
  return value?.constant === true || value?.constant === 1;
}

const shells =
  /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k|c|tc|fi)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$|^python[\d.]*$|^(?:perl|ruby|node|env|ssh|sudo)$/u;

/** The program itself, or a script given to a shell, is untrusted. */
function choosesProgram(call: Call): boolean {
  const command = call.argument(0, 'args') ?? call.argument(0, 'popenargs');
  if (command === undefined) return false;
  const items = call.items(command);
  if (items === undefined) return command.object === undefined && !/\s/u.test(beginningOf(command));
  const program = items[0];
  if (program === undefined) return false;
  if (call.taints(program).some(({ confidence }) => confidence !== 'parameter')) return true;
  return (
    typeof program.constant === 'string' &&
    shells.test(program.constant) &&
    items
      .slice(1)
      .some(
        (item) =>
          call.taints(item).length > 0 &&
          items.some(({ constant }) => constant === '-c' || constant === '/c' || constant === '-Command' || constant === '-e'),
      )
  );
}

/** A shell is given untrusted text as its script, whatever the words are called with. */
function scriptsShell(call: Call): boolean {
  const items = call.items(call.positional[1]) ?? call.positional;
  return (
    items.some(({ constant }) => typeof constant === 'string' && shells.test(constant)) &&
    items.some(
      ({ constant }, index) =>
        /^(?:-\w*c|\/c|-Command|-e)$/u.test(String(constant)) &&
        items[index + 1] !== undefined &&
        call.taints(items[index + 1] ?? { taints: [] }).length > 0,
    )
  );
}

/** Programs with options that write files or run others. */
const powerful =
  /^(?:\S*\/)?(?:git|hg|svn|curl|wget|tar|rsync|ssh|scp|sftp|find|zip|unzip|sort|man|sed|awk|xargs|sendmail|ffmpeg|exiftool|pip|npm|docker|mysqldump|pg_dump|openssl)$/u;

/** Untrusted text stands where a program looks for options. */
function mayBeOption(call: Call): boolean {
  const items = call.items(call.argument(0, 'args')) ?? call.positional;
  const end = items.findIndex(({ constant }) => constant === '--');
  const looked = end < 0 ? items : items.slice(0, end);
  const isValue = (index: number): boolean => /^-(?:\w|-[\w-]+)$/u.test(String(looked[index - 1]?.constant));
  return (
    powerful.test(String(items[0]?.constant)) &&
    looked.some(
      (item, index) =>
        index > 0 &&
        !isValue(index) &&
        item.resolved !== true &&
        beginningOf(item) === '' &&
        item.taints.some((taint) => taint.kind === 'untrusted' && taint.confidence === 'high' && !call.proved(taint, 'argument-injection')),
    )
  );
}

const processes = words('subprocess.run subprocess.call subprocess.Popen subprocess.check_call subprocess.check_output');

const commands: readonly SinkRule[] = [
  {
    rule: 'command-injection',
    callees: words(
      'os.system os.popen subprocess.getoutput subprocess.getstatusoutput commands.getoutput commands.getstatusoutput asyncio.create_subprocess_shell popen2.popen2 pty.spawn invoke.run fabric.api.run fabric.api.local fabric.api.sudo os.popen2 os.popen3',
    ),
    arguments: [0, 'command', 'cmd'],
  },
  { rule: 'command-injection', callees: processes, arguments: [0, 'args'], when: (call) => isTrue(call.keywords.get('shell')) },
  {
    rule: 'command-injection',
    callees: processes,
    arguments: [0, 'args'],
    when: (call) => !isTrue(call.keywords.get('shell')) && choosesProgram(call),
  },
  {
    rule: 'command-injection',
    callees: words('os.execl os.execle os.execlp os.execv os.execve os.execvp os.execvpe asyncio.create_subprocess_exec os.startfile'),
    arguments: [0],
    deep: false,
  },
  {
    rule: 'command-injection',
    callees: words('os.execl os.execle os.execlp os.execv os.execve os.execvp os.execvpe asyncio.create_subprocess_exec'),
    arguments: 'all',
    when: scriptsShell,
  },
  { rule: 'command-injection', callees: words('asyncssh.connect().run asyncssh.connect().create_process'), arguments: [0, 'command'] },
  {
    rule: 'command-injection',
    callees: words('os.spawnl os.spawnle os.spawnlp os.spawnv os.spawnve os.spawnvp os.posix_spawn os.posix_spawnp'),
    arguments: [1],
  },
  {
    rule: 'command-injection',
    callees: [
      'paramiko.SSHClient().exec_command',
      '.exec_command',
      'fabric.Connection().run',
      'fabric.Connection().sudo',
      'fabric.Connection().local',
    ],
    arguments: [0, 'command'],
  },
  {
    rule: 'argument-injection',
    callees: processes,
    arguments: [0, 'args'],
    most: 'medium',
    when: (call) => !isTrue(call.keywords.get('shell')) && mayBeOption(call),
  },
  { rule: 'argument-injection', callees: ['asyncio.create_subprocess_exec'], arguments: 'all', most: 'medium', when: mayBeOption },
  { rule: 'command-injection', callees: ['asyncio.get_event_loop().subprocess_shell', '.subprocess_shell'], arguments: [1] },
];

/** Whatever a module has under a name that was sent is called. */
function callsMember({ node, positional }: Call): boolean {
  const isCalled = node.parent?.type === 'call' && node.parent.child('function') === node;
  return isCalled && /^\.?\w+(?:\.\w+)*$/u.test(positional[0]?.path ?? '');
}

const code: readonly SinkRule[] = [
  {
    rule: 'code-injection',
    callees: words('__import__ importlib.import_module runpy.run_path runpy.run_module imp.load_source'),
    arguments: [0, 'source', 'name'],
    exceptParameters: true,
  },
  {
    rule: 'code-injection',
    callees: words(
      'eval exec types.FunctionType code.InteractiveInterpreter().runsource code.InteractiveInterpreter().runcode timeit.timeit pandas.eval numexpr.evaluate sympy.sympify sympy.S sympy.parse_expr sympy.parsing.sympy_parser.parse_expr',
    ),
    arguments: [0, 'source', 'name'],
  },
  { rule: 'code-injection', callees: ['getattr'], arguments: [1], most: 'medium', exceptParameters: true, when: callsMember },
  {
    rule: 'code-injection',
    callees: words(
      'redis.Redis().eval redis.StrictRedis().eval redis.Redis().register_script redis.asyncio.Redis().eval redis.from_url().eval',
    ),
    arguments: [0, 'script'],
  },
  {
    rule: 'code-injection',
    callees: ['pandas.DataFrame().query', 'pandas.DataFrame().eval', 'pandas.read_csv().query', 'pandas.read_csv().eval'],
    arguments: [0],
  },
  {
    rule: 'unsafe-deserialization',
    callees: words(
      'pickle.loads pickle.load dill.loads dill.load marshal.loads marshal.load shelve.open jsonpickle.decode jsonpickle.loads joblib.load cloudpickle.loads cloudpickle.load pandas.read_pickle yaml.unsafe_load yaml.unsafe_load_all torch.load pickle.Unpickler().load',
    ),
    arguments: [0, 'file', 'data', 'filename'],
    when: (call) => !(call.path === 'torch.load' && isTrue(call.keywords.get('weights_only'))),
  },
  {
    rule: 'unsafe-deserialization',
    callees: ['pickle.Unpickler', 'dill.Unpickler'],
    arguments: [0, 'file'],
    when: (call) => !call.node.source.text.includes('def find_class('),
  },
  { rule: 'unsafe-deserialization', callees: ['numpy.load'], arguments: [0], when: (call) => isTrue(call.keywords.get('allow_pickle')) },
  {
    rule: 'unsafe-deserialization',
    callees: ['yaml.load', 'yaml.load_all', 'ruamel.yaml.load'],
    arguments: [0, 'stream'],
    when: (call) => !hasSafeLoader(call),
  },
  {
    rule: 'unsafe-deserialization',
    callees: ['ruamel.yaml.YAML().load', 'ruamel.yaml.YAML().load_all'],
    arguments: [0, 'stream'],
    when: (call) => call.receiver?.made?.keywords.get('typ')?.constant === 'unsafe',
  },
  {
    rule: 'template-injection',
    callees: words(
      'jinja2.Template jinja2.Environment().from_string flask.render_template_string render_template_string django.template.Template django.template.Engine().from_string mako.template.Template tornado.template.Template bottle.template bottle.SimpleTemplate chameleon.PageTemplate',
    ),
    arguments: [0, 'source', 'text'],
  },
  {
    rule: 'template-injection',
    callees: ['.from_string'],
    arguments: [0],
    when: (call) => (call.imports('jinja2') || call.imports('flask')) && !call.path.includes('Sandboxed'),
  },
];

/** Data that is read already, or can be: many functions that take a path take this too. */
function isOpenFile(value: Value | undefined): boolean {
  return (
    value?.path !== undefined &&
    /(?:BytesIO|StringIO|TemporaryFile|open|\.read)\(\)$|(?:FILES|\.files)(?:\[[^\]]*\]|\.get\(\))$|\.(?:stream|buffer|file)$|UploadFile\(\)$/u.test(
      value.path,
    )
  );
}

const pathMethods = words(
  'open read_text read_bytes write_text write_bytes unlink rmdir mkdir iterdir touch rename replace glob rglob chmod symlink_to hardlink_to',
);

const files: readonly SinkRule[] = [
  {
    rule: 'path-traversal',
    callees: words(
      'open os.open os.remove os.unlink os.rmdir os.mkdir os.makedirs os.listdir os.scandir os.walk os.chmod os.chown os.removedirs shutil.rmtree aiofiles.open flask.send_file send_file quart.send_file django.http.FileResponse fastapi.responses.FileResponse bottle.static_file aiohttp.web.FileResponse zipfile.ZipFile tarfile.open gzip.open bz2.open lzma.open linecache.getline numpy.load pandas.read_csv logging.FileHandler PIL.Image.open mmap.mmap tornado.web.StaticFileHandler sqlite3.connect',
    ),
    arguments: [0, 'file', 'path', 'name', 'filename', 'path_or_file', 'filename_or_fp'],
    when: (call) => !isOpenFile(call.positional[0]),
  },
  {
    rule: 'path-traversal',
    callees: words(
      'os.rename os.replace os.link os.symlink shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move shutil.unpack_archive',
    ),
    arguments: [0, 1, 'src', 'dst'],
  },
  { rule: 'path-traversal', callees: pathMethods.map((name) => `pathlib.Path().${name}`), arguments: ['receiver'] },
  {
    rule: 'path-traversal',
    callees: words('.read_text .read_bytes .write_text .write_bytes .unlink'),
    arguments: ['receiver'],
    when: (call) => call.imports('pathlib') && !call.path.startsWith('pathlib.') && !call.path.startsWith('web.'),
  },
  {
    rule: 'path-traversal',
    callees: ['flask.send_from_directory', 'send_from_directory', 'bottle.static_file'],
    arguments: [0, 'directory', 'root'],
  },
  { rule: 'path-traversal', callees: ['boto3.client().download_file'], arguments: [2, 'Filename'] },
  { rule: 'path-traversal', callees: ['boto3.resource().Bucket().download_file'], arguments: [1, 'Filename'] },
  {
    rule: 'path-traversal',
    callees: ['.save'],
    arguments: [0],
    deep: false,
    when: (call) => /web\.request|\.filename|^\?/u.test(call.path) && (call.receiver?.taints.length ?? 0) > 0,
  },
  {
    rule: 'path-traversal',
    callees: words('tarfile.open().extractall tarfile.TarFile().extractall tarfile.open().extract tarfile.TarFile().extract'),
    arguments: ['receiver', 'members'],
    when: (call) => call.keywords.get('filter') === undefined,
  },
  {
    rule: 'path-traversal',
    callees: ['tarfile.open().extractall', 'zipfile.ZipFile().extractall', 'zipfile.ZipFile().extract'],
    arguments: ['path'],
  },
];

/** Says in its function that the answer is no HTML. */
const otherType = /(?:Content-Type['"]\]\s*=\s*|\.(?:mimetype|content_type)\s*=\s*)['"](?!text\/html|application\/xhtml|image\/svg)/u;

function isPlainContent(call: Call): boolean {
  if (otherType.test(enclosing(call.node, ({ type }) => type === 'function_definition')?.text ?? '')) return true;
  const type = call.keywords.get('mimetype') ?? call.keywords.get('content_type') ?? call.keywords.get('media_type');
  return typeof type?.constant === 'string' && !/html|xml|svg/iu.test(type.constant);
}

/** What makes the answer to a request. */
const answers = words(
  'flask.make_response make_response flask.Response flask.jsonify django.http.HttpResponse django.http.HttpResponseServerError django.http.HttpResponseBadRequest django.http.JsonResponse fastapi.responses.JSONResponse fastapi.responses.HTMLResponse fastapi.responses.PlainTextResponse fastapi.HTTPException rest_framework.response.Response aiohttp.web.Response aiohttp.web.json_response tornado.handler.write tornado.handler.finish http.handler.wfile.write flask.abort quart.jsonify aiohttp.web.HTTPInternalServerError aiohttp.web.HTTPBadRequest starlette.exceptions.HTTPException sanic.response.json sanic.response.text litestar.Response',
);

const pages: readonly SinkRule[] = [
  {
    rule: 'cross-site-scripting',
    callees: words('markupsafe.Markup django.utils.safestring.mark_safe django.utils.safestring.SafeString mark_safe'),
    arguments: [0],
  },
  {
    rule: 'cross-site-scripting',
    callees: words(
      'flask.make_response make_response flask.Response werkzeug.Response werkzeug.wrappers.Response quart.Response quart.make_response sanic.response.html bottle.HTTPResponse',
    ),
    arguments: [0, 'response', 'body'],
    deep: false,
    exceptParameters: true,
    when: (call) => !isPlainContent(call),
  },
  {
    rule: 'cross-site-scripting',
    callees: words(
      'django.http.HttpResponse django.http.HttpResponseBadRequest django.http.HttpResponseNotFound django.http.HttpResponseForbidden django.http.HttpResponseServerError',
    ),
    arguments: [0, 'content'],
    deep: false,
    exceptParameters: true,
    when: (call) => !isPlainContent(call) && call.positional[1] === undefined,
  },
  { rule: 'cross-site-scripting', callees: words('fastapi.responses.HTMLResponse sanic.response.html'), arguments: [0, 'content'] },
  {
    rule: 'cross-site-scripting',
    callees: ['fastapi.Response', 'fastapi.responses.Response', 'aiohttp.web.Response'],
    arguments: [0, 'content', 'text', 'body'],
    when: (call) => {
      const type = call.keywords.get('media_type') ?? call.keywords.get('content_type');
      return typeof type?.constant === 'string' && /html/iu.test(type.constant);
    },
  },
  { rule: 'cross-site-scripting', callees: ['django.utils.html.format_html'], arguments: [0], deep: false },
  {
    rule: 'cross-site-scripting',
    callees: ['tornado.handler.write', 'tornado.handler.finish', 'http.handler.wfile.write'],
    arguments: [0],
    deep: false,
  },
  { rule: 'cross-site-scripting', callees: ['flask.render_template_string', 'render_template_string'], arguments: [0, 'source'] },
  { rule: 'stack-trace-exposure', callees: answers, arguments: 'all' },
  { rule: 'environment-exposure', callees: answers, arguments: 'all' },
];

const databases: readonly SinkRule[] = [
  {
    rule: 'sql-injection',
    callees: words(
      '.execute .executemany .executescript .execute_async .mogrify .exec_driver_sql .execute_query .execute_query_dict .execute_sql .query_raw .execute_raw',
    ),
    arguments: [0, 'sql', 'query', 'statement', 'operation'],
    deep: false,
  },
  {
    rule: 'sql-injection',
    callees: words(
      'sqlalchemy.text flask_sqlalchemy.SQLAlchemy().text django.db.models.expressions.RawSQL pandas.read_sql pandas.read_sql_query sqlalchemy.literal_column sqlalchemy.sql.literal_column',
    ),
    arguments: [0, 'sql', 'text'],
    deep: false,
  },
  {
    rule: 'sql-injection',
    callees: ['.text'],
    arguments: [0],
    deep: false,
    when: (call) => call.imports('sqlalchemy') && call.positional[0]?.type === 'text',
  },
  {
    rule: 'sql-injection',
    callees: ['.raw'],
    arguments: [0, 'raw_query'],
    deep: false,
    when: (call) => call.positional[0]?.type === 'text' || /\.objects\b/u.test(call.path),
  },
  { rule: 'sql-injection', callees: ['.extra'], arguments: [0, 1, 3, 4, 'where', 'select', 'tables', 'order_by'] },
  {
    rule: 'sql-injection',
    callees: ['.fetch', '.fetchrow', '.fetchval'],
    arguments: [0],
    deep: false,
    when: (call) => call.imports('asyncpg') || call.imports('databases'),
  },
  {
    rule: 'sql-injection',
    callees: ['.sql', '.query', '.command', '.query_df'],
    arguments: [0, 'query', 'sql'],
    deep: false,
    when: (call) =>
      ['duckdb', 'pyspark', 'google.cloud.bigquery', 'clickhouse_connect', 'snowflake'].some((module) => call.imports(module)) &&
      call.positional[0]?.type === 'text',
  },
  { rule: 'sql-injection', callees: ['.fetch_all', '.fetch_one', '.fetch_val'], arguments: [0, 'query'], deep: false },
  {
    rule: 'sql-injection',
    callees: ['.order_by', '.filter', '.having', '.from_statement', '.query'],
    arguments: [0],
    deep: false,
    when: (call) =>
      (call.imports('sqlalchemy') || call.imports('MySQLdb') || call.imports('_mysql')) && call.positional[0]?.type === 'text',
  },
  {
    rule: 'ldap-injection',
    callees: words('.search_s .search_st .search_ext .search_ext_s .search_st .searchAsync'),
    arguments: [0, 2, 'filterstr', 'base'],
  },
  {
    rule: 'ldap-injection',
    callees: ['.search', '.paged_search'],
    arguments: [0, 1, 'search_filter', 'search_base'],
    when: (call) =>
      call.imports('ldap3') || call.imports('ldap') || /^\w+=[^,]+,\s*(?:ou|dc)=|^dc=/iu.test(String(call.positional[0]?.constant)),
  },
  { rule: 'ldap-injection', callees: ['ldap3.Connection'], arguments: [1, 'user'] },
  { rule: 'ldap-injection', callees: ['.simple_bind_s', '.bind_s'], arguments: [0], when: (call) => call.imports('ldap') },
  {
    rule: 'xpath-injection',
    callees: words('.xpath lxml.etree.XPath lxml.etree.ETXPath elementpath.select elementpath.Selector'),
    arguments: [0],
    deep: false,
  },
  { rule: 'xpath-injection', callees: ['elementpath.select', 'elementpath.iter_select'], arguments: [1], deep: false },
  {
    rule: 'xpath-injection',
    callees: ['.find', '.findall', '.findtext', '.iterfind'],
    arguments: [0],
    deep: false,
    when: (call) => (call.imports('lxml') || call.imports('xml.etree') || call.imports('defusedxml')) && !call.imports('bs4'),
  },
];

const xqueryModules = ['BaseXClient', 'basex', 'BaseX', 'eulexistdb', 'pyexistdb', 'existdb', 'saxonche', 'saxonc', 'zorba_api', 'sedna'];
const ofXquery = (call: Call): boolean => xqueryModules.some((module) => call.imports(module));

const xqueries: readonly SinkRule[] = [
  {
    rule: 'xquery-injection',
    callees: words('.query .execute .executeQuery .execute_query .compileQuery'),
    arguments: [0, 'query', 'xquery'],
    deep: false,
    when: ofXquery,
  },
  {
    rule: 'xquery-injection',
    callees: words('.set_query_content .run_query_to_string .run_query_to_value .run_query_to_file'),
    arguments: [0, 'query_text', 'content'],
    deep: false,
  },
  { rule: 'xquery-injection', callees: words('.xquery .run_xquery .execute_xquery'), arguments: [0, 'query'], deep: false },
];

const mongo = words(
  'find find_one find_one_and_update find_one_and_delete find_one_and_replace delete_one delete_many update_one update_many count_documents aggregate replace_one distinct',
);

const documents: readonly SinkRule[] = [
  {
    rule: 'nosql-injection',
    callees: mongo.map((name) => `.${name}`),
    arguments: [0, 'filter', 'pipeline'],
    when: (call) =>
      (call.imports('pymongo') || call.imports('flask_pymongo') || call.imports('motor') || call.imports('mongoengine')) &&
      holdsOperators(call),
  },
  {
    rule: 'nosql-injection',
    callees: mongo.map((name) => `.${name}`),
    arguments: [0, 'filter'],
    when: (call) =>
      !call.imports('pymongo') && (runsCode(call) || (/\[(?:db|mongo\w*|database)\]\.\w+\.\w+$/u.test(call.path) && holdsOperators(call))),
  },
  {
    rule: 'nosql-injection',
    callees: ['.where', '.eval', '.exec_js'],
    arguments: [0],
    when: (call) => call.imports('pymongo') || call.imports('mongoengine'),
  },
];

/** Untrusted text in the code of `$where`, which only MongoDB has. */
function runsCode(call: Call): boolean {
  const code = call.entry(call.positional[0] ?? call.keywords.get('filter'), '$where');
  return code !== undefined && call.taints(code).length > 0;
}

/** Text cannot become an operator; what is decoded from JSON can, and so can the code of `$where`. */
function holdsOperators(call: Call): boolean {
  const query = call.positional[0] ?? call.keywords.get('filter');
  if (query === undefined) return false;
  if (query.object === undefined) return true;
  const where = call.entry(query, '$where') ?? call.entry(query, '$expr');
  if (where !== undefined && call.taints(where).length > 0) return true;
  return takenAsQuery(call, query).some((taint) => !call.proved(taint, 'plain-text'));
}

/** Operators whose operand is compared as it is, whatever is in it. */
const comparing = /^\$(?:eq|ne|[gl]te?|n?in)$/u;

/** What in a query may be an operator of its own. */
function takenAsQuery(call: Call, query: Value): readonly Taint[] {
  const entries = call.entries(query);
  if (entries === undefined) return call.taints(query);
  return [...entries].flatMap(([key, value]) => (comparing.test(String(key)) ? [] : takenAsQuery(call, value)));
}

const requests = words('get post put delete patch head options request');

const network: readonly SinkRule[] = [
  {
    rule: 'server-side-request-forgery',
    callees: [
      'requests',
      'httpx',
      'requests.Session()',
      'requests.session()',
      'httpx.Client()',
      'httpx.AsyncClient()',
      'aiohttp.ClientSession()',
      'urllib3.PoolManager()',
      'grequests',
      'treq',
    ].flatMap((base) => requests.filter((name) => name !== 'request').map((name) => `${base}.${name}`)),
    arguments: [0, 'url'],
    deep: false,
  },
  {
    rule: 'server-side-request-forgery',
    callees: [
      'requests',
      'httpx',
      'requests.Session()',
      'httpx.Client()',
      'httpx.AsyncClient()',
      'aiohttp.ClientSession()',
      'urllib3.PoolManager()',
      'aiohttp',
    ].flatMap((base) => [`${base}.request`, `${base}.stream`]),
    arguments: [1, 'url'],
    deep: false,
  },
  {
    rule: 'server-side-request-forgery',
    callees: words(
      'urllib.request.urlopen urllib.request.Request urllib.request.urlretrieve urllib.urlopen urllib.request.OpenerDirector().open urllib.request.build_opener().open http.client.HTTPConnection http.client.HTTPSConnection socket.create_connection tornado.httpclient.AsyncHTTPClient().fetch tornado.httpclient.HTTPClient().fetch pycurl.Curl().setopt_url urllib3.request websockets.connect feedparser.parse',
    ),
    arguments: [0, 'url', 'fullurl', 'host'],
  },
  { rule: 'server-side-request-forgery', callees: ['socket.socket().connect'], arguments: [0] },
  {
    rule: 'server-side-request-forgery',
    callees: words(
      'asyncio.open_connection ftplib.FTP ftplib.FTP_TLS smtplib.SMTP smtplib.SMTP_SSL xmlrpc.client.ServerProxy aiohttp.ClientSession().ws_connect',
    ),
    arguments: [0, 'host', 'uri', 'url'],
    exceptParameters: true,
  },
  {
    rule: 'server-side-request-forgery',
    callees: words('boto3.client boto3.resource boto3.Session().client boto3.Session().resource'),
    arguments: ['endpoint_url'],
    exceptParameters: true,
  },
  {
    rule: 'open-redirect',
    callees: words(
      'flask.redirect redirect django.shortcuts.redirect django.http.HttpResponseRedirect django.http.HttpResponsePermanentRedirect fastapi.responses.RedirectResponse werkzeug.utils.redirect bottle.redirect quart.redirect tornado.handler.redirect aiohttp.web.HTTPFound sanic.response.redirect',
    ),
    arguments: [0, 'url', 'location', 'to', 'redirect_to'],
    deep: false,
  },
];

function setsHeader(call: Call): boolean {
  return /\.headers\.\w+$/u.test(call.path) && !call.path.startsWith('web.request');
}

function allowsOrigin(call: Call): boolean {
  return /^Access-Control-Allow-Origin$/iu.test(String(call.positional[0]?.constant));
}

/** A message whose places for what strangers send show it quoted, or are for numbers. */
function quotesAll(call: Call): boolean {
  const [message, ...values] = call.positional;
  if (typeof message?.constant !== 'string' || call.open) return false;
  const places = [...message.constant.replaceAll('%%', '').matchAll(/%[^a-z]*([a-z])/giu)].map(([, letter]) => letter);
  return (
    places.length === values.length &&
    values.every((value, index) => places[index] !== 's' || call.taints(value).every(({ confidence }) => confidence === 'parameter'))
  );
}

/** Anything but plain text and numbers: what a format can walk on from. */
function givesObject(call: Call): boolean {
  return [...call.positional, ...call.keywords.values()].some(
    ({ type, constant }) => constant === undefined && (type === undefined || type === 'collection'),
  );
}

const loggers = words('debug info warning warn error critical exception log fatal');

const sentOrParsed = ['requests', 'httpx', 'requests.Session()', 'httpx.Client()', 'httpx.AsyncClient()', 'aiohttp.ClientSession()']
  .flatMap((base) => ['post', 'put', 'patch'].map((name) => `${base}.${name}`))
  .concat(words('xml.etree.ElementTree.fromstring lxml.etree.fromstring defusedxml.ElementTree.fromstring open().write'));

/** XML is put together of text; that of pages is looked at where they are sent. */
function buildsXml(call: Call): boolean {
  const value = call.keywords.get('data') ?? call.keywords.get('content') ?? call.positional[0];
  if (
    value === undefined ||
    !/^\s*<(?:\?xml|(?!!|html|div|p\b|h\d|span|body|a\b|li\b|ul\b|table|tr\b|b\b)[a-z])/iu.test(beginningOf(value))
  )
    return false;
  return call.path !== 'open().write' || /\.xml$/iu.test(String(call.receiver?.made?.positional[0]?.constant));
}

/** What comes next in a message is still one of its headers. */
const endsInHeaders = (begins: string): boolean => /^(?:from|to|subject|reply-to|cc):/iu.test(begins) && !/\r?\n\r?\n/u.test(begins);

const texts: readonly SinkRule[] = [
  {
    rule: 'log-injection',
    callees: [
      ...[
        'logging',
        'logging.getLogger()',
        'flask.current_app.logger',
        'loguru.logger',
        'flask.Flask().logger',
        'structlog.get_logger()',
      ].flatMap((base) => loggers.map((name) => `${base}.${name}`)),
      'syslog.syslog',
    ],
    arguments: 'all',
    most: 'medium',
    when: (call) => !quotesAll(call),
  },
  {
    rule: 'log-injection',
    callees: loggers.map((name) => `.${name}`),
    arguments: 'all',
    most: 'medium',
    when: (call) =>
      !quotesAll(call) &&
      /(?:^|\.)_?log(?:ger)?\.\w+$/iu.test(call.path) &&
      !call.path.startsWith('logging.') &&
      !/^(?:flask|loguru|structlog)/u.test(call.path),
  },
  { rule: 'header-injection', callees: ['http.handler.send_header'], arguments: [0, 1] },
  {
    rule: 'header-injection',
    callees: ['tornado.handler.set_header', 'tornado.handler.add_header', '.set_header'],
    arguments: [0, 1],
    most: 'medium',
  },
  {
    rule: 'header-injection',
    callees: ['.add', '.set', '.extend', '.append', '.setdefault'],
    arguments: 'all',
    most: 'medium',
    when: (call) => setsHeader(call) && !allowsOrigin(call),
  },
  {
    rule: 'permissive-cors',
    callees: ['.add', '.set', '.setdefault'],
    arguments: [1],
    when: (call) => setsHeader(call) && allowsOrigin(call),
  },
  {
    rule: 'header-injection',
    callees: words(
      'flask.Response flask.make_response werkzeug.Response django.http.HttpResponse django.http.JsonResponse fastapi.Response fastapi.responses.Response fastapi.responses.JSONResponse fastapi.responses.HTMLResponse fastapi.responses.PlainTextResponse aiohttp.web.Response',
    ),
    arguments: ['headers'],
    most: 'medium',
  },
  {
    rule: 'header-injection',
    callees: ['.sendmail'],
    arguments: [2, 'msg'],
    deep: false,
    most: 'medium',
    when: (call) => endsInHeaders(beginningOf(call.argument(2, 'msg') ?? { taints: [] })),
  },
  {
    rule: 'header-injection',
    callees: ['.write', '.sendall', '.send'],
    arguments: [0],
    deep: false,
    most: 'medium',
    exceptParameters: true,
    when: (call) => /^HTTP\/1\.[01] /u.test(beginningOf(call.positional[0] ?? { taints: [] })),
  },
  {
    rule: 'xml-injection',
    callees: sentOrParsed,
    arguments: [0, 'data', 'content', 'text'],
    deep: false,
    most: 'medium',
    exceptParameters: true,
    when: buildsXml,
  },
  {
    rule: 'log-injection',
    callees: ['open().write', 'pathlib.Path().open().write'],
    arguments: [0],
    most: 'medium',
    exceptParameters: true,
    when: (call) => /\.log$|\/logs?\//iu.test(String(call.receiver?.made?.positional[0]?.constant)),
  },
  {
    rule: 'format-string-injection',
    callees: ['.format', '.format_map'],
    arguments: ['receiver'],
    deep: false,
    most: 'medium',
    when: givesObject,
  },
  { rule: 'resource-exhaustion', callees: ['range'], arguments: [0, 1], most: 'medium' },
  {
    rule: 'resource-exhaustion',
    callees: words(
      'bytes bytearray time.sleep os.urandom secrets.token_bytes secrets.token_hex secrets.token_urlsafe random.randbytes numpy.zeros numpy.ones numpy.empty numpy.full',
    ),
    arguments: [0],
    most: 'medium',
  },
  { rule: 'header-injection', callees: words('start_response'), arguments: [1], most: 'medium' },
  {
    rule: 'regex-injection',
    callees: words(
      're.compile re.match re.search re.fullmatch re.sub re.subn re.findall re.finditer re.split regex.compile regex.match regex.search',
    ),
    arguments: [0, 'pattern'],
    deep: false,
  },
];

const matches = words('match search fullmatch sub subn findall finditer split');

function hasCatastrophicPattern(call: Call): boolean {
  const pattern = patternOf(call);
  return pattern !== undefined && isSlow({ source: pattern, flags: '' }, 'python');
}

const expressions: readonly SinkRule[] = [
  {
    rule: 'catastrophic-regex',
    callees: matches.map((name) => `re.${name}`),
    arguments: [1, 2, 'string'],
    when: hasCatastrophicPattern,
    at: patternNode,
  },
  {
    rule: 'catastrophic-regex',
    callees: matches.map((name) => `re.compile().${name}`),
    arguments: [0, 1, 'string'],
    when: hasCatastrophicPattern,
    at: patternNode,
  },
];

const xmlParsers = words(
  'lxml.etree.parse lxml.etree.fromstring lxml.etree.XML lxml.etree.iterparse lxml.objectify.fromstring lxml.objectify.parse',
);

/** Whether a parser was made that does not resolve entities. */
function hasSafeParser(call: Call): boolean {
  const parser = call.argument(1, 'parser');
  return (parser?.made?.keywords ?? call.keywords).get('resolve_entities')?.constant === false;
}

const documentsOfXml: readonly SinkRule[] = [
  { rule: 'xml-external-entities', callees: xmlParsers, arguments: [0, 'source', 'text'], when: (call) => !hasSafeParser(call) },
  {
    rule: 'xml-external-entities',
    callees: words(
      'xml.etree.ElementTree.parse xml.etree.ElementTree.fromstring xml.etree.ElementTree.XML xml.etree.ElementTree.iterparse xml.dom.minidom.parse xml.dom.minidom.parseString',
    ),
    arguments: [0],
    most: 'low',
    exceptParameters: true,
  },
  {
    rule: 'xml-external-entities',
    callees: words(
      'xml.sax.parse xml.sax.parseString xml.dom.pulldom.parse xml.dom.pulldom.parseString xml.sax.make_parser().parse xmlrpc.client.loads',
    ),
    arguments: [0],
    most: 'low',
    exceptParameters: true,
  },
];

/** Where untrusted data does harm. */
export const sinks: readonly SinkRule[] = [
  ...commands,
  ...code,
  ...files,
  ...pages,
  ...databases,
  ...xqueries,
  ...documents,
  ...network,
  ...texts,
  ...expressions,
  ...documentsOfXml,
  ...bulkSinks,
];
