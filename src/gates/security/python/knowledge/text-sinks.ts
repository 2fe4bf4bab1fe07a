import type { Call, SinkRule } from '../engine/knowledge.ts';
import { beginningOf } from '../engine/value.ts';
import { words } from './words.ts';

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

/** XML is put together of text; that of pageSinks is looked at where they are sent. */
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

export const textSinks: readonly SinkRule[] = [
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
    callees: words(`
      flask.Response flask.make_response werkzeug.Response django.http.HttpResponse django.http.JsonResponse
      fastapi.Response fastapi.responses.Response fastapi.responses.JSONResponse fastapi.responses.HTMLResponse
      fastapi.responses.PlainTextResponse aiohttp.web.Response
    `),
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
    callees: words(`
      bytes bytearray time.sleep os.urandom secrets.token_bytes secrets.token_hex secrets.token_urlsafe
      random.randbytes numpy.zeros numpy.ones numpy.empty numpy.full
    `),
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
