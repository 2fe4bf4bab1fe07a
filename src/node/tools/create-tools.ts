import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, posix, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { ChangedFile, FileJudgement, GateResult } from '../../core/gate.ts';
import { judgeFileOf } from '../../core/judge-files.ts';
import type { ToolsRequest, WorkspaceTools } from '../../core/workspace-tools.ts';
import { copyProject, type Copied } from '../proof/copy-project.ts';
import type { ProofOptions } from '../proof/create-proof.ts';
import { lastWords } from '../proof/decide.ts';
import { DEFAULT_LIMITS, runJailed, whyEnded, type JailOptions } from '../proof/jail-run.ts';
import { JAIL_TOOLS } from '../proof/jail-tools.ts';
import { nameIn, overlaysIn } from '../proof/name-in.ts';
import { quoted } from '../proof/quoted.ts';
import { writeReadable } from '../proof/readable.ts';
import { createRecent, type Recent } from '../proof/recent.ts';
import { createTurns, inTurn } from '../proof/turns.ts';
import { findBiome } from './biome.ts';
import { findEslint } from './eslint.ts';
import { findMypy } from './mypy.ts';
import { textOf } from './places-on-disk.ts';
import type { ProjectTool, ToolReport } from './project-tool.ts';
import { findPyright } from './pyright.ts';
import { findRuff } from './ruff.ts';
import { couldNot, toolLabel, verdictOf } from './tool-verdict.ts';

/** Linters use one core. */
const CORES_FOR_ONE = 2;
const MOST_BASES = 16;
/** What a tool reads as a program of the project. Of anything else, such as lists and settings, it sees the base's. */
const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|pyi?)$/;

/** The workspace's own linter and type checker, in the jail. */
export function createTools(options: ProofOptions): WorkspaceTools {
  const bases = createRecent<Ran>(MOST_BASES);
  const turns = createTurns(Math.max(1, Math.floor(availableParallelism() / CORES_FOR_ONE)));
  return {
    async judge(request, signal) {
      const judged = await turns.take(signal, async () => {
        const subjects = request.files.flatMap((file) => subjectOf(options, file));
        const byRoot = [...Map.groupBy(subjects, ({ root }) => root)];
        return inTurn(byRoot, ([root, own]) => judgeRoot({ options, bases, request, signal, root }, own));
      });
      return judged?.flat() ?? [];
    },
  };
}

interface Subject {
  readonly file: ChangedFile;
  readonly root: string;
  /** Relative to the root. */
  readonly name: string;
}

/** A changed file that a tool may look at. What sets a tool up stays as it is on the base, and is not looked at. */
function subjectOf({ isOn, rootOf }: ProofOptions, file: ChangedFile): readonly Subject[] {
  const root = isOn(file.uri) ? rootOf(file.uri) : undefined;
  const name = root === undefined || root === sep ? undefined : nameIn(root, file.uri);
  if (root === undefined || name === undefined || !SOURCE.test(name)) return [];
  const kind = judgeFileOf(name);
  return kind === undefined || kind === 'test' ? [{ file, root, name }] : [];
}

interface Asked {
  readonly options: ProofOptions;
  readonly bases: Recent<Ran>;
  readonly request: ToolsRequest;
  readonly signal: AbortSignal;
  readonly root: string;
}

/** A tool, and the files of the change that it looks at. */
interface Job {
  readonly tool: ProjectTool;
  readonly subjects: readonly Subject[];
}

/** The first that is found says what a gate is judged with. */
const FINDERS = [
  [findEslint, findBiome, findRuff],
  [findMypy, findPyright],
] as const;

async function jobsOf(root: string, subjects: readonly Subject[]): Promise<readonly Job[]> {
  const found = await inTurn(subjects, async (subject) => {
    const byGate = await inTurn(FINDERS, async (finders) =>
      (await inTurn(finders, (find) => find(root, subject.name))).find((tool) => tool !== undefined),
    );
    return byGate.flatMap((tool) => (tool === undefined ? [] : [{ tool, subject }]));
  });
  const groups = Map.groupBy(found.flat(), ({ tool: { name, folder, tool } }) => JSON.stringify([name, folder, tool.path]));
  return [...groups.values()].flatMap((group) => {
    const tool = group[0]?.tool;
    return tool === undefined ? [] : [{ tool, subjects: group.map(({ subject }) => subject) }];
  });
}

async function judgeRoot(asked: Asked, subjects: readonly Subject[]): Promise<readonly FileJudgement[]> {
  const { options, request, signal, root } = asked;
  const jobs = await jobsOf(
    root,
    subjects.filter(({ file }) => file.result !== undefined),
  );
  if (jobs.length === 0) return [];
  const not = (why: string): readonly FileJudgement[] => jobs.flatMap((job) => notRun(job, why));
  if (!request.trusted) return not('this workspace is not trusted: none of its code is run');
  const probe = await options.sandbox.probe();
  if (!probe.ok) return not(`the sandbox is not available: ${probe.why}`);
  const folder = mkdtempSync(join(options.folder, 'tools-'));
  try {
    const base = join(folder, 'base');
    const overlays = new Map([
      ...overlaysIn(root, request.overlays),
      ...subjects.map(({ name, file }) => [name, file.base ?? ''] as const),
    ]);
    const copy = await copyProject(root, base, { overlays, signal });
    if (!copy.ok) return not(copy.why);
    for (const { name, file } of subjects) if (file.base === undefined) rmSync(join(base, name), { force: true });
    for (const [name, text] of Object.entries(JAIL_TOOLS)) writeReadable(join(folder, 'jail', name), text);
    return (await inTurn(jobs, (job) => judgeWith({ ...asked, folder, base, copy, subjects }, job))).flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Prepared extends Asked {
  /** Of this judgement. */
  readonly folder: string;
  /** Where the copy is. */
  readonly base: string;
  readonly copy: Copied;
  /** All of the change that a tool may see, whoever looks at it. */
  readonly subjects: readonly Subject[];
}

type Ran = { readonly ok: true; readonly report: ToolReport } | { readonly ok: false; readonly why: string };

/** One tool over both sides. */
async function judgeWith(prepared: Prepared, job: Job): Promise<readonly FileJudgement[]> {
  const started = performance.now();
  const { subjects, bases, copy } = prepared;
  const part = subjects.find(({ name }) => job.tool.isPart?.(name) === true);
  if (part !== undefined) return notRun(job, ofItsOwn(part.name));
  const old = job.subjects.filter(({ file }) => file.base !== undefined).map(({ name }) => name);
  const key = createHash('sha256')
    .update(JSON.stringify([copy.hash, job.tool.name, job.tool.version, job.tool.folder, old]))
    .digest('hex');
  const before = old.length === 0 ? NOTHING : (bases.get(key) ?? (await runTool(prepared, job.tool, { what: 'none', names: old })));
  if (before.ok) bases.add(key, before);
  const after = await runTool(prepared, job.tool, { what: 'change', names: job.subjects.map(({ name }) => name) });
  if (!after.ok) return notRun(job, after.why);
  const loaded = [before, after].flatMap((one) => (one.ok ? (one.report.loaded ?? []) : []));
  const own = subjects.find(({ name, root }) => loaded.includes(join(root, name)));
  if (own !== undefined) return notRun(job, ofItsOwn(own.name));
  const elapsedMs = Math.round(performance.now() - started);
  return judgementsOf(prepared, job, { before, after: after.report }).map(({ uri, results }) => ({
    uri,
    results: results.map((one) => ({ ...one, elapsedMs })),
  }));
}

const NOTHING: Ran = { ok: true, report: { complaints: [] } };

function ofItsOwn(name: string): string {
  return `${name} is one of its own programs, and the change of what judges is not judged by itself`;
}

/** The tool over some files, after the change was put over the base or not. */
async function runTool(
  prepared: Prepared,
  tool: ProjectTool,
  { what, names }: { readonly what: 'none' | 'change'; readonly names: readonly string[] },
): Promise<Ran> {
  const { root, base, folder, copy, subjects, options, signal } = prepared;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const gone = what === 'none' ? [] : subjects.filter(({ file }) => file.result === undefined).map(({ name }) => name);
  const files =
    what === 'none' ? [] : subjects.flatMap(({ name, file }) => (file.result === undefined ? [] : [[name, file.result] as const]));
  const from = (name: string): string => posix.relative(tool.folder, name);
  const plan = { ...tool, command: [...gone.map((name) => `rm -f -- ${quoted(from(name))}`), tool.command(names.map(from))].join('\n') };
  const installed = copy.installed.map((name) => ({ from: join(root, name), to: join(root, name) }));
  const jail: JailOptions = {
    sandbox: options.sandbox,
    prepared: { root, plan, base, tools: join(folder, 'jail'), installed },
    folder,
    limits,
    signal,
  };
  const ended = await runJailed(jail, `${tool.name}-${what}`, Object.fromEntries(files));
  const why = whyEnded(ended, limits);
  if (why !== undefined) return { ok: false, why };
  const report = tool.read({ report: ended.report.toString('utf8'), output: ended.output, code: ended.code });
  return report === undefined ? { ok: false, why: lastWords(ended.output) } : { ok: true, report };
}

/** Of each file that was asked about, and of each that the change breaks from outside. */
function judgementsOf(
  prepared: Prepared,
  { tool, subjects }: Job,
  { before, after }: { readonly before: Ran; readonly after: ToolReport },
): readonly FileJudgement[] {
  const { root } = prepared;
  const nameOf = (file: string): string => nameIn(root, pathToFileURL(resolve(root, tool.folder, file)).href) ?? file;
  const asked = new Map(subjects.map(({ name, file }) => [name, file]));
  const named = new Set([...asked.keys(), ...after.complaints.map(({ file }) => nameOf(file))]);
  const ofFile = (report: ToolReport, name: string): ToolReport => ({
    complaints: report.complaints.filter(({ file }) => nameOf(file) === name),
    silenced: (report.silenced ?? []).filter(({ file }) => nameOf(file) === name),
  });
  return [...named].flatMap((name): readonly FileJudgement[] => {
    const file = asked.get(name);
    const uri = file?.uri ?? pathToFileURL(join(root, name)).href;
    if (isLeftOut(after, (one) => nameOf(one) === name)) return [{ uri, results: [leftOut(tool)] }];
    const there = textOf(join(prepared.base, name));
    const texts = file === undefined ? { base: there, result: there } : { base: file.base, result: file.result };
    const verdict = verdictOf(tool, { base: before.ok ? ofFile(before.report, name) : before, result: ofFile(after, name), texts });
    return file === undefined && verdict.verdict !== 'fail' ? [] : [{ uri, results: [{ ...verdict, elapsedMs: 0 }] }];
  });
}

function isLeftOut({ ignored = [] }: ToolReport, is: (file: string) => boolean): boolean {
  return ignored === 'all' || ignored.some(is);
}

function leftOut(tool: ProjectTool): GateResult {
  const why = `the workspace's ${tool.name} leaves this file out`;
  return { gate: tool.gate, verdict: 'not-applicable', required: false, findings: [], known: 0, why, tool: toolLabel(tool), elapsedMs: 0 };
}

function notRun({ tool, subjects }: Job, why: string): readonly FileJudgement[] {
  const result: GateResult = {
    gate: tool.gate,
    verdict: 'unknown',
    required: false,
    findings: [],
    known: 0,
    why: `${couldNot(tool)}: ${why}`,
    tool: toolLabel(tool),
    elapsedMs: 0,
  };
  return subjects.map(({ file }) => ({ uri: file.uri, results: [result] }));
}
