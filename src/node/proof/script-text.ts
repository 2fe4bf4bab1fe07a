export type RunnerKind = 'node' | 'mocha' | 'vitest' | 'jest';

/** How a project's `test` script runs its tests, as shell text with each word as it was written. */
export interface TestScript {
  readonly runner: RunnerKind;
  /** What is done before, such as a build. */
  readonly before: readonly string[];
  /** Environment and wrappers before the runner: `NODE_ENV=test`, `cross-env CI=1`. */
  readonly prefix: readonly string[];
  /** The program, then its arguments. */
  readonly program: string;
  readonly args: readonly string[];
}

export type ReadScript = { readonly ok: true; readonly script: TestScript } | { readonly ok: false; readonly why: string };

const MOST_DEPTH = 5;
/** They judge the text, not what it does. */
const NO_BUILD = /^(?:eslint|prettier|biome|xo|standard|oxlint|knip|stylelint|tsc\b.*--noEmit)/;
const WRAPPERS = new Set(['npx', 'c8', 'nyc', 'cross-env', 'cross-env-shell']);

/** Reads `scripts.test` of a package.json: npm itself is never run. */
export function readTestScript(scripts: Readonly<Record<string, string>>): ReadScript {
  if (scripts['test'] === undefined || scripts['test'].includes('no test specified')) return { ok: false, why: 'no tests found' };
  const parts = expand(scripts, 'test', 0);
  const last = parts?.at(-1);
  if (parts === undefined || last === undefined) return notKnown(scripts['test']);
  const script = scriptOf(
    wordsOf(last),
    parts.slice(0, -1).filter((part) => !NO_BUILD.test(part)),
  );
  return script === undefined ? notKnown(last) : { ok: true, script };
}

function notKnown(text: string): ReadScript {
  return { ok: false, why: `no test runner that is known: ${text.slice(0, 80)}` };
}

/** The commands of a script in order, with those of the scripts it names in their place; undefined if it is more than a chain. */
function expand(scripts: Readonly<Record<string, string>>, name: string, depth: number): readonly string[] | undefined {
  const text = scripts[name];
  if (text === undefined || depth > MOST_DEPTH) return undefined;
  const own = chainOf(text)?.map((part) => expandPart(scripts, part, depth));
  if (own === undefined || own.includes(undefined)) return undefined;
  const before = scripts[`pre${name}`] === undefined ? [] : expand(scripts, `pre${name}`, depth + 1);
  return before && [...before, ...own.flatMap((part) => part ?? [])];
}

function expandPart(scripts: Readonly<Record<string, string>>, part: string, depth: number): readonly string[] | undefined {
  const called = /^(?:npm|yarn|pnpm)\s+(?:(?:run|run-script)\s+)?(?:-s\s+|--silent\s+)?([\w:.-]+)\s*$/.exec(part)?.[1];
  if (called === undefined) return /^(?:npm|yarn|pnpm)\s/.test(part) ? undefined : [part];
  return expand(scripts, called === 't' ? 'test' : called, depth + 1);
}

/** The parts between `&&`; undefined if there is any other sign of the shell's between commands. */
function chainOf(text: string): readonly string[] | undefined {
  const parts = text.split(/("(?:\\.|[^"\\])*"|'[^']*')/);
  const marked = parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll('&&', '\0'))).join('');
  const outside = parts
    .filter((_, index) => index % 2 === 0)
    .join('')
    .replaceAll('&&', '');
  if (/[|;&`<>]|\$\(/.test(outside)) return undefined;
  return marked.split('\0').map((part) => part.trim());
}

function wordsOf(text: string): readonly string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g) ?? [];
}

function scriptOf(words: readonly string[], before: readonly string[]): TestScript | undefined {
  const at = words.findIndex((word, index) => runnerOf(word, words.slice(index + 1)) !== undefined);
  const program = words[at];
  if (program === undefined) return undefined;
  const ahead = words.slice(0, at);
  if (!ahead.every((word, index) => isAssignment(word) || WRAPPERS.has(word) || isOption(ahead, index))) return undefined;
  const prefix = ahead.filter((word) => isAssignment(word) || word.startsWith('cross-env'));
  const args = words.slice(at + 1);
  return { runner: runnerOf(program, args) ?? 'node', before, prefix, program, args };
}

function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

/** An option of a wrapper, or its value. */
function isOption(words: readonly string[], index: number): boolean {
  return index > 0 && (words[index]?.startsWith('-') === true || words[index - 1]?.startsWith('-') === true);
}

function runnerOf(word: string, rest: readonly string[]): RunnerKind | undefined {
  const name = /(?:^|\/)(node|tsx|mocha|vitest|jest)(?:\.m?js)?$/.exec(word)?.[1];
  if (name === 'node' || name === 'tsx') return rest.includes('--test') ? 'node' : undefined;
  return name === 'mocha' || name === 'vitest' || name === 'jest' ? name : undefined;
}
