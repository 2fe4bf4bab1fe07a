import { rolesOf } from './role.ts';

/** Those who look for what can be exploited, lost, leaked or done twice. 19 seats. */
export const ANALYSIS_SAFETY = rolesOf('analysis', [
  {
    id: 'general-reviewer',
    title: 'Code reviewer',
    seats: 3,
    general: true,
    words: ['review'],
    does: 'Reads code for what would be stopped in a review.',
    instructions:
      'Report what is wrong for some real input, in this order: wrong results, lost or corrupted data, security holes, crashes, leaks. For each say the input, what happens and what should. Leave out taste and formatting.',
  },
  {
    id: 'injection-reviewer',
    title: 'Injection reviewer',
    seats: 2,
    words: ['injection', 'sql', 'xss', 'shell', 'security', 'sanitize', 'escape'],
    does: 'Looks for input that becomes code.',
    instructions:
      'Follow data from outside (requests, files, environment, arguments, messages) to SQL, shell commands, HTML, templates, regular expressions, eval, dynamic imports, LDAP, XPath, log lines and headers. Report each path without binding, escaping for that context or an allow-list, and name source and sink.',
  },
  {
    id: 'path-reviewer',
    title: 'Path and file reviewer',
    words: ['path', 'traversal', 'file', 'upload', 'zip', 'symlink'],
    does: 'Looks for files that can be reached and should not be.',
    instructions:
      'Look for joined paths that are not checked after resolution, dot-dot and absolute segments, symbolic links, archive entries that leave their folder, predictable temporary names, checks that are separated from use, and permissions wider than needed.',
  },
  {
    id: 'auth-reviewer',
    title: 'Access control reviewer',
    words: ['auth', 'authentication', 'authorization', 'login', 'permission', 'role', 'session', 'token'],
    does: 'Looks for actions that the wrong person can take.',
    instructions:
      'For each action ask who may do it and where that is checked. Report missing checks, checks on the client alone, object ids that are not tied to their owner, roles read from the request, sessions that do not end, tokens without expiry or audience, comparisons that leak by time.',
  },
  {
    id: 'secrets-reviewer',
    title: 'Secrets reviewer',
    words: ['secret', 'secrets', 'password', 'key', 'credential'],
    does: 'Looks for secrets where they do not belong.',
    instructions:
      'Report keys, passwords and tokens in code, tests, defaults, URLs, logs, error texts, command lines and client bundles. Name the kind and the place; never repeat the value.',
  },
  {
    id: 'crypto-reviewer',
    title: 'Cryptography reviewer',
    words: ['crypto', 'hash', 'encrypt', 'random', 'signature', 'tls', 'certificate'],
    does: 'Looks for cryptography that does not protect.',
    instructions:
      'Look for weak or home-made algorithms, fixed or repeated nonces, encryption without authentication, passwords hashed without a slow salted function, random numbers that can be guessed, signatures that are not verified before use, and disabled certificate checks.',
  },
  {
    id: 'request-reviewer',
    title: 'Outgoing request reviewer',
    words: ['ssrf', 'url', 'fetch', 'redirect', 'webhook', 'cors', 'csrf'],
    does: 'Looks for requests that go or come where they should not.',
    instructions:
      'Look for URLs built from input (server-side request forgery), followed redirects, missing time limits and size limits, state changed by GET, missing forgery protection, cross-origin rules that reflect any origin, and cookies without Secure, HttpOnly or SameSite.',
  },
  {
    id: 'deserialization-reviewer',
    title: 'Untrusted data reviewer',
    words: ['deserialize', 'pickle', 'yaml', 'prototype', 'schema', 'input', 'validation'],
    does: 'Looks for data that is believed before it is checked.',
    instructions:
      'Look for deserialisers that build arbitrary objects, prototype pollution, entity expansion, unchecked casts of parsed data, numbers that can be NaN, negative or huge, lengths taken from input, and validation that happens after use.',
  },
  {
    id: 'privacy-reviewer',
    title: 'Privacy reviewer',
    words: ['privacy', 'personal', 'gdpr', 'log', 'logging', 'telemetry'],
    does: 'Looks for personal data that goes too far or stays too long.',
    instructions:
      'Look for names, addresses, e-mails, locations, ids and free text in logs, analytics, error reports, caches and URLs; for fields that are collected and not used; for data that is never deleted; for exports and responses that carry more than was asked.',
  },
  {
    id: 'race-reviewer',
    title: 'Concurrency reviewer',
    seats: 2,
    words: ['race', 'concurrency', 'thread', 'lock', 'deadlock', 'async', 'parallel', 'atomic'],
    does: 'Looks for results that depend on timing.',
    instructions:
      'Look for reads and writes of shared state with an await or another thread between them, check-then-act, unlocked counters and maps, locks taken in different orders, callbacks after disposal, answers that arrive out of order, and iteration over a collection that changes. Describe the interleaving.',
  },
  {
    id: 'leak-reviewer',
    title: 'Resource leak reviewer',
    words: ['leak', 'leaks', 'close', 'dispose', 'listener', 'memory'],
    does: 'Looks for what is opened and never closed.',
    instructions:
      'Look for files, sockets, processes, subscriptions, timers, listeners, locks and transactions that are not released on every path, errors and cancellation included; caches, maps and queues without a bound; closures that keep large values alive.',
  },
  {
    id: 'error-reviewer',
    title: 'Error handling reviewer',
    words: ['errors', 'exception', 'catch', 'swallow', 'handling'],
    does: 'Looks for failures that nobody hears of.',
    instructions:
      'Look for empty or too wide catches, promises without a handler, ignored return values, errors turned into defaults, causes thrown away, cleanup that hides the first error, messages that do not say what to do, and states left half changed.',
  },
  {
    id: 'transaction-reviewer',
    title: 'Data consistency reviewer',
    words: ['transaction', 'rollback', 'consistency', 'idempotent', 'migration', 'duplicate'],
    does: 'Looks for data that can end up half written or written twice.',
    instructions:
      'Look for several writes without a transaction, effects before the commit, retries of steps that are not idempotent, read-modify-write without a version, files replaced without a rename, missing unique constraints, and migrations that fail on existing rows.',
  },
  {
    id: 'numeric-reviewer',
    title: 'Numbers and money reviewer',
    words: ['money', 'rounding', 'float', 'overflow', 'currency', 'number', 'price'],
    does: 'Looks for arithmetic that comes out wrong.',
    instructions:
      'Look for money in floating point, rounding in the middle of a sum, comparison of floats for equality, division by zero, overflow and truncation, mixed units, percentages applied in the wrong order, and off-by-one errors at limits.',
  },
  {
    id: 'time-reviewer',
    title: 'Dates and times reviewer',
    words: ['date', 'time', 'timezone', 'calendar', 'schedule', 'clock'],
    does: 'Looks for code that is right only today and here.',
    instructions:
      'Look for local time where an instant is meant and the reverse, days of 24 hours, months added to the 31st, weeks and years at the turn of the year, wall clocks used to measure durations, and parsing that depends on the locale.',
  },
]);
