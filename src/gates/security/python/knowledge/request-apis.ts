import type { ApiRule, Call } from '../engine/knowledge.ts';
import { beginningOfTrail } from '../engine/run.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import { beginningOf } from '../engine/value.ts';
import type { Value } from '../engine/value.ts';

/* What a request leaves behind or sends on: CWE-434, CWE-640, https://docs.djangoproject.com/en/5.2/topics/security/. */

const served = /(?:^|[\W_])(?:static|public|www|htdocs|wwwroot)(?:[\W_]|$)|static_folder/iu;

/** Whether a path is below a folder whose files a web server gives away. */
function isServed(value: Value | undefined, depth = 0): boolean {
  if (value === undefined || depth > 4) return false;
  if (served.test(beginningOf(value)) || served.test(value.path ?? '')) return true;
  return [value.made?.receiver, ...(value.made?.positional ?? [])].some((part) => isServed(part, depth + 1));
}

const looksAtKind = /splitext|\.suffix|endswith|rsplit\(|allowed|mimetype|content_type|imghdr|magic\.|Image\.open|validate/iu;

/** An upload that is saved under the name it came with, whatever it is. */
function keepsUpload(call: Call): boolean {
  const [target] = call.positional;
  if (target === undefined || !/(?:files|FILES)(?:\[|\.get)/u.test(call.receiver?.path ?? '') || call.taints(target).length === 0) return false;
  return isServed(target) && !looksAtKind.test(enclosing(call.node, ({ type }) => type === 'function_definition')?.text ?? '');
}

/** The host that whoever sends the request names; Django's `get_host` compares it with those that are allowed. */
const sentHost = /(?:\.(?:host|host_url|url_root)|\[['"](?:HTTP_(?:X_FORWARDED_)?HOST|(?:X-Forwarded-)?Host)['"]\]|\.get\(\s*['"](?:HTTP_(?:X_FORWARDED_)?HOST|(?:X-Forwarded-)?Host)['"].*\))$/u;

function namesHost(call: Call): boolean {
  return [...call.positional, ...call.keywords.values()].some((value) => call.taints(value).some(({ kind, trail }) => {
    const { text, parent } = beginningOfTrail(trail);
    const around = parent?.type === 'attribute' ? parent.parent : parent;
    return kind === 'untrusted' && [text, parent?.text, around?.text].some((one) => one !== undefined && one.length < 120 && sentHost.test(one));
  }));
}

const mails = ['django.core.mail.send_mail', 'django.core.mail.EmailMessage', 'django.core.mail.EmailMultiAlternatives', 'flask_mail.Message', 'fastapi_mail.MessageSchema', '.send_message', '.sendmail', '.set_content', '.send_mail', '.email_user', 'send_mail', 'send_email', '.send_email'];

const answers = ['flask.jsonify', 'django.http.JsonResponse', 'fastapi.responses.JSONResponse', 'aiohttp.web.json_response', 'rest_framework.response.Response', 'quart.jsonify'];

function sendsSurroundings(call: Call): boolean {
  return [...call.positional, ...call.keywords.values()].some(({ path, made }) => path === 'os.environ' || (made?.path === 'dict' && made.positional[0]?.path === 'os.environ'));
}

export const requestApis: readonly ApiRule[] = [
  { rule: 'environment-exposure', callees: answers, confidence: 'high', when: sendsSurroundings },
  { rule: 'unrestricted-upload', callees: ['.save'], confidence: 'medium', when: keepsUpload },
  { rule: 'link-to-sent-host', callees: mails, confidence: 'medium', when: namesHost },
];
