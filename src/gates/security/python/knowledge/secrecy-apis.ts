import type { ApiRule, Call, ComparisonRule } from '../engine/knowledge.ts';
import type { Made, Value } from '../engine/value.ts';
import { enclosing } from '../engine/syntax-tree.ts';

/* Secrets on the wire and in comparisons: CWE-319, CWE-208, https://docs.python.org/3/library/hmac.html#hmac.compare_digest. */

const verbs = ['get', 'post', 'put', 'delete', 'patch', 'request'];
const clients = ['requests', 'httpx', 'requests.Session()', 'httpx.Client()', 'httpx.AsyncClient()', 'aiohttp.ClientSession()'].flatMap(
  (base) => verbs.map((verb) => `${base}.${verb}`),
);

const clear =
  /^(?:http|ws):\/\/(?!localhost\b|127\.|\[::1\]|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.(?:local|internal|test|svc)\b)[\w-]+\.[\w.-]+/iu;
const sensitive = /passw|passwd|secret|token|authorization|credential|api_?key|card_?number|cvv|ssn|\bauth\s*=/iu;

const urlOf = (call: Call): Value | undefined => call.argument(call.path.endsWith('.request') ? 1 : 0, 'url');
const textOf = (value: Value | undefined): string => (typeof value?.constant === 'string' ? value.constant : (value?.begins ?? ''));

/** The address, or the one that its client was made for. */
function isClear(call: Call): boolean {
  const made = call.receiver?.made;
  return (
    clear.test(textOf(urlOf(call))) ||
    (/Client$|ClientSession$/u.test(made?.path ?? '') && clear.test(textOf(made?.keywords.get('base_url') ?? made?.positional[0])))
  );
}

function sendsSecret(call: Call): boolean {
  const said = [call.node, call.receiver?.made === undefined ? undefined : call.node]
    .map((node) => node?.child('arguments')?.text ?? '')
    .join(' ');
  return (
    isClear(call) &&
    (sensitive.test(said) || ['auth', 'headers', 'json', 'data'].some((name) => sensitive.test(keysOf(call, call.keywords.get(name)))))
  );
}

const keysOf = (call: Call, value: Value | undefined): string => [...(call.known(value)?.keys() ?? [])].join(' ');

const secretParameter = /^(?:\w+_)?(?:passw(?:or)?d|pwd|passphrase|client_?secret|secret|pin|cvv|card_?number|ssn)$/iu;

/** A password or a token in the query of an address that is asked: in its text, or among `params`. */
function asksWithSecret(call: Call): boolean {
  return (
    urlOf(call)?.queried === true ||
    [...(call.known(call.keywords.get('params')) ?? [])].some(
      ([key, value]) => secretParameter.test(String(key)) && value.constant === undefined,
    )
  );
}

/** The names and secrets go over the connection as it is, unless its function encrypts it first. */
function isUnencrypted(call: Call): boolean {
  const around = enclosing(call.node, ({ type }) => type === 'function_definition' || type === 'module')?.text ?? '';
  return !/\.starttls\(|\.prot_p\(|\.start_tls\(/u.test(around);
}

/** A directory of another machine that is asked by `ldap:`. */
function isOpenDirectory(server: Made | undefined): boolean {
  if (server?.path !== 'ldap3.Server' || server.keywords.get('use_ssl')?.constant === true) return false;
  const address = textOf(server.positional[0] ?? server.keywords.get('host'));
  return /^ldap:/iu.test(address) && clear.test(address.replace(/^ldap:/iu, 'http:'));
}

const bindsInClear = (call: Call): boolean =>
  isOpenDirectory(call.argument(0, 'server')?.made) &&
  call.argument(2, 'password') !== undefined &&
  isUnencrypted(call) &&
  !call.node.text.includes('TLS');

export const secrecyApis: readonly ApiRule[] = [
  {
    rule: 'secret-in-address',
    callees: [...clients, 'urllib.request.urlopen', 'urllib.request.Request'],
    confidence: 'medium',
    when: asksWithSecret,
  },
  { rule: 'cleartext-transmission', callees: clients, confidence: 'medium', when: sendsSecret },
  {
    rule: 'cleartext-transmission',
    callees: ['urllib.request.urlopen', 'urllib.request.Request', 'websockets.connect'],
    confidence: 'medium',
    when: (call) => clear.test(textOf(call.positional[0])) && sensitive.test(call.node.child('arguments')?.text ?? ''),
  },
  {
    rule: 'cleartext-transmission',
    callees: ['http.client.HTTPConnection().request'],
    confidence: 'medium',
    when: (call) =>
      clear.test(`http://${textOf(call.receiver?.made?.positional[0])}/`) && sensitive.test(call.node.child('arguments')?.text ?? ''),
  },
  {
    rule: 'cleartext-transmission',
    callees: ['xmlrpc.client.ServerProxy'],
    confidence: 'medium',
    when: (call) => clear.test(textOf(call.argument(0, 'uri'))) && sensitive.test(call.around()),
  },
  {
    rule: 'cleartext-transmission',
    callees: ['smtplib.SMTP().login', 'imaplib.IMAP4().login', 'poplib.POP3().pass_', 'nntplib.NNTP().login'],
    confidence: 'medium',
    when: isUnencrypted,
  },
  { rule: 'cleartext-transmission', callees: ['ldap3.Connection'], confidence: 'medium', when: bindsInClear },
  { rule: 'cleartext-transmission', callees: ['ftplib.FTP().login', 'telnetlib.Telnet'], confidence: 'medium' },
  {
    rule: 'cleartext-transmission',
    callees: ['ftplib.FTP'],
    confidence: 'medium',
    when: (call) => call.argument(2, 'passwd') !== undefined,
  },
];

const secret = /(?:api_?key|secret|token|signature|hmac|digest|passwd|password|passcode)['"\])\s]*$|(?:^|\.)(?:sig|mac|otp)$/iu;

/** The arguments of a call that gives the secret. */
const calledWith = /\(.*\)$/su;

const isSent = ({ value, harmless }: { readonly value: Value; readonly harmless: boolean }): boolean =>
  !harmless && value.taints.some(({ kind, confidence }) => kind === 'untrusted' && confidence === 'high');
/** A code of authentication that this program has computed itself. */
const isCode = (value: Value): boolean => /^hmac\.new\(\)\.(?:hex)?digest\(\)$/u.test(value.path ?? '');
const isConstant = (value: Value): boolean => value.constant !== undefined || value.type === 'number' || value.type === 'flag';

export const comparisons: readonly ComparisonRule[] = [
  {
    rule: 'timing-comparison',
    confidence: 'medium',
    when: ([left, right]) => {
      if (isConstant(left.value) || isConstant(right.value)) return false;
      if (isCode(left.value) || isCode(right.value)) return true;
      const [sent, own] = isSent(left) ? [left, right] : [right, left];
      return isSent(sent) && !isSent(own) && secret.test(own.text.replace(calledWith, '').replace(/_?(?:of|for|from)$/u, ''));
    },
  },
];
