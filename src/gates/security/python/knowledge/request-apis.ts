import type { ApiRule, Assigned, AssignmentRule, Call } from '../engine/knowledge.ts';
import { beginningOfTrail } from '../engine/run.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import { beginningOf } from '../engine/value.ts';
import type { Taint, Trail, Value } from '../engine/value.ts';

/* What a request leaves behind or sends on: CWE-434, CWE-640, https://docs.djangoproject.com/en/5.2/topics/security/. */

const served = /(?:^|[\W_])(?:static|public|www|htdocs|wwwroot)(?:[\W_]|$)|static_folder|MEDIA_ROOT/iu;
/** What gives away the files of a folder. */
const serving = /(?:send_from_directory|StaticFiles|add_static|static_file)\([^)]*\)?/gu;

/** Whether a path is below a folder whose files a web server gives away. */
function isServed(value: Value | undefined, depth = 0): boolean {
  if (value === undefined || depth > 4) return false;
  if (served.test(beginningOf(value)) || served.test(value.path ?? '')) return true;
  return [value.made?.receiver, ...(value.made?.positional ?? [])].some((part) => isServed(part, depth + 1));
}

const looksAtKind =
  /endswith|allowed|ALLOWED|mimetype|content_type|imghdr|magic\.|filetype|Image\.open|validat|\bnot in\b|\bin\s+(?:\w+\.)*[A-Z{([]|[!=]=\s*["']\.|match\(|\bis_\w+\(|_ok\(|check_\w+\(/u;

/** The name that an upload came with, unless its ending was found in a list. */
function isSentName(call: Call, value: Value): boolean {
  return call.taints(value).some((taint) => {
    const { kind, confidence, trail } = taint;
    const from = firstOf(trail).message;
    return (
      kind === 'untrusted' &&
      confidence === 'high' &&
      !call.proved(taint, 'code-injection') &&
      (/files$/u.test(from) || (/form$/u.test(from) && /\.filename\b/u.test(call.around())))
    );
  });
}

/** The functions of the text that get an upload or its name from here. */
function helpersOf(call: Call): readonly string[] {
  const names = [...call.around().matchAll(/(?<![\w.])(\w+)\((?=[^()\n]*(?:file|upload|name|ext))/giu)].map(([, name]) => name ?? '');
  return [...new Set(names)].flatMap((name) => {
    const definition = new RegExp(String.raw`^([ \t]*)(?:async )?def ${name}\(.*(?:\n(?:\1[ \t]+.*|[ \t]*))*`, 'mu');
    return definition.exec(call.node.source.text)?.[0] ?? [];
  });
}

/** Here or in a helper, something asks of what kind it is. */
const asksForKind = (call: Call): boolean => [call.around(), ...helpersOf(call)].some((text) => looksAtKind.test(text));

function firstOf(trail: Trail): Trail {
  let at = trail;
  while (at.before !== undefined) at = at.before;
  return at;
}

/** What is written under a name that it came with, where a web server gives it away, whatever it is. */
function keepsName(call: Call, target: Value | undefined): boolean {
  return target !== undefined && isSentName(call, target) && !asksForKind(call) && (isServed(target) || isServedHere(call));
}

/** The same text gives away what is in a folder that the function names. */
function isServedHere(call: Call): boolean {
  const folders = /\b[A-Z][A-Z_]{3,}\b|["'][^"'\n]{4,}["']/gu;
  const named = new Set(call.around().match(folders));
  return [...call.node.source.text.matchAll(serving)].some(([given]) => (given.match(folders) ?? []).some((name) => named.has(name)));
}

const isUpload = (call: Call): boolean => /(?:files|FILES)(?:\[|\.get)/u.test(call.receiver?.path ?? '');
const isWritten = (call: Call): boolean => /[wax]/u.test(String(call.argument(1, 'mode')?.constant ?? 'r'));

/** The host that whoever sends the request names. */
const sentHost =
  /(?:\.(?:host|host_url|url_root|base_url|url\.(?:netloc|hostname))|\[['"](?:HTTP_(?:X_FORWARDED_)?HOST|(?:[Xx]-[Ff]orwarded-)?[Hh]ost)['"]\]|\.get\(\s*['"](?:HTTP_(?:X_FORWARDED_)?HOST|(?:[Xx]-[Ff]orwarded-)?[Hh]ost)['"].*\))$/u;
/** Django compares it with those that are allowed, which may be all. */
const askedHost = /\.get_host\(\)$/u;

function isHost({ kind, trail }: Taint, written: RegExp): boolean {
  const { text, parent } = beginningOfTrail(trail);
  const around = parent?.type === 'attribute' ? parent.parent : parent;
  return (
    kind === 'untrusted' && [text, parent?.text, around?.text].some((one) => one !== undefined && one.length < 120 && written.test(one))
  );
}

function namesHost(call: Call, written = sentHost): boolean {
  return [...call.positional, ...call.keywords.values()].some((value) => call.taints(value).some((taint) => isHost(taint, written)));
}

/** What a link is for with which somebody proves that a mailbox is theirs. */
const ofReset = /reset|forgot|passw|recover|verif(?!y=)|activat|confirm|invit|magic/iu;

/** Gives a message away, or makes its text in a function that does. */
const sends = /(?:^|[._])(?:send|mail|e?mail|deliver|notify|enqueue|delay|apply_async|add_task)(?:_\w+)?$/iu;
const makesText = /(?:^|\.)(?:render_template|render_to_string|render)$/u;

function isSentOn(call: Call): boolean {
  if (!sends.test(call.path) && !(makesText.test(call.path) && /send|mail/iu.test(call.around()))) return false;
  return !/^(?:flask\.send|\w*log)/u.test(call.path) && ofReset.test(call.around());
}

/** The text of a message that is put into it: `message.body = …`. */
function putsHost({ target, key, taints, node, mentions }: Assigned): boolean {
  const around = enclosing(node, ({ type }) => type === 'function_definition')?.text ?? '';
  return (
    key === undefined &&
    /\.(?:body|html|content|text|html_body)$/u.test(target) &&
    mentions(/mail/iu) &&
    ofReset.test(around) &&
    /send|deliver/u.test(around) &&
    taints.some((taint) => isHost(taint, sentHost))
  );
}

const mails = [
  'django.core.mail.send_mail',
  'django.core.mail.EmailMessage',
  'django.core.mail.EmailMultiAlternatives',
  'flask_mail.Message',
  'fastapi_mail.MessageSchema',
  '.send_message',
  '.sendmail',
  '.set_content',
  '.send_mail',
  '.email_user',
  'send_mail',
  'send_email',
  '.send_email',
];

export const requestApis: readonly ApiRule[] = [
  {
    rule: 'unrestricted-upload',
    callees: ['.save'],
    confidence: 'medium',
    when: (call) => isUpload(call) && keepsName(call, call.positional[0]),
  },
  {
    rule: 'unrestricted-upload',
    callees: ['open', 'aiofiles.open', 'pathlib.Path().open'],
    confidence: 'medium',
    when: (call) =>
      isWritten(call) &&
      keepsName(
        call,
        call.name === 'open' && call.receiver !== undefined && call.path.startsWith('pathlib') ? call.receiver : call.positional[0],
      ),
  },
  { rule: 'unrestricted-upload', callees: ['.write_bytes'], confidence: 'medium', when: (call) => keepsName(call, call.receiver) },
  // What Django stores there is served under MEDIA_URL.
  {
    rule: 'unrestricted-upload',
    callees: ['django.core.files.storage.FileSystemStorage().save', 'django.core.files.storage.default_storage.save'],
    confidence: 'medium',
    when: (call) => call.positional[0] !== undefined && isSentName(call, call.positional[0]) && !asksForKind(call),
  },
  { rule: 'link-to-sent-host', callees: mails, confidence: 'medium', when: (call) => namesHost(call) },
  { rule: 'link-to-sent-host', callees: ['*'], confidence: 'medium', when: (call) => isSentOn(call) && namesHost(call) },
  { rule: 'link-to-sent-host', callees: ['*'], confidence: 'low', when: (call) => isSentOn(call) && namesHost(call, askedHost) },
];

export const requestAssignments: readonly AssignmentRule[] = [
  { rule: 'link-to-sent-host', confidence: 'medium', tainted: false, when: putsHost },
];
