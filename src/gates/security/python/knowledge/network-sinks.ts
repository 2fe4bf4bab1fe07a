import type { SinkRule } from '../engine/knowledge.ts';
import { words } from './words.ts';

const requests = words('get post put delete patch head options request');

export const networkSinks: readonly SinkRule[] = [
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
    callees: words(`
      urllib.request.urlopen urllib.request.Request urllib.request.urlretrieve urllib.urlopen
      urllib.request.OpenerDirector().open urllib.request.build_opener().open http.client.HTTPConnection
      http.client.HTTPSConnection socket.create_connection tornado.httpclient.AsyncHTTPClient().fetch
      tornado.httpclient.HTTPClient().fetch pycurl.Curl().setopt_url urllib3.request websockets.connect
      feedparser.parse
    `),
    arguments: [0, 'url', 'fullurl', 'host'],
  },
  { rule: 'server-side-request-forgery', callees: ['socket.socket().connect'], arguments: [0] },
  {
    rule: 'server-side-request-forgery',
    callees: words(`
      asyncio.open_connection ftplib.FTP ftplib.FTP_TLS smtplib.SMTP smtplib.SMTP_SSL xmlrpc.client.ServerProxy
      aiohttp.ClientSession().ws_connect
    `),
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
    callees: words(`
      flask.redirect redirect django.shortcuts.redirect django.http.HttpResponseRedirect
      django.http.HttpResponsePermanentRedirect fastapi.responses.RedirectResponse werkzeug.utils.redirect
      bottle.redirect quart.redirect tornado.handler.redirect aiohttp.web.HTTPFound sanic.response.redirect
    `),
    arguments: [0, 'url', 'location', 'to', 'redirect_to'],
    deep: false,
  },
];
