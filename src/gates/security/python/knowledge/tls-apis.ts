import type { ApiRule, Assigned, AssignmentRule, Call } from '../engine/knowledge.ts';
import { enclosing } from '../engine/syntax-tree.ts';
import type { Value } from '../engine/value.ts';

/* Certificates and names of servers that nobody looks at: CWE-295, CWE-297, https://docs.python.org/3/library/ssl.html#ssl-security. */

function is(value: Value | undefined, constant: boolean): boolean {
  return value?.constant === constant;
}

const verbs = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'request', 'stream', 'send'];
const clients = ['requests', 'httpx', 'requests.Session()', 'requests.session()', 'httpx.Client()', 'httpx.AsyncClient()'].flatMap((base) =>
  verbs.map((verb) => `${base}.${verb}`),
);
const withVerify = [
  ...clients,
  'httpx.Client',
  'httpx.AsyncClient',
  'httpx.HTTPTransport',
  'httpx.AsyncHTTPTransport',
  'requests.Session',
  'boto3.client',
  'boto3.resource',
  'boto3.Session().client',
  'boto3.session.Session().client',
  'hvac.Client',
  'docker.tls.TLSConfig',
  'zeep.transports.Transport',
  'httpx.create_ssl_context',
];

/** A certificate that is not asked for, in the words of `ssl`, urllib3 and Redis. */
function isUnverified(value: Value | undefined): boolean {
  return value?.path === 'ssl.CERT_NONE' || /^(?:CERT_)?NONE$/iu.test(typeof value?.constant === 'string' ? value.constant : '');
}

const asks = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'request', 'ws_connect'].map(
  (verb) => `aiohttp.ClientSession().${verb}`,
);

/** Options that any library means the same by. */
const namedOptions = [
  'assert_hostname=',
  'check_hostname=',
  'ssl_check_hostname=',
  'ssl_verify=',
  'verify_ssl=',
  'verify_certs=',
  'validate_cert=',
  'validate_certs=',
  'ssl_verify_cert=',
  'ssl_verify_identity=',
  'verify_hostname=',
];

/** What a web socket or a driver is told in a dictionary. */
const nested = (call: Call): boolean =>
  ['sslopt', 'ssl', 'options', 'tls', 'connect_args'].some((name) => {
    const value = call.keywords.get(name);
    return (
      isUnverified(call.entry(value, 'cert_reqs')) ||
      ['check_hostname', 'verify', 'verify_cert', 'verify_identity'].some((key) => is(call.entry(value, key), false))
    );
  });

export const tlsApis: readonly ApiRule[] = [
  {
    rule: 'certificate-not-verified',
    callees: withVerify,
    confidence: 'high',
    when: (call) => is(call.keywords.get('verify'), false),
    at: ['verify'],
  },
  {
    rule: 'certificate-not-verified',
    callees: namedOptions,
    confidence: 'high',
    when: (call) => namedOptions.some((name) => is(call.keywords.get(name.slice(0, -1)), false)),
  },
  {
    rule: 'certificate-not-verified',
    callees: ['tlsAllowInvalidCertificates=', 'tlsAllowInvalidHostnames=', 'tlsInsecure='],
    confidence: 'high',
    when: (call) =>
      ['tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames', 'tlsInsecure'].some((name) => is(call.keywords.get(name), true)),
  },
  {
    rule: 'certificate-not-verified',
    callees: ['cert_reqs=', 'ssl_cert_reqs='],
    confidence: 'high',
    when: (call) => isUnverified(call.keywords.get('cert_reqs') ?? call.keywords.get('ssl_cert_reqs')),
  },
  {
    rule: 'certificate-not-verified',
    callees: ['sslopt=', 'ssl=', 'options=', 'tls=', 'connect_args='],
    confidence: 'high',
    when: (call) => !call.path.includes('jwt') && nested(call),
  },
  { rule: 'certificate-not-verified', callees: ['ssl._create_unverified_context'], confidence: 'high' },
  {
    rule: 'certificate-not-verified',
    callees: ['ssl.wrap_socket', 'ldap3.Tls', 'ssl.SSLContext().wrap_socket'],
    confidence: 'high',
    when: (call) =>
      [...call.keywords.values()].some(isUnverified) ||
      (call.path === 'ssl.wrap_socket' && call.keywords.get('cert_reqs') === undefined && !call.open),
  },
  {
    rule: 'certificate-not-verified',
    callees: ['aiohttp.TCPConnector', ...asks, 'aiohttp.request'],
    confidence: 'high',
    when: (call) => is(call.keywords.get('ssl'), false),
    at: ['ssl'],
  },
  {
    rule: 'certificate-not-verified',
    callees: ['.set_missing_host_key_policy'],
    confidence: 'high',
    when: (call) => /AutoAddPolicy|WarningPolicy/u.test(call.positional[0]?.path ?? ''),
  },
  {
    rule: 'certificate-not-verified',
    callees: ['.set_verify'],
    confidence: 'high',
    when: (call) => /VERIFY_NONE$/u.test(call.positional[0]?.path ?? ''),
  },
  {
    rule: 'certificate-not-verified',
    callees: ['.set_option'],
    confidence: 'high',
    when: (call) =>
      /OPT_X_TLS_REQUIRE_CERT$/u.test(call.positional[0]?.path ?? '') && /OPT_X_TLS_(?:NEVER|ALLOW)$/u.test(call.positional[1]?.path ?? ''),
  },
  { rule: 'certificate-not-verified', callees: ['.tls_insecure_set'], confidence: 'high', when: (call) => is(call.positional[0], true) },
];

/** A few lines on it is asked for after all. */
function isTakenBack({ node }: Assigned, again: RegExp): boolean {
  const around = enclosing(node, ({ type }) => type === 'block' || type === 'module');
  const target = node.child('left')?.text;
  if (around === undefined || target === undefined) return false;
  const statement = enclosing(node, ({ parent }) => parent === around);
  return around.children.some(
    (later) => later.start > (statement?.end ?? node.end) && later.text.startsWith(target) && again.test(later.text.slice(target.length)),
  );
}

export const tlsAssignments: readonly AssignmentRule[] = [
  {
    rule: 'certificate-not-verified',
    confidence: 'high',
    tainted: false,
    when: (assigned) =>
      /\.check_hostname$/u.test(assigned.target) && is(assigned.value, false) && !isTakenBack(assigned, /^\s*=\s*True\b/u),
  },
  {
    rule: 'certificate-not-verified',
    confidence: 'high',
    tainted: false,
    when: (assigned) =>
      /\.verify_mode$/u.test(assigned.target) &&
      /CERT_NONE$/u.test(assigned.value.path ?? '') &&
      !isTakenBack(assigned, /^\s*=.*CERT_(?:REQUIRED|OPTIONAL)\b/u),
  },
  {
    rule: 'certificate-not-verified',
    confidence: 'high',
    tainted: false,
    when: ({ target, value }) =>
      /(?:requests\.Session\(\)|requests\.session\(\)|httpx\.Client\(\)|\?)\.(?:verify|verify_ssl|ssl_verify|assert_hostname)$/u.test(
        target,
      ) && is(value, false),
  },
  {
    rule: 'certificate-not-verified',
    confidence: 'high',
    tainted: false,
    when: ({ target, value }) => /\.(?:verify_ssl|assert_hostname)$/u.test(target) && !target.startsWith('?') && is(value, false),
  },
  {
    rule: 'certificate-not-verified',
    confidence: 'high',
    tainted: false,
    when: ({ key, value }) => (key === 'assert_hostname' || key === 'check_hostname') && is(value, false),
  },
  {
    rule: 'certificate-not-verified',
    confidence: 'high',
    tainted: false,
    when: ({ target, value }) => target === 'ssl._create_default_https_context' && /_create_unverified_context$/u.test(value.path ?? ''),
  },
];
