import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Sandbox, SandboxCommand, SandboxLimits, SandboxRun } from '../sandbox/sandbox.ts';
import { lastWords } from './decide.ts';
import { PLACES } from './jail-places.ts';
import type { Mount } from './packages.ts';
import type { Plan } from './plan.ts';
import { quoted } from './quoted.ts';
import { makeReadableFolder, writeReadable } from './readable.ts';
import { readReport } from './read-report.ts';
import type { TestRun } from './test-run.ts';

/** What is run in the jail: `command` in `folder`, then `collect`, whose output is the report. */
export type JailPlan = Pick<Plan, 'folder' | 'command' | 'collect' | 'tool' | 'path' | 'env'>;

/** A project, copied and ready to be run. */
export interface Prepared {
  readonly root: string;
  readonly plan: JailPlan;
  /** Folders of the machine: the copy of the base, the tools of ours. */
  readonly base: string;
  readonly tools: string;
  /** Folders of installed packages. */
  readonly installed: readonly Mount[];
}

export const DEFAULT_LIMITS: SandboxLimits = {
  wallMs: 60_000,
  memoryMb: 2048,
  processes: 1024,
  outputBytes: 256 * 1024,
  reportBytes: 64 * 1024 * 1024,
};

/** Room for the copy and what the tests write into it, in megabytes of memory. */
const PROJECT_MB = 512;
const RESULTS_MB = 512;
/** Where tools write beside the installed packages. */
const CACHES = ['.vite-temp', '.vite', '.vitest', '.cache'];
const CACHE_MB = 64;
/** The shell's own code for a copy that failed. */
const NO_COPY = 125;

/** One run of the tests: what is put over the base, and the file that is measured. */
export interface RunRequest {
  /** Names the folder that is made for it. */
  readonly what: string;
  /** Texts by name; relative to the project. */
  readonly files: Readonly<Record<string, string>>;
  readonly changed: { readonly file: string; readonly text: string };
  /** Milliseconds, where it may take less than any run. */
  readonly wallMs?: number;
}

export type Runner = (request: RunRequest) => Promise<TestRun>;

export interface JailOptions {
  readonly sandbox: Sandbox;
  readonly prepared: Prepared;
  /** Where the folders of the runs are made. */
  readonly folder: string;
  readonly limits: SandboxLimits;
  readonly signal: AbortSignal;
}

/** One run of the plan in the jail, after `files` were put over the base. `what` names the folder that is made for them. */
export function runJailed(
  { sandbox, prepared, folder, limits, signal }: JailOptions,
  what: string,
  files: RunRequest['files'],
): Promise<SandboxRun> {
  const change = join(folder, what);
  makeReadableFolder(change);
  for (const [name, content] of Object.entries(files)) writeReadable(join(change, name), content);
  return sandbox.run(commandFor(prepared, change), limits, signal);
}

export function runnerOf(jail: JailOptions): Runner {
  const { limits, prepared } = jail;
  return async ({ what, files, changed: { file, text }, wallMs = limits.wallMs }) => {
    const started = performance.now();
    const ended = await runJailed({ ...jail, limits: { ...limits, wallMs: Math.min(wallMs, limits.wallMs) } }, what, files);
    const elapsedMs = Math.round(performance.now() - started);
    const { output, code } = ended;
    if (ended.killedFor !== undefined) return { ok: false, ended: ended.killedFor, output, elapsedMs };
    const read = code === NO_COPY ? undefined : readReport(ended.report.toString('utf8'), { root: prepared.root, file, text });
    return read === undefined ? { ok: false, output, elapsedMs } : { ok: true, ...read, code: code ?? 1, elapsedMs };
  };
}

/** Runs a program of the project's in the jail, after `files` were put over the base; what went wrong, in words. */
export async function runCommand(jail: JailOptions, files: RunRequest['files'], argv: readonly string[]): Promise<string | undefined> {
  const { prepared, limits } = jail;
  const plan = { ...prepared.plan, command: argv.map(quoted).join(' '), collect: 'echo' };
  const ended = await runJailed({ ...jail, prepared: { ...prepared, plan } }, 'command', files);
  return whyEnded(ended, limits) ?? (ended.code === 0 ? undefined : `${lastWords(ended.output)} (code ${ended.code ?? 'unknown'})`);
}

/** Which limit ended it, in words. */
export function whyEnded({ killedFor }: SandboxRun, { wallMs }: SandboxLimits): string | undefined {
  if (killedFor === undefined) return undefined;
  return killedFor === 'time' ? `it did not end within ${wallMs / 1000} s` : `it was ended: ${killedFor}`;
}

function commandFor(prepared: Prepared, change: string): SandboxCommand {
  const { root, plan, base, tools, installed } = prepared;
  const readOnly = [
    { from: base, to: PLACES.base },
    { from: change, to: PLACES.change },
    { from: tools, to: PLACES.tools },
    ...plan.tool.mounts,
    ...installed,
  ];
  const caches = installed.flatMap(({ from, to }) =>
    CACHES.filter((cache) => existsSync(join(from, cache))).map((cache) => join(to, cache)),
  );
  const memory = [
    { path: root, mb: PROJECT_MB },
    { path: PLACES.results, mb: RESULTS_MB },
    ...caches.map((path) => ({ path, mb: CACHE_MB })),
  ];
  return { argv: ['/bin/sh', '-c', shellText(prepared)], cwd: '/', env: environmentOf(plan), mounts: { readOnly, memory } };
}

/** The tests themselves cannot write the report: its pipe is closed for them. */
function shellText({ root, plan }: Prepared): string {
  const to = quoted(root);
  return [
    `cp -R ${PLACES.base}/. ${to} && cp -R ${PLACES.change}/. ${to} && cd ${quoted(join(root, plan.folder))} || exit ${NO_COPY}`,
    `( ${plan.command}\n) 3>&-`,
    'code=$?',
    `NODE_V8_COVERAGE= NODE_OPTIONS= ${plan.collect} >&3`,
    'exit $code',
  ].join('\n');
}

function environmentOf({ path, env }: JailPlan): Readonly<Record<string, string>> {
  return {
    PATH: [...path, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: '/home/test',
    USER: 'test',
    LANG: 'C.UTF-8',
    TMPDIR: '/tmp',
    CI: '1',
    ...env,
  };
}
