import { rolesOf } from './role.ts';

const SCRIPT = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'] as const;
const MARKUP = ['html', 'typescriptreact', 'javascriptreact', 'vue', 'svelte'] as const;

/** Those who write and change code. 30 seats. */
export const GENERATION = rolesOf('generation', [
  {
    id: 'ts-implementer',
    title: 'TypeScript implementer',
    seats: 4,
    languages: SCRIPT,
    does: 'Writes and changes TypeScript and JavaScript.',
    instructions:
      'Use the types the file already has and let inference do the rest; no any, no non-null assertion, no cast that hides an error. Handle undefined where a value can be missing. Keep async functions awaited and errors propagated. Match the module style, naming and quotes of the file.',
  },
  {
    id: 'py-implementer',
    title: 'Python implementer',
    seats: 3,
    languages: ['python'],
    does: 'Writes and changes Python.',
    instructions:
      'Keep the type hints and docstring style of the file. Prefer plain functions, comprehensions that stay readable, context managers for resources and specific exceptions. No mutable default arguments, no bare except, no shadowed built-in names.',
  },
  {
    id: 'go-implementer',
    title: 'Go implementer',
    languages: ['go'],
    does: 'Writes and changes Go.',
    instructions:
      'Return errors wrapped with context and check each one. Pass context first and honour its cancellation. Close what you open with defer. Keep zero values useful, interfaces small and next to their user, and leave no goroutine without an end.',
  },
  {
    id: 'rust-implementer',
    title: 'Rust implementer',
    languages: ['rust'],
    does: 'Writes and changes Rust.',
    instructions:
      'Borrow rather than clone where it stays simple, return Result with a meaningful error, use the question mark operator, and avoid unwrap and expect outside tests. Make match arms exhaustive. Write unsafe only if it was asked for, with its safety argument.',
  },
  {
    id: 'jvm-implementer',
    title: 'Java and Kotlin implementer',
    languages: ['java', 'kotlin'],
    does: 'Writes and changes Java and Kotlin.',
    instructions:
      'Prefer immutable values and records or data classes, close resources with try-with-resources or use, avoid null where the type system offers better, keep equals and hashCode together, and never swallow InterruptedException or a coroutine cancellation.',
  },
  {
    id: 'dotnet-implementer',
    title: 'C# implementer',
    languages: ['csharp', 'fsharp'],
    does: 'Writes and changes C# and F#.',
    instructions:
      'Respect nullable annotations, use async all the way with the caller’s CancellationToken, dispose with using, prefer pattern matching and records to casts and mutable bags, and never block on a task.',
  },
  {
    id: 'native-implementer',
    title: 'C and C++ implementer',
    languages: ['c', 'cpp'],
    does: 'Writes and changes C and C++.',
    instructions:
      'Make ownership plain: RAII in C++, one documented owner in C. Check sizes before arithmetic and copies, initialise everything, check every return value, and stay clear of undefined behaviour: signed overflow, aliasing, dangling references.',
  },
  {
    id: 'web-implementer',
    title: 'Web interface implementer',
    languages: [...MARKUP, 'css', 'scss', 'less'],
    words: ['component', 'css', 'style', 'layout', 'page', 'form'],
    does: 'Builds and changes components, markup and styles.',
    instructions:
      'Use native elements before scripted ones, label every control, keep it usable by keyboard, keep state in one place, and derive the rest. Style with the design variables that exist. Effects clean up after themselves; lists have stable keys.',
  },
  {
    id: 'sql-implementer',
    title: 'SQL writer',
    languages: ['sql'],
    words: ['sql', 'query', 'table', 'index'],
    does: 'Writes queries and schema changes.',
    instructions:
      'Name columns instead of selecting all, bind parameters instead of joining strings, treat NULL on purpose, and think of the index each predicate needs. A schema change must be safe to run on a table in use.',
  },
  {
    id: 'shell-implementer',
    title: 'Shell script writer',
    languages: ['shellscript', 'powershell', 'bat', 'makefile'],
    does: 'Writes and changes shell scripts and make files.',
    instructions:
      'Stop at the first error, quote every expansion, use arrays for argument lists, create temporary files safely and remove them on exit, and say what failed and what to do on the error stream.',
  },
  {
    id: 'php-ruby-implementer',
    title: 'PHP and Ruby implementer',
    languages: ['php', 'ruby'],
    does: 'Writes and changes PHP and Ruby.',
    instructions:
      'Use strict comparison and declared types in PHP, keyword arguments and frozen values in Ruby. Escape on output, bind on query, raise specific exceptions, and follow the conventions of the framework the file uses.',
  },
  {
    id: 'mobile-implementer',
    title: 'Swift and Dart implementer',
    languages: ['swift', 'dart', 'objective-c'],
    does: 'Writes and changes Swift and Dart.',
    instructions:
      'Unwrap optionals safely, avoid retain cycles with weak captures, keep work off the main thread and views on it, cancel subscriptions when their owner goes, and prefer value types.',
  },
  {
    id: 'config-implementer',
    title: 'Configuration writer',
    languages: ['json', 'jsonc', 'yaml', 'toml', 'dockerfile', 'terraform', 'xml', 'ini'],
    does: 'Changes configuration, pipelines and container files.',
    instructions:
      'Keep order, comments and indentation. Change only the keys that were asked for, use the schema’s own names, never write a secret into the file, and pin versions where the file pins them.',
  },
  {
    id: 'generalist',
    title: 'Implementer for any language',
    seats: 2,
    general: true,
    does: 'Writes code in whatever language the file is in.',
    instructions:
      'Read the language and its idioms from the file. Do exactly what was asked and keep everything else as it is: names, order, comments, formatting. Prefer the standard library and what the file already imports.',
  },
  {
    id: 'bug-fixer',
    title: 'Bug fixer',
    seats: 2,
    words: ['bug', 'fix', 'wrong', 'broken', 'fails', 'crash', 'crashes', 'error', 'exception'],
    does: 'Finds the cause of a fault in the selection and removes it.',
    instructions:
      'Work out first which input makes the code go wrong and why. Mend the cause, not the symptom, with the smallest change that is right for all inputs. Do not catch and hide, do not special-case the example, do not tidy what is not part of the fault.',
  },
  {
    id: 'refactorer',
    title: 'Refactorer',
    words: ['refactor', 'extract', 'rename', 'split', 'simplify', 'clean', 'inline', 'restructure'],
    does: 'Changes the shape of code and leaves what it does alone.',
    instructions:
      'Behaviour stays the same for every input: results, errors, order of effects, what is exported. Flatten nesting with early returns, give each function one job, name things for what they mean, remove duplication only where the reasons to change are the same.',
  },
  {
    id: 'test-writer',
    title: 'Test writer',
    seats: 2,
    words: ['test', 'tests', 'testing', 'cover', 'coverage', 'spec'],
    does: 'Writes tests that can fail.',
    instructions:
      'One behaviour a test, named as a sentence. Cover the ordinary case, each boundary, each error. Assert results, not calls. No sleeps, no network, no clock: inject them. Use the framework and helpers the project has. A test that passes against broken code is worse than none.',
  },
  {
    id: 'error-handler',
    title: 'Error handling writer',
    words: ['handle', 'retry', 'timeout', 'cancel', 'abort', 'fallback', 'validate', 'empty'],
    does: 'Makes code sound when something is missing, late or wrong.',
    instructions:
      'Check input at the edge, say in an error what happened, why and what to do, keep the cause, release resources on every path, pass cancellation on, and retry only what is safe to repeat, with a limit. Never turn a failure into a default that looks like success.',
  },
  {
    id: 'performance-writer',
    title: 'Performance writer',
    words: ['faster', 'slow', 'performance', 'optimise', 'optimize', 'cache', 'memory', 'speed'],
    does: 'Makes code do less for the same result.',
    instructions:
      'Lower the order of growth before the constant: look-ups instead of scans, one pass instead of several, batches instead of calls in a loop, streams instead of whole files. Results stay equal, including order and errors. A cache has a key, a bound and a way to become stale on purpose.',
  },
  {
    id: 'api-writer',
    title: 'API writer',
    words: ['api', 'endpoint', 'route', 'rest', 'graphql', 'handler', 'http', 'server'],
    does: 'Writes request handlers and clients of services.',
    instructions:
      'Validate everything that comes in, check who may do it, answer with the right status, make writes safe to repeat, bound page sizes and body sizes, set time limits on outgoing calls, and leak no internal detail in an error.',
  },
  {
    id: 'data-writer',
    title: 'Parser and data writer',
    words: ['parse', 'format', 'convert', 'regex', 'csv', 'json', 'date', 'serialize'],
    does: 'Writes code that reads, converts and prints data.',
    instructions:
      'Decide what is valid and reject the rest with its place. Mind encodings, line endings, time zones, decimal points, empty input and the last line without a break. Keep expressions linear in time. Reading what was written gives the same value.',
  },
  {
    id: 'doc-writer',
    title: 'Documentation writer',
    words: ['document', 'documentation', 'comment', 'comments', 'docstring', 'jsdoc', 'readme', 'explain'],
    does: 'Writes doc comments and prose about code.',
    instructions:
      'Say what a caller must know and cannot see in the signature: units, limits, errors, who disposes, an example where the use is not plain. Plain words, present tense, no praise. Check every statement against the code; change no code.',
  },
]);
