import type { SourceRule } from '../engine/knowledge.ts';
import { words } from './words.ts';

function members(base: string, names: string): string[] {
  return words(names).map((name) => `${base}.${name}`);
}

/** The parts of a request that whoever sent it has chosen, of Flask, Django, Starlette, aiohttp, Tornado and others alike. */
const requestParts: readonly (readonly [string, string])[] = [
  [
    'get_param() get_param_as_list() args GET query query_params rel_url query_string params query_arguments arguments getlist() get()',
    "the request's query",
  ],
  ['form POST body body_arguments forms form() post() values', "the request's form"],
  [
    `
      media get_media() bounded_stream.read() json data json() get_json() get_data() body() text() read() stream
      stream() content content.read() input_stream raw_post_data
    `,
    "the request's body",
  ],
  ['cookies COOKIES get_cookie() get_signed_cookie()', "the request's cookies"],
  ['headers META environ user_agent referrer authorization content_type', "the request's headers"],
  ['files FILES multipart()', "the request's files"],
  [
    `
      path full_path url base_url host_url url_root path_info uri path_qs host view_args path_params match_info
      matchdict path_parameters get_full_path() build_absolute_uri() get_host() get_raw_uri()
    `,
    "the request's address",
  ],
];

/** All but a path outside of its folder: what a name in an archive is meant to be is a path. */
const onlyPath = [
  'command-injection',
  'cross-site-scripting',
  'sql-injection',
  'ldap-injection',
  'code-injection',
  'header-injection',
  'log-injection',
  'unsafe-deserialization',
  'open-redirect',
  'xml-external-entities',
  'xml-injection',
  'xpath-injection',
  'xquery-injection',
  'server-side-request-forgery',
  'nosql-injection',
  'template-injection',
  'regex-injection',
  'catastrophic-regex',
  'permissive-cors',
  'decompression-bomb',
  'mass-assignment',
  'argument-injection',
  'format-string-injection',
];

const chosenBySetup = [
  'path-traversal',
  'log-injection',
  'header-injection',
  'server-side-request-forgery',
  'open-redirect',
  'permissive-cors',
  'format-string-injection',
  'regex-injection',
  'argument-injection',
  'mass-assignment',
];

/** What somebody else had stored does harm only where it is used as more than a value. */
export const provedOfStored = [
  'stored',
  'path-traversal',
  'ldap-injection',
  'header-injection',
  'log-injection',
  'stack-trace-exposure',
  'unsafe-deserialization',
  'open-redirect',
  'xml-external-entities',
  'xml-injection',
  'xpath-injection',
  'xquery-injection',
  'server-side-request-forgery',
  'nosql-injection',
  'regex-injection',
  'catastrophic-regex',
  'permissive-cors',
  'decompression-bomb',
  'mass-assignment',
];

/** Where others' data comes in. */
export const sources: readonly SourceRule[] = [
  ...requestParts.map(([names, what]): SourceRule => ({
    paths: members('web.request', names),
    what,
    confidence: 'high',
    ...(what === "the request's body" ? undefined : { proved: ['plain-text'] }),
  })),
  {
    paths: members(
      'tornado.handler',
      `
        get_argument() get_query_argument() get_body_argument() get_arguments() get_cookie() path_args path_kwargs
        get_query_arguments() get_body_arguments()
      `,
    ),
    what: "the request's query",
    confidence: 'high',
  },
  { paths: members('http.handler', 'path headers rfile requestline'), what: 'the request', confidence: 'high' },
  { paths: members('web.view', 'kwargs args'), what: "the request's address", confidence: 'high' },
  {
    paths: members('web.socket', 'receive_text() receive_json() receive_bytes() receive() recv() iter_text() iter_json()').concat(
      'web.socket[]',
    ),
    what: 'a web socket message',
    confidence: 'high',
  },
  {
    paths: [
      'socket.socket().recv()',
      'socket.socket().recvfrom()',
      'socket.socket().makefile()',
      'socketserver.handler.request',
      'socketserver.handler.rfile',
    ],
    what: 'the network',
    confidence: 'high',
  },
  {
    paths: ['fastapi.UploadFile()', 'starlette.datastructures.UploadFile()'].flatMap((base) =>
      members(base, 'filename file read() content_type headers'),
    ),
    what: "the request's files",
    confidence: 'high',
  },
  { paths: ['cgi.FieldStorage()', 'bottle.request.query'], what: "the request's form", confidence: 'high' },
  { paths: ['streamlit.text_input()', 'streamlit.text_area()', 'streamlit.file_uploader()'], what: "the page's form", confidence: 'high' },
  // What somebody else had stored: it does harm only where it is used as more than a value.
  {
    paths: ['.fetchone()', '.fetchall()', '.fetchmany()', '.execute()[]'],
    what: 'the database',
    confidence: 'medium',
    proved: provedOfStored,
  },
  {
    paths: ['redis.Redis', 'redis.StrictRedis', 'redis.from_url', 'redis.Redis.from_url'].flatMap((made) =>
      members(`${made}()`, 'get() hget() getdel() lpop() rpop() brpop()[] blpop()[] lindex()'),
    ),
    what: 'a store that other programs write to',
    confidence: 'medium',
    proved: ['stored', ...onlyPath.filter((rule) => rule !== 'unsafe-deserialization' && rule !== 'code-injection'), 'path-traversal'],
  },
  {
    paths: [
      'boto3.client().receive_message()',
      'boto3.resource().Queue().receive_messages()',
      'boto3.resource().get_queue_by_name().receive_messages()',
      'kafka.KafkaConsumer()[]',
      'kafka.KafkaConsumer().poll()',
      'confluent_kafka.Consumer().poll()',
      'confluent_kafka.Consumer().consume()',
      'pika.BlockingConnection().channel().basic_get()',
      'zmq.Context().socket().recv()',
      'zmq.Context().socket().recv_string()',
      'zmq.Context().socket().recv_json()',
    ],
    what: 'a queue that other programs write to',
    confidence: 'medium',
    proved: [
      'stored',
      ...onlyPath.filter((rule) => !/^(?:unsafe-deserialization|(?:code|command)-injection)$/u.test(rule)),
      'path-traversal',
    ],
  },
  {
    paths: ['zipfile.ZipFile().namelist()', 'zipfile.ZipFile().infolist()', 'tarfile.open().getnames()', 'tarfile.TarFile().getnames()'],
    what: "an archive's list of names",
    confidence: 'medium',
    proved: onlyPath,
  },
  { paths: ['sys.argv'], what: "the program's arguments", confidence: 'medium' },
  {
    paths: [
      'argparse.ArgumentParser().parse_args()',
      'argparse.ArgumentParser().parse_known_args()',
      'optparse.OptionParser().parse_args()',
    ],
    what: "the program's arguments",
    confidence: 'medium',
  },
  { paths: ['input()', 'raw_input()', 'getpass.getpass()', 'click.prompt()'], what: 'the keyboard', confidence: 'medium' },
  { paths: ['sys.stdin', 'fileinput.input()'], what: "the program's input", confidence: 'medium' },
  // Whoever sets up the program says where its files are and which servers it asks.
  { paths: ['os.environ', 'os.environb'], what: 'the environment', confidence: 'low', proved: chosenBySetup, wholeSettings: true },
  { paths: ['os.getenv()'], what: 'the environment', confidence: 'low', proved: chosenBySetup },
  {
    paths: [
      'flask.Flask().config',
      'flask.current_app.config',
      'quart.Quart().config',
      'quart.current_app.config',
      'sanic.Sanic().config',
      'django.conf.settings',
    ],
    what: 'the settings',
    confidence: 'high',
    kind: 'settings',
  },
  {
    paths: [
      'traceback.format_exc()',
      'traceback.format_exception()',
      'traceback.format_tb()',
      'traceback.format_stack()',
      'sys.exc_info()',
      'cgitb.text()',
      'cgitb.html()',
    ],
    what: "an exception's trace",
    confidence: 'high',
    kind: 'exception',
  },
  {
    paths: members(
      'random',
      `
        random() randint() randrange() choice() choices() sample() uniform() getrandbits() randbytes() shuffle() gauss()
        triangular() betavariate() normalvariate()
      `,
    ).concat(members('random.Random()', 'random() randint() randrange() choice() choices() sample() uniform() getrandbits() randbytes()'), [
      'numpy.random.rand()',
      'numpy.random.randint()',
      'numpy.random.random()',
      'numpy.random.choice()',
      'numpy.random.bytes()',
      'numpy.random.default_rng().integers()',
      'numpy.random.default_rng().bytes()',
      'numpy.random.default_rng().choice()',
      'uuid.uuid1()',
    ]),
    what: 'a guessable random number',
    confidence: 'high',
    kind: 'guessable',
  },
];
