import { cweUrl } from '../rule.ts';
import type { SecurityRule } from '../rule.ts';
import type { DangerKind } from './kinds.ts';

/** The rule that each way of using untrusted data breaks. */
export const taintRules: Readonly<Partial<Record<DangerKind, SecurityRule>>> = {
  command: {
    rule: 'command-injection',
    cwe: 'CWE-78',
    message:
      'Untrusted data gets into a command line. Call execFile or spawn with a fixed program and a list of arguments, without a shell.',
    why: 'Whoever sends the data can run any program with the rights of this one.',
    url: 'https://nodejs.org/api/child_process.html#child_processexeccommand-options-callback',
  },
  code: {
    rule: 'code-injection',
    cwe: 'CWE-94',
    message: 'Untrusted data is run as a program. Look up what is allowed in a table, or parse the data with JSON.parse.',
    why: 'Whoever sends the data can run any code in this process.',
    url: 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/eval#never_use_direct_eval!',
  },
  path: {
    rule: 'path-traversal',
    cwe: 'CWE-22',
    message:
      'Untrusted data decides which file is used. Resolve the path and check that it starts with the allowed folder and a separator, or take only path.basename of it.',
    why: 'With "../" or an absolute path an attacker reads or writes files outside the folder that was meant.',
    url: cweUrl('CWE-22'),
  },
  html: {
    rule: 'cross-site-scripting',
    cwe: 'CWE-79',
    message: 'Untrusted data gets into a page as markup. Use textContent or a template that escapes, or escape & < > " \' first.',
    why: "An attacker's script runs in the page with the rights of the person who looks at it.",
    url: cweUrl('CWE-79'),
  },
  'script-url': {
    rule: 'script-url',
    cwe: 'CWE-79',
    message: 'Untrusted data becomes the address of a link, frame or script. Parse it and allow only http: and https:.',
    why: 'An address such as "javascript:…" runs a script of the attacker in the page.',
    url: cweUrl('CWE-79'),
  },
  sql: {
    rule: 'sql-injection',
    cwe: 'CWE-89',
    message: 'Untrusted data is part of an SQL text. Put a placeholder into the text and pass the data as a parameter.',
    why: 'An attacker can read, change or delete what the database holds.',
    url: cweUrl('CWE-89'),
  },
  nosql: {
    rule: 'nosql-injection',
    cwe: 'CWE-943',
    message: 'Untrusted data may be an object of operators in this query. Convert it with String(), or compare with { $eq: value }.',
    why: 'With an operator such as $ne or $where an attacker changes what the query means, and logs in or reads as somebody else.',
    url: 'https://www.mongodb.com/docs/manual/faq/fundamentals/#how-does-mongodb-address-sql-or-query-injection-',
  },
  header: {
    rule: 'header-injection',
    cwe: 'CWE-113',
    message: 'Untrusted data becomes a header of the response. Take out line ends, or encode it with encodeURIComponent.',
    why: 'With a line end an attacker adds headers, or a whole second response.',
    url: cweUrl('CWE-113'),
  },
  log: {
    rule: 'log-injection',
    cwe: 'CWE-117',
    message: 'Untrusted data gets into a line of the log. Log it as a field, or take out line ends first.',
    why: 'With a line end an attacker forges entries of the log.',
    url: cweUrl('CWE-117'),
  },
  redirect: {
    rule: 'open-redirect',
    cwe: 'CWE-601',
    message: 'Untrusted data decides where the browser goes. Take the target from a list, or allow only paths of this site.',
    why: 'A link to this site takes people to a page of the attacker.',
    url: cweUrl('CWE-601'),
  },
  xpath: {
    rule: 'xpath-injection',
    cwe: 'CWE-643',
    message: 'Untrusted data is part of an XPath expression. Pass it as a variable, or allow only what a strict pattern allows.',
    why: 'An attacker changes what the expression selects, and reads what it should not.',
    url: cweUrl('CWE-643'),
  },
  ldap: {
    rule: 'ldap-injection',
    cwe: 'CWE-90',
    message: 'Untrusted data is part of an LDAP filter or name. Build the filter from objects, which escape their values.',
    why: 'An attacker changes what the filter matches, and logs in or reads as somebody else.',
    url: cweUrl('CWE-90'),
  },
  ssrf: {
    rule: 'server-side-request-forgery',
    cwe: 'CWE-918',
    message: 'Untrusted data decides which server this one asks. Compare the host of the parsed URL with a list of allowed hosts.',
    why: 'An attacker reaches what only this machine can reach: internal services, metadata, the loopback.',
    url: cweUrl('CWE-918'),
  },
  prototype: {
    rule: 'prototype-pollution',
    cwe: 'CWE-1321',
    message: 'Untrusted names of properties are set on an object. Refuse "__proto__", "constructor" and "prototype", or use a Map.',
    why: 'An attacker sets properties that every object of the program then has.',
    url: cweUrl('CWE-1321'),
  },
  'regex-source': {
    rule: 'regex-injection',
    cwe: 'CWE-1333',
    message: 'Untrusted data becomes a regular expression. Escape it with RegExp.escape, or compare strings.',
    why: 'An attacker sends a pattern that takes for ever, and this process answers nobody.',
    url: cweUrl('CWE-1333'),
  },
  'regex-input': {
    rule: 'slow-regex',
    cwe: 'CWE-1333',
    message:
      'This regular expression can take exponential time on untrusted text. Write it so that no part can match the same text in two ways, or limit the length first.',
    why: 'An attacker sends a text for which it runs for ever, and this process answers nobody.',
    url: cweUrl('CWE-1333'),
  },
  template: {
    rule: 'template-injection',
    cwe: 'CWE-1336',
    message: 'Untrusted data is compiled as a template. Keep the template fixed and pass the data to it as values.',
    why: 'What a template can run, an attacker can run: in most engines that is any code.',
    url: cweUrl('CWE-1336'),
  },
  deserialise: {
    rule: 'unsafe-deserialisation',
    cwe: 'CWE-502',
    message: 'Untrusted data is turned into objects by a format that can hold code or classes. Use JSON.parse and check the shape.',
    why: 'An attacker sends objects that run code when they are made.',
    url: cweUrl('CWE-502'),
  },
  xml: {
    rule: 'xml-external-entity',
    cwe: 'CWE-611',
    message: 'Untrusted XML is read with external entities on. Leave noent and the loading of external documents off.',
    why: 'An attacker reads files of this machine or makes it ask internal servers.',
    url: cweUrl('CWE-611'),
  },
  exposure: {
    rule: 'error-exposure',
    cwe: 'CWE-209',
    message: 'The details of an error are sent to the client. Log them here, and send a general message.',
    why: 'Stack traces tell an attacker about files, versions and queries.',
    url: cweUrl('CWE-209'),
  },
  amount: {
    rule: 'unbounded-amount',
    cwe: 'CWE-400',
    message:
      'Untrusted data decides how much memory is taken or how often a loop runs. Refuse numbers above a limit, or take Math.min of both.',
    why: 'A stranger sends a large number, and this process runs out of memory or answers nobody.',
    url: cweUrl('CWE-400'),
  },
  option: {
    rule: 'argument-injection',
    cwe: 'CWE-88',
    message: 'Untrusted data is an argument that may begin with a dash. Put "--" before it, or refuse such a beginning.',
    why: 'A program takes it for an option, and options of this program write files or run other programs.',
    url: cweUrl('CWE-88'),
  },
  member: {
    rule: 'unchecked-member-call',
    cwe: 'CWE-470',
    message:
      'Untrusted data names the function that is called. Look it up in a Map, or check Object.hasOwn and a list of allowed names first.',
    why: 'A stranger calls functions that were not meant, such as "constructor", or makes this process fail.',
    url: cweUrl('CWE-470'),
  },
  'mass-assignment': {
    rule: 'mass-assignment',
    cwe: 'CWE-915',
    message: 'A whole object of the request is stored. Name the properties that may be set.',
    why: 'An attacker adds properties, such as a role, that the form does not have.',
    url: cweUrl('CWE-915'),
  },
};
