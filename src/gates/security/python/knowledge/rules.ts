import type { RuleText } from '../engine/knowledge.ts';
import { rulesWithoutData } from './rules-without-data.ts';
import { beginningOf, trustedText } from '../engine/value.ts';
import type { Value } from '../engine/value.ts';

function hasFixedHost(value: Value): boolean {
  const begins = beginningOf(value);
  return begins.includes(trustedText) || /^[a-z][a-z\d+.-]*:\/\/[^/?#\\@\s]+[/?#]/iu.test(begins);
}

/** A path of the server that a client was made for. */
function isPathOnly(value: Value): boolean {
  return /^\/[^/\\]/u.test(beginningOf(value));
}

function staysOnSite(value: Value): boolean {
  return hasFixedHost(value) || /^(?:\/[^/\\]|[?#])/u.test(beginningOf(value));
}

/** A name that is put under a folder is meant to stay there; a path that callers give whole is theirs to choose. */
function isUnderFolder(value: Value, depth = 0): boolean {
  if (beginningOf(value) !== '') return true;
  const made = value.made;
  if (made === undefined || depth > 4) return false;
  if (made.path === 'os.path.join') return made.positional[0]?.taints.length === 0;
  return [made.receiver, made.positional[0]].some((part) => part !== undefined && part.taints.length > 0 && isUnderFolder(part, depth + 1));
}

/** Every weakness that is looked for. Sources: the CWE entry's text and the page under `url`. */
export const rules: Readonly<Record<string, RuleText>> = {
  'command-injection': {
    cwe: 'CWE-78',
    message: 'Untrusted text becomes part of a command. Pass a list of arguments without a shell, with a fixed program first.',
    why: 'Whoever sends this text can run any program with the rights of this one.',
    url: 'https://docs.python.org/3/library/subprocess.html#security-considerations',
    data: { fromParameters: true },
  },
  'path-traversal': {
    cwe: 'CWE-22',
    message: 'Untrusted text chooses a file. Resolve the path and check that it is still inside the folder that is meant.',
    why: 'With `..` or an absolute path, files outside the folder can be read or overwritten.',
    url: 'https://docs.python.org/3/library/pathlib.html#pathlib.PurePath.is_relative_to',
    data: {
      fromOwnUser: 'low',
      fromParameters: (value) => isUnderFolder(value),
      harmless: (value, proved) => proved('no-dots') && (proved('not-absolute') || beginningOf(value) !== ''),
    },
  },
  'cross-site-scripting': {
    cwe: 'CWE-79',
    message: 'Untrusted text is sent as HTML. Render it with an escaping template, or escape it with `markupsafe.escape`.',
    why: "A link with a script in it would run in the visitor's browser, as if the site had written it.",
    url: 'https://flask.palletsprojects.com/en/stable/web-security/#cross-site-scripting-xss',
    // What a database gives back is often sent as plain text; markup around it says that it is a page.
    data: { fromParameters: true, harmless: (value, proved) => proved('stored') && !beginningOf(value).includes('<') },
  },
  'sql-injection': {
    cwe: 'CWE-89',
    message: 'Untrusted text becomes part of an SQL statement. Put a placeholder there and pass the text as a parameter.',
    why: 'Whoever sends this text can read or change anything in the database.',
    url: 'https://docs.python.org/3/library/sqlite3.html#how-to-use-placeholders-to-bind-values-in-sql-queries',
    // A function that takes a whole statement is there to execute it.
    data: { fromParameters: (value) => beginningOf(value) !== '' },
  },
  'ldap-injection': {
    cwe: 'CWE-90',
    message: 'Untrusted text becomes part of an LDAP filter or name. Escape it with `escape_filter_chars` or `escape_dn_chars`.',
    why: 'A crafted text changes what the search finds, up to logging in as someone else.',
    url: 'https://ldap3.readthedocs.io/en/latest/searches.html',
    data: { fromParameters: true },
  },
  'code-injection': {
    cwe: 'CWE-94',
    message: 'Untrusted text is executed as Python. Use `ast.literal_eval` for literals, or look the action up in a dictionary.',
    why: 'Whoever sends this text runs code of their own in this process.',
    url: 'https://docs.python.org/3/library/functions.html#eval',
    data: { fromParameters: true },
  },
  'header-injection': {
    cwe: 'CWE-113',
    message: 'Untrusted text is put into a response header. Take line breaks out of it, or choose the value from a fixed list.',
    why: 'With a line break in the text, headers or a whole second answer can be forged.',
    url: 'https://cwe.mitre.org/data/definitions/113.html',
    data: {},
  },
  'log-injection': {
    cwe: 'CWE-117',
    message: 'Untrusted text goes into the log as it is. Take line breaks out of it, or log it with `%r`.',
    why: 'With a line break in the text, entries that never happened can be written into the log.',
    url: 'https://cwe.mitre.org/data/definitions/117.html',
    data: {},
  },
  'environment-exposure': {
    cwe: 'CWE-200',
    message: 'All settings of the program are sent to whoever asks. Send the values that are meant for others by their names.',
    why: 'They hold the keys of this program.',
    url: 'https://cwe.mitre.org/data/definitions/200.html',
    data: { kind: 'settings' },
  },
  'stack-trace-exposure': {
    cwe: 'CWE-209',
    message: "An exception's text is sent to whoever asked. Log it, and answer with a fixed message.",
    why: 'It tells paths, queries and versions that help to prepare an attack.',
    url: 'https://cwe.mitre.org/data/definitions/209.html',
    data: { kind: 'exception' },
  },
  'unsafe-deserialization': {
    cwe: 'CWE-502',
    message: 'Untrusted data is deserialized by something that can run code. Use JSON, or `yaml.safe_load`.',
    why: 'Data made for it runs any code while it is being loaded.',
    url: 'https://docs.python.org/3/library/pickle.html',
    data: { fromParameters: true },
  },
  'open-redirect': {
    cwe: 'CWE-601',
    message: 'Untrusted text chooses where the browser is sent. Allow paths of this site only, or hosts from a fixed list.',
    why: 'A link to this site can lead to a copy of it that asks for the password.',
    url: 'https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html',
    data: {
      fromParameters: true,
      harmless: (value, proved) => staysOnSite(value) || (proved('begins-with-slash') && proved('no-double-slash')),
    },
  },
  'xml-external-entities': {
    cwe: 'CWE-611',
    message: 'Untrusted XML is parsed with entities resolved. Use `defusedxml`, or a parser with `resolve_entities=False`.',
    why: 'A document can read files of the server, reach its network, or use up its memory.',
    url: 'https://docs.python.org/3/library/xml.html#xml-security',
    data: { fromParameters: true },
  },
  'xml-injection': {
    cwe: 'CWE-91',
    message: 'Untrusted text becomes part of XML. Build it with `xml.etree.ElementTree`, or escape it with `xml.sax.saxutils.escape`.',
    why: 'With a tag in the text, elements that were not meant are added, such as another price or role.',
    url: 'https://cwe.mitre.org/data/definitions/91.html',
    data: {},
  },
  'xpath-injection': {
    cwe: 'CWE-643',
    message: 'Untrusted text becomes part of an XPath expression. Pass it as a variable: `xpath("//a[@b=$v]", v=text)`.',
    why: 'A crafted text selects other nodes than were meant, up to the whole document.',
    url: 'https://lxml.de/xpathxslt.html#the-xpath-method',
    data: { fromParameters: true },
  },
  'xquery-injection': {
    cwe: 'CWE-652',
    message: 'Untrusted text becomes part of an XQuery expression. Declare an external variable and bind the text to it.',
    why: 'A crafted text selects other nodes than were meant, and XQuery can read files.',
    url: 'https://cwe.mitre.org/data/definitions/652.html',
    data: { fromParameters: (value) => beginningOf(value) !== '' },
  },
  'server-side-request-forgery': {
    cwe: 'CWE-918',
    message: 'Untrusted text chooses which server is asked. Compare its host with a fixed list before the request.',
    why: "The server can be made to ask addresses that only it can reach, such as the cloud's metadata.",
    url: 'https://cwe.mitre.org/data/definitions/918.html',
    // A function that takes a whole address is there to ask it.
    // A host and a port that a function takes are given whole: who connects says where to.
    data: {
      fromOwnUser: 'low',
      fromParameters: (value) => value.object === undefined && beginningOf(value) !== '',
      harmless: (value) => hasFixedHost(value) || isPathOnly(value),
    },
  },
  'nosql-injection': {
    cwe: 'CWE-943',
    message: 'Untrusted data becomes part of a database query as it is. Make it a string, and never pass it to `$where`.',
    why: 'An operator such as `{"$ne": ""}` in the data makes the query match what it should not.',
    url: 'https://www.mongodb.com/docs/manual/faq/fundamentals/#how-does-mongodb-address-sql-or-query-injection',
    data: { fromParameters: true },
  },
  'template-injection': {
    cwe: 'CWE-1336',
    message: 'Untrusted text is compiled as a template. Keep the template fixed and pass the text as a variable.',
    why: 'Template syntax in the text runs code on the server.',
    url: 'https://jinja.palletsprojects.com/en/stable/sandbox/',
    data: { fromParameters: true },
  },
  'regex-injection': {
    cwe: 'CWE-1333',
    message: 'Untrusted text is compiled as a regular expression. Escape it with `re.escape`.',
    why: 'An expression made for it keeps the process busy for hours.',
    url: 'https://docs.python.org/3/library/re.html#re.escape',
    data: { fromOwnUser: 'low' },
  },
  'catastrophic-regex': {
    cwe: 'CWE-1333',
    message: 'This regular expression takes exponential time on some texts. Rewrite it so that only one way can match a text.',
    why: 'A short text made for it keeps the process busy for hours.',
    url: 'https://docs.python.org/3/library/re.html',
    data: { fromParameters: true },
  },
  'weak-randomness': {
    cwe: 'CWE-330',
    message: 'A secret is made with `random`, which can be predicted. Make it with `secrets`.',
    why: 'Who has seen a few of its numbers knows the next ones.',
    url: 'https://docs.python.org/3/library/secrets.html',
    data: { kind: 'guessable' },
  },
  'permissive-cors': {
    cwe: 'CWE-942',
    message: 'Any site may read the answers with the visitor signed in. List the origins that may.',
    why: 'A page of a stranger that the user visits can read and do everything here in their name.',
    url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS',
    data: {},
  },
  'decompression-bomb': {
    cwe: 'CWE-409',
    message:
      'Untrusted data is unpacked whole, whatever its size. Use `zlib.decompressobj().decompress(data, limit)`, or read with a limit.',
    why: 'A few kilobytes made for it unpack to gigabytes and use up the memory.',
    url: 'https://docs.python.org/3/library/zlib.html#zlib.Decompress.decompress',
    data: { fromOwnUser: 'low' },
  },
  'mass-assignment': {
    cwe: 'CWE-915',
    message: 'Untrusted data chooses which attribute is set. Set those of a fixed list only.',
    why: 'Whoever sends the data sets what was not meant to be theirs, such as a role.',
    url: 'https://cwe.mitre.org/data/definitions/915.html',
    data: {},
  },
  'argument-injection': {
    cwe: 'CWE-88',
    message: 'Untrusted text may begin with a dash and is then an option of the program. Put `--` before it, or refuse a leading dash.',
    why: 'Options of many programs write files or run other programs.',
    url: 'https://cwe.mitre.org/data/definitions/88.html',
    data: {},
  },
  'format-string-injection': {
    cwe: 'CWE-134',
    message: 'Untrusted text is used as a format. Use a fixed one, or `string.Template` with plain values.',
    why: 'A format such as `{account.__init__.__globals__}` reads anything that can be reached from what it is given.',
    url: 'https://docs.python.org/3/library/string.html#format-string-syntax',
    data: { fromOwnUser: 'low' },
  },
  'resource-exhaustion': {
    cwe: 'CWE-400',
    message: 'A stranger chooses how much memory or time this takes. Refuse a number above a limit, or take `min` of both.',
    why: 'One request with a huge number keeps a worker busy or uses up the memory.',
    url: 'https://cwe.mitre.org/data/definitions/400.html',
    data: { kind: 'amount' },
  },
  ...rulesWithoutData,
};
