import type { ApiRule, Assigned, AssignmentRule, Call } from '../engine/knowledge.ts';
import type { Confidence, Value } from '../engine/value.ts';

/* Options of cookies and sessions (CWE-614, CWE-1004, CWE-1275, CWE-352), wherever a framework is told them. */

interface Setting {
  readonly rule: string;
  readonly confidence: Confidence;
  readonly names: RegExp;
  readonly isWrong: (value: Value) => boolean;
}

const isOff = ({ constant }: Value): boolean => constant === false;
const isNone = ({ constant }: Value): boolean => typeof constant === 'string' && /^none$/iu.test(constant);

/** Settings of Flask and its extensions, and of Django. */
const settings: readonly Setting[] = [
  {
    rule: 'cookie-flags',
    confidence: 'high',
    names: /^(?:(?:SESSION|REMEMBER|CSRF|JWT|JWT_ACCESS)_COOKIE_(?:SECURE|HTTPONLY))$/u,
    isWrong: isOff,
  },
  { rule: 'cookie-for-any-site', confidence: 'medium', names: /^(?:SESSION|REMEMBER|CSRF|JWT)_COOKIE_SAMESITE$/u, isWrong: isNone },
  { rule: 'csrf-protection-off', confidence: 'medium', names: /^(?:JWT_COOKIE_CSRF_PROTECT|JWT_CSRF_IN_COOKIES)$/u, isWrong: isOff },
  { rule: 'debug-mode', confidence: 'high', names: /^(?:FLASK_)?DEBUG$/u, isWrong: ({ constant }) => constant === true },
];

/** Scripts need the token of forms where it is not in the page. */
const forScripts = /^CSRF_COOKIE_HTTPONLY$/u;

/** A name of the settings that is told in one call: `config.update(NAME=…)`, `config.from_mapping({…})`. */
function told(call: Call, { names, isWrong }: Setting): boolean {
  const all = [...call.keywords, ...(call.known(call.positional[0]) ?? [])];
  return all.some(([name, value]) => typeof name === 'string' && names.test(name) && !forScripts.test(name) && isWrong(value));
}

const isConfiguration = (call: Call): boolean => /config|settings/iu.test(call.path);

/** Flags of a cookie by what a library calls them, and what they are if nobody says. */
interface Flags {
  readonly callees: readonly string[];
  readonly secure: string;
  readonly httponly?: string;
  readonly samesite: string;
}

const middleware: readonly Flags[] = [
  {
    callees: ['starlette.middleware.sessions.SessionMiddleware', 'starlette.middleware.Middleware', '.add_middleware'],
    secure: 'https_only',
    samesite: 'same_site',
  },
  {
    callees: [
      'aiohttp_session.cookie_storage.EncryptedCookieStorage',
      'aiohttp_session.SimpleCookieStorage',
      'aiohttp_session.redis_storage.RedisStorage',
      'aiohttp_session.nacl_storage.NaClCookieStorage',
    ],
    secure: 'secure',
    httponly: 'httponly',
    samesite: 'samesite',
  },
  {
    callees: ['fastapi_users.authentication.CookieTransport'],
    secure: 'cookie_secure',
    httponly: 'cookie_httponly',
    samesite: 'cookie_samesite',
  },
  {
    callees: [
      'pyramid.session.SignedCookieSessionFactory',
      'pyramid.authentication.AuthTktCookieHelper',
      'pyramid.authentication.AuthTktAuthenticationPolicy',
    ],
    secure: 'secure',
    httponly: 'httponly',
    samesite: 'samesite',
  },
];

const turnsOff = (call: Call, name: string | undefined): boolean => name !== undefined && call.keywords.get(name)?.constant === false;

const sessionCookie = /sess|sid\b|auth|token|jwt|csrf|login|user|remember|account|id$/iu;
const cookieName = (call: Call): unknown => call.argument(0, 'key')?.constant ?? call.keywords.get('name')?.constant;

/** A cookie that keeps somebody signed in, and lacks a flag. Frameworks set neither unless told to. */
function lacksFlags(call: Call): boolean {
  const name = cookieName(call);
  if (call.open || typeof name !== 'string' || !sessionCookie.test(name)) return false;
  const flag = (value: Value | undefined): boolean => value !== undefined && value.constant !== false && value.constant !== null;
  return !flag(call.keywords.get('secure')) || !flag(call.keywords.get('httponly'));
}

function setsOff(call: Call): boolean {
  const name = cookieName(call);
  return (typeof name !== 'string' || sessionCookie.test(name)) && (turnsOff(call, 'secure') || turnsOff(call, 'httponly'));
}

function isForAnySite(call: Call): boolean {
  const name = cookieName(call);
  const site = call.keywords.get('samesite');
  return (name === undefined || (typeof name === 'string' && sessionCookie.test(name))) && site !== undefined && isNone(site);
}

/** A header that is written out, with a cookie that keeps somebody signed in. */
const written = /["'](?:__\w+-)?\w*(?:sess|sid|auth|token|jwt|login)\w*=/iu;
const isWritten = (text: string): boolean => written.test(text) && !(/httponly/iu.test(text) && /;\s*secure/iu.test(text));
const isWrittenForAnySite = (text: string): boolean => written.test(text) && /samesite\s*=\s*none/iu.test(text);
const writesCookie = (call: Call): boolean => /^set-cookie$/iu.test(String(call.positional[0]?.constant));
const headerSetters = ['.send_header', '.add_header', '.set_header', '.add', '.append', '.setdefault'];

const setters = ['.set_cookie', '.set_signed_cookie', '.add_cookie'];

export const settingApis: readonly ApiRule[] = [
  ...settings.map((setting): ApiRule => ({
    rule: setting.rule,
    confidence: setting.confidence,
    callees: ['.update', '.from_mapping', '.configure'],
    when: (call) => isConfiguration(call) && told(call, setting),
  })),
  ...middleware.flatMap(({ callees, secure, httponly, samesite }): ApiRule[] => [
    { rule: 'cookie-flags', callees, confidence: 'high', when: (call) => turnsOff(call, secure) || turnsOff(call, httponly) },
    {
      rule: 'cookie-for-any-site',
      callees,
      confidence: 'medium',
      when: (call) => isNone(call.keywords.get(samesite) ?? { taints: [] }),
      at: [samesite],
    },
  ]),
  { rule: 'cookie-flags', callees: [...setters, '.set_secure_cookie'], confidence: 'high', when: lacksFlags },
  { rule: 'cookie-flags', callees: setters, confidence: 'medium', when: (call) => !lacksFlags(call) && setsOff(call) },
  { rule: 'cookie-flags', callees: headerSetters, confidence: 'medium', when: (call) => writesCookie(call) && isWritten(call.node.text) },
  {
    rule: 'cookie-for-any-site',
    callees: headerSetters,
    confidence: 'medium',
    when: (call) => writesCookie(call) && isWrittenForAnySite(call.node.text),
  },
  { rule: 'cookie-for-any-site', callees: [...setters, '.set_secure_cookie'], confidence: 'medium', when: isForAnySite, at: ['samesite'] },
];

/** A setting that is assigned: a variable of a settings module, or a key of a configuration. */
function assignedName({ target, key }: Assigned): string | undefined {
  if (key === undefined) return target;
  return /config$|settings$|conf$/iu.test(target) ? key : undefined;
}

const ofWeb = /ALLOWED_HOSTS|INSTALLED_APPS|MIDDLEWARE|SECRET_KEY|django|flask|app\.config|class \w*Config/iu;

export const settingAssignments: readonly AssignmentRule[] = [
  ...settings.map((setting): AssignmentRule => ({
    rule: setting.rule,
    confidence: setting.confidence,
    tainted: false,
    when: (assigned) => {
      const name = assignedName(assigned);
      return (
        name !== undefined &&
        setting.names.test(name) &&
        !forScripts.test(name) &&
        setting.isWrong(assigned.value) &&
        (setting.rule !== 'debug-mode' || assigned.mentions(ofWeb))
      );
    },
  })),
  {
    rule: 'cookie-flags',
    confidence: 'medium',
    tainted: false,
    when: ({ key, node }) => /^set-cookie$/iu.test(key ?? '') && isWritten(node.text),
  },
  {
    rule: 'cookie-for-any-site',
    confidence: 'medium',
    tainted: false,
    when: ({ key, node }) => /^set-cookie$/iu.test(key ?? '') && isWrittenForAnySite(node.text),
  },
  {
    rule: 'cookie-flags',
    confidence: 'medium',
    tainted: false,
    when: ({ key, value, imports }) => /^(?:secure|httponly)$/iu.test(key ?? '') && isOff(value) && imports('http.cookies'),
  },
  // A cookie of `http.cookies` is told its flags one by one.
  {
    rule: 'cookie-for-any-site',
    confidence: 'medium',
    tainted: false,
    when: ({ key, value, imports }) => key?.toLowerCase() === 'samesite' && isNone(value) && imports('http.cookies'),
  },
];
