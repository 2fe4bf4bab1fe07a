import type { SinkRow } from './sink.ts';

/* Requests: https://nodejs.org/api/http.html, https://developer.mozilla.org/docs/Web/API/fetch, https://axios-http.com/docs/req_config. */

const verbs = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request', 'stream'];
const verbCallers = [
  'axios',
  'got',
  'superagent',
  'needle',
  'request',
  'request-promise',
  'ky',
  'undici',
  'axios.create()',
  'axios.axiosRef',
];
const callers =
  'fetch node-fetch cross-fetch axios got superagent needle request request-promise request-promise-native ky undici.fetch undici.request undici.stream make-fetch-happen phin bent isomorphic-fetch axios.create()';
const verbCalls = verbCallers.flatMap((module) => verbs.map((verb) => `${module}.${verb}`)).join(' ');

export const networkSinks: readonly SinkRow[] = [
  {
    kind: 'ssrf',
    calls: `${callers} ${verbCalls} http.get http.request https.get https.request http2.connect`,
    slots: [0, { of: 0, fields: ['url', 'uri', 'hostname', 'host', 'baseURL', 'prefixUrl', 'origin'] }],
  },
  { kind: 'ssrf', calls: 'http.get http.request https.get https.request', slots: [{ of: 1, fields: ['hostname', 'host'] }] },
  { kind: 'ssrf', calls: 'net.connect net.createConnection tls.connect', slots: [1, { of: 0, fields: ['host'] }] },
  { kind: 'ssrf', calls: 'net.Socket().connect', slots: [1] },
  {
    kind: 'ssrf',
    calls:
      'puppeteer.launch().newPage().goto puppeteer-core.launch().newPage().goto playwright.chromium.launch().newPage().goto playwright.firefox.launch().newPage().goto',
    slots: [0],
  },
  // The system opens what its scheme says: a program, a file, a share.
  { kind: 'script-url', calls: 'electron.shell.openExternal', slots: [0] },
  // https://github.com/http-party/node-http-proxy#options, https://github.com/chimurai/http-proxy-middleware#options,
  // https://github.com/fastify/fastify-reply-from#readme, https://github.com/villadora/express-http-proxy#readme.
  { kind: 'ssrf', methods: 'web', on: /proxy/iu, slots: [{ of: 2, fields: ['target', 'forward'] }] },
  { kind: 'ssrf', methods: 'ws', on: /proxy/iu, slots: [{ of: 3, fields: ['target', 'forward'] }] },
  {
    kind: 'ssrf',
    calls: 'http-proxy.createProxyServer http-proxy.createProxy http-proxy-middleware.createProxyMiddleware',
    slots: [{ of: 0, fields: ['target', 'forward'] }],
  },
  { kind: 'ssrf', calls: '@reply.from express-http-proxy', slots: [0] },
  { kind: 'ssrf', methods: 'goto', on: /page|tab/iu, slots: [0] },
  { kind: 'ssrf', calls: 'ws XMLHttpRequest().open', slots: [0], doubtful: true },
  { kind: 'ssrf', methods: 'get post request', on: /^(?:axios|http|https|got|client|httpService|httpClient)$/u, slots: [0] },
];
