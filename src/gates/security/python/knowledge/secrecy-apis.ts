import type { ApiRule, Call, ComparisonRule } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';
import { enclosing } from '../engine/syntax-tree.ts';

/* Secrets on the wire and in comparisons: CWE-319, CWE-208, https://docs.python.org/3/library/hmac.html#hmac.compare_digest. */

const verbs = ['get', 'post', 'put', 'delete', 'patch', 'request'];
const clients = ['requests', 'httpx', 'requests.Session()', 'httpx.Client()', 'httpx.AsyncClient()', 'aiohttp.ClientSession()'].flatMap((base) => verbs.map((verb) => `${base}.${verb}`));

const clear = /^http:\/\/(?!localhost\b|127\.|\[::1\]|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal|[\w-]+(?::\d+)?(?:\/|$)|[\w.-]+\.(?:local|internal|test|svc)\b)[\w-]+\.[\w.-]+/iu;
const sensitive = /passw|passwd|secret|token|authorization|credential|api_?key|card_?number|cvv|ssn|\bauth\s*=/iu;

function sendsSecret(call: Call): boolean {
  const url = call.argument(call.path.endsWith('.request') ? 1 : 0, 'url');
  const begins = typeof url?.constant === 'string' ? url.constant : (url?.begins ?? '');
  return clear.test(begins) && sensitive.test(call.node.child('arguments')?.text ?? '');
}

/** The names and secrets go over the connection as it is, unless its function encrypts it first. */
function isUnencrypted(call: Call): boolean {
  const around = enclosing(call.node, ({ type }) => type === 'function_definition' || type === 'module')?.text ?? '';
  return !/\.starttls\(|\.prot_p\(|\.start_tls\(/u.test(around);
}

export const secrecyApis: readonly ApiRule[] = [
  { rule: 'cleartext-transmission', callees: clients, confidence: 'medium', when: sendsSecret },
  { rule: 'cleartext-transmission', callees: ['smtplib.SMTP().login', 'imaplib.IMAP4().login', 'poplib.POP3().pass_', 'nntplib.NNTP().login'], confidence: 'medium', when: isUnencrypted },
  { rule: 'cleartext-transmission', callees: ['ftplib.FTP().login', 'telnetlib.Telnet'], confidence: 'medium' },
  { rule: 'cleartext-transmission', callees: ['ftplib.FTP'], confidence: 'medium', when: (call) => call.argument(2, 'passwd') !== undefined },
];

const secret = /(?:api_?key|secret|token|signature|hmac|digest|passwd|password|passcode)['"\])\s]*$|(?:^|\.)(?:sig|mac|otp)$/iu;

/** The arguments of a call that gives the secret. */
const calledWith = /\(.*\)$/su;

const isSent = ({ value, harmless }: { readonly value: Value; readonly harmless: boolean }): boolean => !harmless && value.taints.some(({ kind, confidence }) => kind === 'untrusted' && confidence === 'high');
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
