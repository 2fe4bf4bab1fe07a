import type { HandlerRules, HandlerSource } from '../engine/knowledge.ts';
import { provedOfStored } from './sources.ts';

const route: HandlerSource = { what: "the request's parameters", confidence: 'high' };
const exception: HandlerSource = { what: 'the exception', confidence: 'high', kind: 'exception', only: /\b(?:Base)?Exception\b|500/u };
const command: HandlerSource = { what: "the program's arguments", confidence: 'medium' };

/** How frameworks call functions. A decorator without a dot is looked up with `@`. */
export const handlers: HandlerRules = {
  decorators: new Map([
    ...['route', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'api_route', 'websocket', 'websocket_route', 'resource'].map(
      (name) => [name, route] as const,
    ),
    ...[
      '@route',
      '@get',
      '@post',
      '@put',
      '@delete',
      '@api_view',
      '@view_config',
      '@expose',
      '@action',
      '@csrf_exempt',
      '@require_POST',
      '@require_GET',
      '@require_http_methods',
      '@login_required',
    ].map((name) => [name, route] as const),
    ...['errorhandler', 'app_errorhandler', 'exception_handler', 'error'].map((name) => [name, exception] as const),
    ...['command', '@command'].map((name) => [name, command] as const),
  ]),
  classes: [
    {
      base: /(?:^|\.)(?:RequestHandler|WebSocketHandler)$/u,
      methods: /^(?:get|post|put|delete|patch|head|on_message)$/u,
      self: 'tornado.handler',
    },
    { base: /HTTPRequestHandler$/u, methods: /^do_[A-Z]+$/u, self: 'http.handler' },
    { base: /(?:Stream|Datagram|Base)RequestHandler$/u, methods: /^handle$/u, self: 'socketserver.handler' },
    {
      base: /(?:View|ViewSet|Resource|HTTPEndpoint|Mixin)$/u,
      methods: /^(?:get|post|put|delete|patch|head|list|create|retrieve|update|destroy|dispatch)$/u,
      self: 'web.view',
    },
  ],
  catchers: {
    names: /^(?:process_exception|\w*exception_handler|handle_exception)$/u,
    source: { what: 'the exception', confidence: 'high', kind: 'exception', parameters: /^(?:exc|exception|error|err)$/u },
  },
  parameters: new Map([
    ['request', 'web.request'],
    ['req', 'web.request'],
    ['websocket', 'web.socket'],
    ['Request', 'web.request'],
    ['HttpRequest', 'web.request'],
    ['WSGIRequest', 'web.request'],
    ['HTTPConnection', 'web.request'],
    ['WebSocket', 'web.socket'],
  ]),
  standard: { name: 'environ', beside: 'start_response', path: 'web.request.environ' },
  requestModules: /^(?:azure\.functions|blacksheep|robyn)\./u,
  frameworks: [
    'django',
    'flask',
    'fastapi',
    'starlette',
    'aiohttp',
    'sanic',
    'pyramid',
    'tornado',
    'rest_framework',
    'bottle',
    'falcon',
    'werkzeug',
    'quart',
    'webob',
    'channels',
    'litestar',
    'responder',
    'websockets',
  ],
  harmlessTypes:
    /^(?:(?:Optional|[Ll]ist|[Ss]et|[Ss]equence)\[)?(?:[\w.]+\.)?(?:int|float|bool|complex|UUID|UUID4|date|datetime|time|timedelta|Decimal|IPv[46]Address|PositiveInt|NonNegativeInt|conint\(.*\)|Literal\[.*\]|HttpUrlAllowed|\w*Enum)\]?(?:\s*\|\s*None)?$/u,
  provided: /\b(?:Depends|Security|inject|Provide)\b|(?:pattern|regex)\s*=/u,
  providers: new Set(['Depends', 'Security', 'Provide']),
  services:
    /^(?:self|cls|conn(?:ection)?|cur(?:sor)?|db|database|session|engine|client|app|logger|log|config|settings|ctx|context|response|resp|parser|tmp_path|loop|socket|sock|args|kwargs|stdin|stdout|env|http|s3|redis|cache|ldap|ldap_conn|collection|repo|repository|driver|pool|tree|root|doc)$/u,
  records: { base: /(?:^|\.)models\.Model$/u, text: /\.(?:Char|Text|URL|JSON|Email)Field\(\)$/u, proved: provedOfStored },
  events: /^(?:lambda_handler|handler)$/u,
  numberInRoute: /<(?:int|float|uuid|any\([^)]*\)):(\w+)>/gu,
};
