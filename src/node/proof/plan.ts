import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { DEPENDENCIES_CHANGED } from '../../core/proof.ts';
import { PLACES, RESULTS } from './jail-places.ts';
import { findPython } from './python.ts';
import { quoted } from './quoted.ts';
import { commandOf } from './runner-command.ts';
import { readTestScript, type RunnerKind } from './script-text.ts';
import { findNode, type Tool } from './toolchain.ts';

/** How the tests for a file are run. */
export interface Plan {
  readonly runner: RunnerKind | 'pytest';
  /** The folder to run them in, relative to the project; empty for its root. */
  readonly folder: string;
  /** Shell text. */
  readonly command: string;
  /** Shell text that prints what the run left behind. */
  readonly collect: string;
  readonly tool: Tool;
  /** Folders that come first on the jail's PATH. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export type Planned =
  { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly verdict: 'unknown' | 'not-applicable'; readonly why: string };

/** Which tests can say something of `file`, a path relative to `root`. Reads what is on disk, runs nothing. */
export async function planFor(root: string, file: string): Promise<Planned> {
  if (/\.(?:[cm]?[jt]sx?|vue|svelte)$|(?:^|\/)(?:package(?:-lock)?|npm-shrinkwrap)\.json$/.test(file)) return planScripts(root, file);
  if (file.endsWith('.py')) return planPython(root, file);
  return { ok: false, verdict: 'not-applicable', why: 'no tests are run for this kind of file' };
}

/** What a change of which is no change of code: `undefined` if the file is neither. */
export function whyNotCode(file: string): string | undefined {
  const name = basename(file);
  if (
    /^(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|requirements.*\.txt|poetry\.lock|uv\.lock|Pipfile(?:\.lock)?|pyproject\.toml|setup\.(?:py|cfg)|pdm\.lock|constraints.*\.txt|environment\.ya?ml|deno\.lock|go\.(?:mod|sum|work)|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|composer\.(?:json|lock)|pom\.xml|.*\.gradle(?:\.kts)?|.*\.csproj)$/.test(
      name,
    )
  ) {
    return DEPENDENCIES_CHANGED;
  }
  if (
    /^(?:(?:vitest|vite|jest|babel|tsup|rollup|esbuild|webpack)\.config\..*|\.mocharc\..*|\.babelrc.*|tsconfig.*\.json|pytest\.ini|tox\.ini|conftest\.py|noxfile\.py)$/.test(
      name,
    )
  ) {
    return 'the configuration of the tests changed';
  }
  return undefined;
}

const REPORTS = /\/centuria\/|CENTURIA_|NODE_TEST_CONTEXT|NODE_V8_COVERAGE|\bpytest_runtest_/;

/** Whether a change begins to name where the tests' report is kept. In the jail nothing keeps code from writing there. */
export function reachesForReport(base: string, result: string): boolean {
  return REPORTS.test(result) && !REPORTS.test(base);
}

/** How code finds out that tests are what runs it: what their runners set or load, by their documentation. */
const TESTED =
  /\bPYTEST_(?:CURRENT_TEST|VERSION|XDIST_\w+)\b|["'](?:_?pytest|unittest|nose2?)["']\s+(?:not\s+)?in\s+sys\.modules|\bsys\.modules(?:\.get\(|\[)\s*["'](?:_?pytest|unittest|nose2?)\b|\bsys\.argv\b[^\n]*\b(?:py)?test|\b(?:py)?test\b[^\n]*\bsys\.argv\b|\b(?:NODE_TEST_CONTEXT|JEST_WORKER_ID|VITEST(?:_[A-Z_]+)?|npm_lifecycle_(?:event|script))\b|\btypeof\s+(?:describe|it|test|jest|vi|expect|beforeEach)\b|\bprocess\.(?:argv|execArgv)\b[^\n]*\btest|\bNODE_ENV\b[^\n]*["'`]test["'`]|["'`]test["'`]\s*[!=]==?[^\n]*\bNODE_ENV\b|\bimport\.meta\.vitest\b/g;

/** Whether a change asks more often than its base whether it is being tested: then what the tests see may not be what others see. */
export function asksForTests(base: string, result: string): boolean {
  const countIn = (text: string): number => text.match(TESTED)?.length ?? 0;
  return countIn(result) > countIn(base);
}

function planScripts(root: string, file: string): Planned {
  for (const folder of foldersAbove(file)) {
    const scripts = scriptsOf(join(root, folder, 'package.json'));
    if (scripts?.['test'] === undefined) continue;
    const read = readTestScript(scripts);
    if (!read.ok) return { ok: false, verdict: 'not-applicable', why: read.why };
    const tool = findNode(root);
    if (tool === undefined) return { ok: false, verdict: 'unknown', why: 'no Node.js was found to run the tests with' };
    const { runner } = read.script;
    const env = {
      ...(runner === 'jest' ? {} : { NODE_V8_COVERAGE: RESULTS.coverage }),
      ...(runner === 'vitest' ? vitestEnvironment(root, file) : {}),
    };
    const loader = runner === 'vitest' && isVitestSince4(root, folder) ? ' --configLoader=runner' : '';
    const command = `${commandOf(read.script, file.slice(folder === '' ? 0 : folder.length + 1))}${loader}`;
    const collect = `${quoted(tool.path)} ${PLACES.tools}/collector.mjs ${PLACES.results} ${quoted(root)} ${quoted(file)}`;
    const path = [...foldersBetween(folder).map((one) => join(root, one, 'node_modules/.bin')), dirname(tool.path)];
    return { ok: true, plan: { runner, folder, command, collect, tool, path, env } };
  }
  return { ok: false, verdict: 'not-applicable', why: 'no tests found' };
}

/** It can load its configuration without writing a file beside the packages: https://vite.dev/config/#configuring-vite */
function isVitestSince4(root: string, folder: string): boolean {
  const manifests = foldersBetween(folder).map((one) => join(root, one, 'node_modules/vitest/package.json'));
  const found = manifests.find((path) => existsSync(path));
  return found !== undefined && Number(/"version":\s*"(\d+)\./.exec(readFileSync(found, 'utf8'))?.[1] ?? 0) >= 4;
}

function vitestEnvironment(root: string, file: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--require=${PLACES.tools}/preload.cjs`, CENTURIA_CHANGED: join(root, file), CENTURIA_RESULTS: PLACES.results };
}

const PYTHON_PROJECT = ['pytest.ini', 'pyproject.toml', 'tox.ini', 'setup.cfg', 'setup.py'];
/** A failing import of one module must not keep the tests of others from running; other plugins that measure or split are off. */
const PYTEST_OPTIONS = ['-p', 'centuria_pytest', '-p', 'no:cacheprovider', '-p', 'no:randomly', '--continue-on-collection-errors', '-q'];
const OFF = 'import importlib.util as u; print(*[o for m, o in (("xdist", "-n0"), ("pytest_cov", "--no-cov")) if u.find_spec(m)])';

async function planPython(root: string, file: string): Promise<Planned> {
  const above = foldersAbove(file);
  const tool = await findPython(
    above.map((one) => join(root, one)),
    root,
  );
  if (tool === undefined) return { ok: false, verdict: 'unknown', why: 'no Python was found to run the tests with' };
  const folder = above.find((one) => PYTHON_PROJECT.some((name) => existsSync(join(root, one, name)))) ?? '';
  const python = quoted(tool.path);
  const command = `${python} -m pytest ${PYTEST_OPTIONS.join(' ')} $(${python} -c ${quoted(OFF)})`;
  const env = {
    PYTHONPATH: PLACES.tools,
    PYTHONDONTWRITEBYTECODE: '1',
    CENTURIA_CHANGED: join(root, file),
    CENTURIA_REPORT: RESULTS.other,
  };
  return { ok: true, plan: { runner: 'pytest', folder, command, collect: `cat ${RESULTS.other}`, tool, path: [dirname(tool.path)], env } };
}

/** The folders a file is in, innermost first, down to the root, which is empty. */
export function foldersAbove(file: string): readonly string[] {
  return foldersBetween(dirname(file) === '.' ? '' : dirname(file));
}

export function foldersBetween(folder: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

function scriptsOf(path: string): Readonly<Record<string, string>> | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const scripts = typeof manifest === 'object' && manifest !== null && 'scripts' in manifest ? manifest.scripts : undefined;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return undefined;
  }
}
