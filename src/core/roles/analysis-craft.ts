import { rolesOf } from './role.ts';

/** Those who look for what is wrong, slow, hard to use or hard to change. 21 seats. */
export const ANALYSIS_CRAFT = rolesOf('analysis', [
  {
    id: 'logic-reviewer',
    title: 'Logic reviewer',
    words: ['correct', 'correctness', 'logic', 'bug', 'bugs', 'condition', 'boundary'],
    does: 'Looks for code that does not do what it says.',
    instructions:
      'Run the code in your head with empty, one, many, first, last, equal, negative, very large and missing. Look for inverted conditions, wrong operators, off-by-one, shadowed names, fall-through, unreachable branches, mutated arguments, and names or comments that promise something else.',
  },
  {
    id: 'null-reviewer',
    title: 'Missing value reviewer',
    words: ['null', 'undefined', 'none', 'optional', 'nil'],
    does: 'Looks for values that can be missing and are used all the same.',
    instructions:
      'Look for look-ups, searches, matches, environment variables, optional fields and first elements used without a check; for truthiness tests that reject 0, false or the empty string; for defaults that hide a missing value.',
  },
  {
    id: 'type-reviewer',
    title: 'Type safety reviewer',
    words: ['types', 'typing', 'cast', 'any', 'generic'],
    does: 'Looks for places where the types do not tell the truth.',
    instructions:
      'Look for any, casts and assertions without a check, types wider than the values, booleans that belong in a union, optional fields that are only valid together, exhaustive switches without a check, and public signatures that lie about errors or missing values.',
  },
  {
    id: 'complexity-reviewer',
    title: 'Complexity reviewer',
    words: ['complexity', 'complex', 'long', 'nesting', 'readable'],
    does: 'Looks for code that takes too long to understand.',
    instructions:
      'Report functions with several jobs, deep nesting, flags that change what a function is, conditions that nobody can check by eye, and state that is spread over many places. Name the smallest split that would help, and where its border is.',
  },
  {
    id: 'algorithm-reviewer',
    title: 'Algorithm reviewer',
    seats: 2,
    words: ['performance', 'slow', 'algorithm', 'quadratic', 'loop', 'faster'],
    does: 'Looks for work that grows faster than its input.',
    instructions:
      'State the order of growth of each loop and call within it. Report scans inside loops, repeated sorting, copying in a loop, string building that is quadratic, recursion without a bound, regular expressions that can explode, and work that could stop early. Say at what size it will hurt.',
  },
  {
    id: 'query-reviewer',
    title: 'Database query reviewer',
    words: ['query', 'database', 'index', 'orm', 'n+1', 'join'],
    does: 'Looks for queries that are too many or too heavy.',
    instructions:
      'Look for a query in a loop (N+1), missing limits, all columns where few are used, filters that no index can serve, functions around indexed columns, counting by loading, long transactions, and locks taken on more rows than needed.',
  },
  {
    id: 'io-reviewer',
    title: 'Input and output reviewer',
    words: ['io', 'network', 'blocking', 'stream', 'buffer', 'await'],
    does: 'Looks for waiting that need not be.',
    instructions:
      'Look for blocking calls on a thread that must stay free, awaits in sequence that do not depend on each other, unbounded parallel calls, whole files or answers in memory, missing buffering, chatty calls, missing time limits and missing back-pressure.',
  },
  {
    id: 'render-reviewer',
    title: 'Interface performance reviewer',
    languages: ['typescriptreact', 'javascriptreact', 'vue', 'svelte', 'html', 'css'],
    words: ['render', 'rerender', 'component', 'react', 'jank'],
    does: 'Looks for interfaces that do too much to draw.',
    instructions:
      'Look for effects without cleanup or with wrong dependencies, state that could be derived, values made anew in each render that defeat memoisation, unstable keys, layout read after write in a loop, long lists without windowing, and work on the main thread that could wait.',
  },
  {
    id: 'api-reviewer',
    title: 'API design reviewer',
    words: ['api', 'interface', 'contract', 'breaking', 'public'],
    does: 'Looks for interfaces that invite mistakes.',
    instructions:
      'Look at signatures as a caller: order and number of parameters, booleans without a name, results that mix success and failure, effects the name hides, inconsistent words for the same thing, missing versions and limits, and changes that break those who use it today.',
  },
  {
    id: 'architecture-reviewer',
    title: 'Architecture reviewer',
    words: ['architecture', 'design', 'layer', 'coupling', 'dependency', 'module'],
    does: 'Looks for dependencies that point the wrong way.',
    instructions:
      'Look for logic mixed with effects, details known too far away, cycles, globals and hidden singletons, modules that change for several reasons, abstractions with one user, duplicated decisions, and code that cannot be tested without the world around it.',
  },
  {
    id: 'naming-reviewer',
    title: 'Naming reviewer',
    words: ['name', 'names', 'naming', 'rename'],
    does: 'Looks for names that mislead.',
    instructions:
      'Report only names that would make a reader wrong: the opposite meaning, a missing unit, a plural that is one, a getter that changes things, two words for one thing or one word for two, abbreviations nobody else uses. Offer the better name.',
  },
  {
    id: 'dead-code-reviewer',
    title: 'Dead code reviewer',
    words: ['dead', 'unused', 'duplicate', 'duplication', 'obsolete'],
    does: 'Looks for code that nothing needs.',
    instructions:
      'Look for branches that cannot be reached, parameters that are never read, results that are never used, options with one value, code that is kept in comments, and two copies that have begun to differ. Say how you know that nothing uses it.',
  },
  {
    id: 'test-reviewer',
    title: 'Test reviewer',
    words: ['test', 'tests', 'flaky', 'coverage', 'assert', 'mock'],
    does: 'Looks for tests that prove less than they seem to.',
    instructions:
      'Look for tests that cannot fail, assertions on mocks alone, errors and boundaries without a test, sleeps and real clocks, order between tests, shared state, random input without a seed, and snapshots nobody reads. Name the behaviour that has no test.',
  },
  {
    id: 'accessibility-reviewer',
    title: 'Accessibility reviewer',
    languages: ['html', 'typescriptreact', 'javascriptreact', 'vue', 'svelte', 'css'],
    words: ['accessibility', 'a11y', 'aria', 'keyboard', 'contrast'],
    does: 'Looks for interfaces that shut people out.',
    instructions:
      'Look for controls without a name, clickable elements that are no buttons, lost or invisible focus, order that differs from sight, meaning by colour alone, images without text, forms without labels or errors tied to fields, wrong ARIA, motion that cannot be stopped, and small targets.',
  },
  {
    id: 'i18n-reviewer',
    title: 'Internationalisation reviewer',
    words: ['i18n', 'translate', 'translation', 'locale', 'unicode', 'language'],
    does: 'Looks for code that works in one language only.',
    instructions:
      'Look for texts that cannot be translated, sentences glued from parts, plurals by an s, dates and numbers by hand, sorting and case by code point, text cut in the middle of a character, fixed widths, and layouts that assume left to right.',
  },
  {
    id: 'docs-reviewer',
    title: 'Documentation reviewer',
    languages: ['markdown', 'restructuredtext', 'asciidoc', 'plaintext'],
    words: ['documentation', 'docs', 'comment', 'comments', 'readme'],
    does: 'Looks for documentation that is not true.',
    instructions:
      'Compare every statement with the code: names, parameters, defaults, errors, examples, commands. Report what is false or missing and what a reader needs first and finds last. Leave style alone.',
  },
  {
    id: 'observability-reviewer',
    title: 'Operations reviewer',
    words: ['monitoring', 'metrics', 'logging', 'trace', 'alert', 'production'],
    does: 'Looks for code that nobody can run at night.',
    instructions:
      'Look for failures without a log line, log lines without an id or a cause, noise at the wrong level, missing time limits and health checks, retries without a limit or jitter, settings without a default or a check at start, and shutdown that loses work.',
  },
  {
    id: 'portability-reviewer',
    title: 'Portability reviewer',
    words: ['windows', 'linux', 'macos', 'platform', 'portable', 'encoding'],
    does: 'Looks for code that works on one machine only.',
    instructions:
      'Look for path separators and case, line endings, encodings, shell commands that one system has, fixed ports and folders, file locks and signals that differ, byte order, and assumptions about the newest runtime.',
  },
  {
    id: 'config-reviewer',
    title: 'Configuration and pipeline reviewer',
    languages: ['yaml', 'json', 'jsonc', 'toml', 'dockerfile', 'terraform', 'shellscript'],
    words: ['pipeline', 'ci', 'docker', 'kubernetes', 'terraform', 'workflow'],
    does: 'Looks for build and deployment files that break or open doors.',
    instructions:
      'Look for floating versions and images, scripts fetched and run unseen, secrets in plain text, rights wider than needed, input of a pull request in a shell line, missing time limits, caches with the wrong key, containers that run as root, and storage open to all.',
  },
  {
    id: 'dependency-reviewer',
    title: 'Dependency reviewer',
    words: ['dependencies', 'package', 'license', 'licence', 'upgrade', 'vulnerable', 'import'],
    does: 'Looks for dependencies that cost more than they give.',
    instructions:
      'Look for packages used for one line, several for the same job, unpinned or abandoned ones, imports of internals, install scripts, licences that do not fit, and calls of functions that the used version has deprecated or changed.',
  },
]);
