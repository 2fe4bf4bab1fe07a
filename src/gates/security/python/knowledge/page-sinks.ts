import type { Call, SinkRule } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import { words } from './words.ts';

/** Says in its function that the answer is no HTML. */
const otherType = /(?:Content-Type['"]\]\s*=\s*|\.(?:mimetype|content_type)\s*=\s*)['"](?!text\/html|application\/xhtml|image\/svg)/u;

function isPlainContent(call: Call): boolean {
  if (otherType.test(enclosing(call.node, ({ type }) => type === 'function_definition')?.text ?? '')) return true;
  const type = call.keywords.get('mimetype') ?? call.keywords.get('content_type') ?? call.keywords.get('media_type');
  return typeof type?.constant === 'string' && !/html|xml|svg/iu.test(type.constant);
}

/** What makes the answer to a request. */
const answers = words(`
  flask.make_response make_response flask.Response flask.jsonify django.http.HttpResponse
  django.http.HttpResponseServerError django.http.HttpResponseBadRequest django.http.JsonResponse
  fastapi.responses.JSONResponse fastapi.responses.HTMLResponse fastapi.responses.PlainTextResponse
  fastapi.HTTPException rest_framework.response.Response aiohttp.web.Response aiohttp.web.json_response
  tornado.handler.write tornado.handler.finish http.handler.wfile.write flask.abort quart.jsonify
  aiohttp.web.HTTPInternalServerError aiohttp.web.HTTPBadRequest starlette.exceptions.HTTPException
  sanic.response.json sanic.response.text litestar.Response
`);

export const pageSinks: readonly SinkRule[] = [
  {
    rule: 'cross-site-scripting',
    callees: words('markupsafe.Markup django.utils.safestring.mark_safe django.utils.safestring.SafeString mark_safe'),
    arguments: [0],
  },
  {
    rule: 'cross-site-scripting',
    callees: words(`
      flask.make_response make_response flask.Response werkzeug.Response werkzeug.wrappers.Response quart.Response
      quart.make_response sanic.response.html bottle.HTTPResponse
    `),
    arguments: [0, 'response', 'body'],
    deep: false,
    exceptParameters: true,
    when: (call) => !isPlainContent(call),
  },
  {
    rule: 'cross-site-scripting',
    callees: words(`
      django.http.HttpResponse django.http.HttpResponseBadRequest django.http.HttpResponseNotFound
      django.http.HttpResponseForbidden django.http.HttpResponseServerError
    `),
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
