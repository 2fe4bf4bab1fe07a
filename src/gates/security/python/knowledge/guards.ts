import type { Call, GuardRule, Knowledge } from '../engine/knowledge.ts';
import { patternOf } from './patterns.ts';
import { words } from './words.ts';

/** A first character that must be there and is no dash. */
const startsWithoutDash = /^(?:\((?:\?:)?)*(?:\\[wd]|\[(?:\\[wd./]|[a-z\d]-[a-z\d]|[a-z\d_./])+\]|[a-z\d_/])(?![?*]|\{0)/iu;

/** What the characters that a pattern allows in the whole text cannot cause. */
function provedByPattern(pattern: string): readonly string[] | 'everything' {
  const proved = provedByCharacters(pattern);
  const isArgument = !pattern.includes('|') && startsWithoutDash.test(pattern.replace(/^\^|^\\A/u, ''));
  return proved === 'everything' || !isArgument ? proved : [...proved, 'argument-injection'];
}

function provedByCharacters(pattern: string): readonly string[] | 'everything' {
  const classes = pattern.replace(/^\^|\$$|\\[AZz]/gu, '');
  // Word characters, digits, dashes and spaces, with their counts, groups and dots that stand for a dot.
  const strict = /^(?:\\[wd]|\[(?:\\[wd-]|[a-z\d _-])+\]|[a-z\d _-]|[()|]|\?:|[+*?]|\{\d*,?\d*\})+$/iu;
  if (strict.test(classes)) return 'everything';
  // Arithmetic: without letters, quotes and underscores nothing of Python can be named.
  if (/^(?:\[[\d\s+*/().,<>=%-]+\]|\\d|\[(?:[\d+*/(). ,%-]|\\[d.s()+*/-])+\]|[+*])+$/u.test(classes))
    return ['code-injection', 'template-injection'];
  if (/^https?:\\?\/\\?\/(?:[\w-]|\\\.|\\-|\(\?:[\w|-]+\))+(?:\\?\/|$)/u.test(classes))
    return ['server-side-request-forgery', 'open-redirect', 'permissive-cors', 'argument-injection'];
  // A path of this site: a slash, and no second one behind it.
  if (/^(?:\(\?:)?\/(?:\[[a-z\d_-]+\]|\\w)\+/iu.test(classes) && /^(?:\/|\\[wd]|\[[a-z\d_-]+\]|[()|]|\?:|[+*?])+$/iu.test(classes))
    return ['open-redirect'];
  const dotted = /^(?:\\[wd.]|\[(?:\\[wd.-]|[a-z\d_.-])+\]|[a-z\d_-]|[()|]|\?:|[+*?]|\{\d*,?\d*\})+$/iu;
  return dotted.test(classes)
    ? [
        'command-injection',
        'cross-site-scripting',
        'sql-injection',
        'ldap-injection',
        'xpath-injection',
        'xquery-injection',
        'header-injection',
        'log-injection',
        'nosql-injection',
        'template-injection',
        'open-redirect',
        'path-traversal',
      ]
    : [];
}

function byPattern(whole: boolean): GuardRule['safeFor'] {
  return (call) => {
    const pattern = patternOf(call);
    if (pattern === undefined) return [];
    const anchored = whole || /^(?:\^|\\A)?[^|]*(?:\$|\\[Zz])$/u.test(pattern);
    return anchored && (whole || call.name === 'match' || /^(?:\^|\\A)/u.test(pattern)) ? provedByPattern(pattern) : [];
  };
}

function constantFirst(test: RegExp): NonNullable<GuardRule['when']> {
  return (call) => {
    const text = call.positional[0]?.constant;
    return typeof text === 'string' && test.test(text);
  };
}

/** A folder with the separator behind it. Without one, a sibling whose name only begins alike passes too. */
function isFolderPrefix(call: Call): boolean {
  const prefixes = call.items(call.positional[0]) ?? call.positional.slice(0, 1);
  return (
    prefixes.length > 0 &&
    prefixes.every(({ constant, ends, made }) => {
      const end = (typeof constant === 'string' ? constant : ends)?.at(-1);
      return end === '/' || end === '\\' || (made?.path === 'os.path.join' && made.positional.at(-1)?.constant === '');
    })
  );
}

/** Texts of which every character is a letter, a digit or an underscore. */
const characterTests = words('.isalnum .isdigit .isdecimal .isnumeric .isalpha');

/** What conditions prove. */
export const guards: readonly GuardRule[] = [
  { callees: characterTests, of: 'receiver', safeFor: 'everything' },
  {
    callees: ['.isidentifier'],
    of: 'receiver',
    safeFor: [
      'command-injection',
      'path-traversal',
      'cross-site-scripting',
      'sql-injection',
      'ldap-injection',
      'xpath-injection',
      'xquery-injection',
      'header-injection',
      'log-injection',
      'open-redirect',
      'nosql-injection',
      'template-injection',
      'regex-injection',
    ],
  },
  { callees: ['.isprintable'], of: 'receiver', safeFor: ['log-injection', 'header-injection'] },
  { callees: ['re.fullmatch'], of: 1, safeFor: byPattern(true) },
  { callees: ['re.match', 're.search'], of: 1, safeFor: byPattern(false) },
  { callees: ['.fullmatch'], of: 0, safeFor: byPattern(true), when: (call) => call.receiver?.made?.path === 're.compile' },
  { callees: ['.match', '.search'], of: 0, safeFor: byPattern(false), when: (call) => call.receiver?.made?.path === 're.compile' },
  {
    callees: ['isinstance'],
    of: 0,
    safeFor: 'everything',
    when: (call) => /^(?:int|float|bool|uuid\.UUID)$/u.test(call.positional[1]?.path ?? ''),
  },
  { callees: ['isinstance'], of: 0, safeFor: ['nosql-injection'], when: (call) => call.positional[1]?.path === 'str' },
  {
    callees: ['.is_relative_to'],
    of: 'receiver',
    reach: 'source',
    safeFor: ['path-traversal'],
    when: (call) => call.receiver?.resolved === true,
  },
  {
    callees: ['.relative_to'],
    of: 'receiver',
    result: 'any',
    reach: 'source',
    safeFor: ['path-traversal'],
    when: (call) => call.receiver?.resolved === true,
  },
  {
    callees: ['.startswith'],
    of: 'receiver',
    reach: 'source',
    safeFor: ['path-traversal'],
    when: (call) => call.receiver?.resolved === true && isFolderPrefix(call),
  },
  {
    callees: ['os.path.dirname'],
    of: 0,
    result: 'equal',
    reach: 'source',
    safeFor: ['path-traversal'],
    when: (call) => call.positional[0]?.resolved === true,
  },
  { callees: ['os.path.commonpath'], of: 0, result: 'equal', reach: 'source', safeFor: ['path-traversal'] },
  {
    callees: ['.startswith'],
    of: 'receiver',
    safeFor: ['server-side-request-forgery', 'open-redirect', 'argument-injection'],
    when: constantFirst(/^https?:\/\/[^/?#\\@\s]+[/?#]/u),
  },
  { callees: ['.startswith'], of: 'receiver', result: 'false', safeFor: ['argument-injection'], when: constantFirst(/^-{1,2}$/u) },
  { callees: ['.startswith'], of: 'receiver', safeFor: ['argument-injection'], when: constantFirst(/^[^-]/u) },
  { callees: ['.startswith'], of: 'receiver', safeFor: ['begins-with-slash'], when: constantFirst(/^\/$/u) },
  { callees: ['.startswith'], of: 'receiver', safeFor: ['begins-with-slash', 'no-double-slash'], when: constantFirst(/^\/[^/\\]/u) },
  {
    callees: ['.startswith'],
    of: 'receiver',
    result: 'false',
    safeFor: ['no-double-slash'],
    when: (call) =>
      call.positional[0]?.constant === '//' || call.items(call.positional[0])?.some(({ constant }) => constant === '//') === true,
  },
  {
    callees: ['.startswith'],
    of: 'receiver',
    result: 'false',
    safeFor: ['not-absolute'],
    when: (call) =>
      call.positional[0]?.constant === '/' || call.items(call.positional[0])?.some(({ constant }) => constant === '/') === true,
  },
  {
    callees: ['.startswith'],
    of: 'receiver',
    result: 'false',
    safeFor: ['no-dots'],
    when: (call) =>
      call.receiver?.resolved === true &&
      [call.positional[0], ...(call.items(call.positional[0]) ?? [])].some(
        (value) => value?.constant === '..' || value?.constant === '../',
      ),
  },
  { callees: ['set', 'frozenset'], of: 0, result: 'equal', safeFor: 'everything' },
  { callees: ['.issubset'], of: 'receiver', safeFor: 'everything' },
  { callees: ['.is_absolute'], of: 'receiver', result: 'false', safeFor: ['not-absolute'] },
  { callees: ['os.path.isabs'], of: 0, result: 'false', safeFor: ['not-absolute'] },
  {
    callees: ['.endswith'],
    of: 'receiver',
    reach: 'source',
    safeFor: ['server-side-request-forgery', 'open-redirect'],
    when: (call) => constantFirst(/^\.[\w.-]+\.\w+$/u)(call) && /\.(?:hostname|netloc)$/u.test(call.receiver?.path ?? ''),
  },
  {
    callees: [
      'django.utils.http.url_has_allowed_host_and_scheme',
      'django.utils.http.is_safe_url',
      'url_has_allowed_host_and_scheme',
      'is_safe_url',
      '.is_safe_url',
      '.url_has_allowed_host_and_scheme',
    ],
    of: 0,
    safeFor: ['open-redirect', 'server-side-request-forgery'],
  },
  // Data whose signature was compared is what the holder of the key has written.
  {
    callees: ['hmac.compare_digest', 'secrets.compare_digest'],
    of: 0,
    reach: 'source',
    safeFor: ['unsafe-deserialization', 'code-injection'],
  },
  {
    callees: ['hmac.compare_digest', 'secrets.compare_digest'],
    of: 1,
    reach: 'source',
    safeFor: ['unsafe-deserialization', 'code-injection'],
  },
];

/** What members of a parsed address and of a resolved path prove. */
export const members: Knowledge['members'] = [
  { names: ['hostname', 'netloc', 'host'], result: 'equal', safeFor: ['server-side-request-forgery', 'open-redirect', 'permissive-cors'] },
  { names: ['netloc'], result: 'false', safeFor: ['open-redirect'] },
  { names: ['name', 'stem', 'suffix'], result: 'read', of: 'pathlib.Path()', safeFor: ['path-traversal'] },
  // What is behind the last dot or slash of a path has no slash.
  { names: ['1', '-1'], result: 'read', of: 'os.path.splitext()', safeFor: ['path-traversal'] },
  { names: ['1', '-1'], result: 'read', of: 'os.path.split()', safeFor: ['path-traversal'] },
  { names: ['-1'], result: 'read', splitAt: '/', safeFor: ['path-traversal'] },
  // A form or a serializer gives the fields that it declares.
  { names: ['cleaned_data', 'validated_data'], result: 'read', safeFor: ['mass-assignment'] },
  { names: ['parents', 'parent'], result: 'equal', onlyResolved: true, safeFor: ['path-traversal'] },
  { names: ['is_private', 'is_loopback'], result: 'false', safeFor: ['server-side-request-forgery'] },
  { names: ['is_global'], result: 'true', safeFor: ['server-side-request-forgery'] },
];
