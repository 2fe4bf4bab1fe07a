import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, sep } from 'node:path';

import type { GateResult } from '../../core/gate.ts';
import { isTestFile } from '../../core/judge-files.ts';
import { DEPENDENCIES_CHANGED, type Proof, type ProofRequest } from '../../core/proof.ts';
import type { Sandbox, SandboxLimits } from '../sandbox/sandbox.ts';
import { readChecks, type ReadChecks } from './acceptance.ts';
import { copyProject } from './copy-project.ts';
import { decide, needsSecondRun, type Compared, type Decision } from './decide.ts';
import { DEFAULT_LIMITS, runCommand, runnerOf, type Prepared } from './jail-run.ts';
import { JAIL_TOOLS } from './jail-tools.ts';
import { nameIn, overlaysIn } from './name-in.ts';
import { withPackages, type Packages, type PackagesFor } from './packages.ts';
import { asksForTests, planFor, reachesForReport, whyNotCode, type Plan } from './plan.ts';
import { writeReadable } from './readable.ts';
import { createRecent, type Recent } from './recent.ts';
import { withStrength } from './strength.ts';
import type { TestRun } from './test-run.ts';
import { createTurns, inTurn } from './turns.ts';

export interface ProofOptions {
  readonly sandbox: Sandbox;
  /** Where copies are made, and removed again. */
  readonly folder: string;
  /** The folder of the workspace that a file is in; undefined if it is in none. */
  readonly rootOf: (uri: string) => string | undefined;
  /** False: tests are not to be run for this file. */
  readonly isOn: (uri: string) => boolean;
  readonly limits?: Partial<SandboxLimits>;
  /** Absent: nothing is ever installed. */
  readonly packagesFor?: PackagesFor;
}

/** Test runners use several cores by themselves. */
const CORES_FOR_ONE = 4;

/** Base runs that are remembered, so that a second answer to the same question needs one run only. */
const MOST_BASES = 8;

/** Proof by the project's own tests. */
export function createProof(options: ProofOptions): Proof {
  const bases = createRecent<TestRun>(MOST_BASES);
  const turns = createTurns(Math.max(1, Math.floor(availableParallelism() / CORES_FOR_ONE)));
  return {
    async run(request, signal) {
      const started = performance.now();
      const said = await turns.take(signal, () => prove(options, bases, { request, signal }));
      const { decision, tool } = said ?? not('cancelled');
      return { gate: 'tests', known: 0, tool, elapsedMs: Math.round(performance.now() - started), ...decision } satisfies GateResult;
    },
  };
}

interface Asked {
  readonly request: ProofRequest;
  readonly signal: AbortSignal;
}

interface Said {
  readonly decision: Decision;
  readonly tool: string;
}

async function prove(options: ProofOptions, bases: Recent<TestRun>, asked: Asked): Promise<Said> {
  const { request } = asked;
  const place = placeOf(options, request);
  if ('decision' in place) return place;
  const { root, file, packages } = place;
  const planned = await planFor(root, file);
  if (!planned.ok) return not(planned.why, planned.verdict);
  const probe = await options.sandbox.probe();
  if (!probe.ok) return not(`the sandbox is not available: ${probe.why}`);
  const checks = readChecks(request.checks ?? [], root, planned.plan);
  if (!checks.ok) return not(checks.why);
  const folder = mkdtempSync(join(options.folder, 'proof-'));
  try {
    const compared = await compare(options, bases, { ...asked, root, file, packages, plan: planned.plan, folder, checks });
    return 'decision' in compared ? compared : { decision: decide(compared), tool: `${planned.plan.runner} in ${probe.what}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly root: string;
  readonly file: string;
  /** Of a changed manifest: what was installed for it. */
  readonly packages: Packages | undefined;
}

/** Where the changed file is; or why nothing is run for it. */
function placeOf(options: ProofOptions, request: ProofRequest): Place | Said {
  if (!options.isOn(request.uri)) return not('turned off in the settings', 'not-applicable');
  if (!request.trusted) return not('this workspace is not trusted: none of its code is run');
  const root = options.rootOf(request.uri);
  const file = root === undefined ? undefined : nameIn(root, request.uri);
  if (root === undefined || file === undefined || root === sep) return not('the file is in no folder of the workspace', 'not-applicable');
  const whyNot = whyNotCode(file);
  const packages = whyNot === DEPENDENCIES_CHANGED ? options.packagesFor?.(root, file, request.result) : undefined;
  if (whyNot !== undefined && packages === undefined) return not(whyNot);
  const whyDoubtful = doubtOf(file, request);
  return whyDoubtful === undefined ? { root, file, packages } : not(whyDoubtful);
}

/** What makes the tests' word on a change worth nothing. */
function doubtOf(file: string, { base, result }: ProofRequest): string | undefined {
  if (reachesForReport(base, result)) return 'the change reaches for the report of the tests';
  return !isTestFile(file) && asksForTests(base, result) ? 'the change asks whether it is being tested' : undefined;
}

function not(why: string, verdict: 'unknown' | 'not-applicable' = 'unknown'): Said {
  return { decision: { verdict, required: false, findings: [], why }, tool: "the project's tests" };
}

interface Job extends Asked, Place {
  readonly plan: Plan;
  readonly folder: string;
  readonly checks: ReadChecks;
}

/** Both runs, and both again where the change seems to have broken something; or what is to be said without them. */
async function compare(options: ProofOptions, bases: Recent<TestRun>, job: Job): Promise<Compared | Said> {
  const { request, signal, root, file, packages, plan, folder, checks } = job;
  const base = join(folder, 'base');
  // The base is what the editor has: the changed file's own text, and the other unsaved ones.
  const overlays = new Map([...checks.files, ...overlaysIn(root, request.overlays), [file, request.base] as const]);
  const copy = await copyProject(root, base, { overlays, signal });
  if (!copy.ok) return not(copy.why);
  if (plan.runner === 'pytest' && !copy.files.some((name) => name.endsWith('.py') && isTestFile(name)))
    return not('no tests found', 'not-applicable');
  const prepared: Prepared = {
    root,
    plan,
    base,
    tools: join(folder, 'tools'),
    installed: copy.installed.map((name) => ({ from: join(root, name), to: join(root, name) })),
  };
  for (const [name, text] of Object.entries(JAIL_TOOLS)) writeReadable(join(prepared.tools, name), text);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const jail = { sandbox: options.sandbox, prepared, folder, limits, signal };
  const jailOfChange = { ...jail, prepared: { ...prepared, installed: withPackages(prepared.installed, packages) } };
  const [runBase, run] = [runnerOf(jail), runnerOf(jailOfChange)];
  const [asBase, asChange] = [
    { what: 'none', files: {}, changed: { file, text: request.base } },
    { what: 'change', files: { [file]: request.result }, changed: { file, text: request.result } },
  ];

  const key = createHash('sha256')
    .update(JSON.stringify([copy.hash, file, plan.command, plan.tool.path]))
    .digest('hex');
  const baseRun = bases.get(key) ?? (await runBase(asBase));
  if (baseRun.ok) bases.add(key, baseRun);
  else if (/No module named '?pytest\b/.test(baseRun.output)) return not('pytest is not installed');
  const changeRun = baseRun.ok ? await run(asChange) : baseRun;
  const commands = changeRun.ok
    ? await inTurn(checks.commands, async ({ words, argv }) => withFailure(words, await runCommand(jailOfChange, asChange.files, argv)))
    : [];
  const given = { file, isTest: isTestFile(file), base: request.base, result: request.result, wallMs: limits.wallMs };
  const compared: Compared = {
    ...given,
    baseRun,
    changeRun,
    checks: [...checks.files.keys()],
    commands,
    hasNewPackages: packages !== undefined,
    runner: plan.runner,
  };
  if (needsSecondRun(compared)) return { ...compared, again: { change: await run(asChange), base: await runBase(asBase) } };
  if (packages !== undefined) return compared;
  return withStrength(compared, { run, files: copy.files, read: (name) => readFileSync(join(base, name), 'utf8') });
}

function withFailure(words: string, failure: string | undefined): { readonly words: string; readonly failure?: string } {
  return { words, ...(failure === undefined ? {} : { failure }) };
}
