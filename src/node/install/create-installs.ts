import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

import type { ProofRequest } from '../../core/proof.ts';
import { copyProject, installedIn } from '../proof/copy-project.ts';
import type { ProofOptions } from '../proof/create-proof.ts';
import { lastWords } from '../proof/decide.ts';
import type { PackagesFor } from '../proof/packages.ts';
import { nameIn, overlaysIn } from '../proof/name-in.ts';
import { onPath } from '../proof/toolchain.ts';
import { installPlanFor, type InstallPlan } from './install-plan.ts';
import { runProgram } from './run-program.ts';

export type InstallRequest = Pick<ProofRequest, 'uri' | 'base' | 'result' | 'overlays' | 'trusted'>;

/** What an install would do, in words that a person is asked with. */
export interface InstallOffer {
  readonly ok: true;
  /** `npm install --ignore-scripts`, as it will run. */
  readonly command: string;
  /** The folder of the workspace that is copied, and that it would belong into. */
  readonly folder: string;
}

export type InstallAnswer<T> = T | { readonly ok: false; readonly why: string };

/** Changed dependencies, installed beside the workspace and never in it. No call rejects. */
export interface Installs {
  /** What `install` would run; nothing is run yet. */
  offer(request: InstallRequest): Promise<InstallAnswer<InstallOffer>>;
  /** Runs it: outside the jail, with the network, and without any script of a package. Only on a person's word. */
  install(request: InstallRequest, signal: AbortSignal): Promise<InstallAnswer<{ readonly ok: true }>>;
  readonly packagesFor: PackagesFor;
}

const WALL_MS = 600_000;
/** Each may be some hundred megabytes. */
const MOST_KEPT = 2;

interface Kept {
  readonly key: string;
  /** The copy that it was installed in. */
  readonly copy: string;
  readonly names: readonly string[];
  readonly folder: string;
}

interface Planned {
  readonly root: string;
  readonly name: string;
  readonly plan: Extract<InstallPlan, { ok: true }>;
  readonly program: string;
}

export function createInstalls(options: ProofOptions): Installs {
  const kept: Kept[] = [];
  return {
    async offer(request) {
      const planned = await plannedFor(options, request);
      if (!('plan' in planned)) return planned;
      const { root, plan } = planned;
      return { ok: true, command: [plan.program, ...plan.args].join(' '), folder: join(root, plan.folder) };
    },
    async install(request, signal) {
      const planned = await plannedFor(options, request);
      if (!('plan' in planned)) return planned;
      const copy = mkdtempSync(join(options.folder, 'install-'));
      const installed = await installIn(copy, { ...planned, request, signal });
      if (!installed.ok) {
        rmSync(copy, { recursive: true, force: true });
        return installed;
      }
      kept.push({
        key: keyOf(planned.root, planned.name, request.result),
        copy,
        names: installed.names,
        folder: join(planned.root, planned.plan.folder),
      });
      for (const old of kept.splice(0, kept.length - MOST_KEPT)) rmSync(old.copy, { recursive: true, force: true });
      return { ok: true };
    },
    packagesFor(root, name, text) {
      const found = kept.findLast(({ key }) => key === keyOf(root, name, text));
      return found && { folder: found.folder, mounts: found.names.map((one) => ({ from: join(found.copy, one), to: join(root, one) })) };
    },
  };
}

function keyOf(root: string, name: string, text: string): string {
  return createHash('sha256')
    .update(JSON.stringify([root, name, text]))
    .digest('hex');
}

async function plannedFor(
  { sandbox, rootOf }: ProofOptions,
  { uri, base, result, trusted }: InstallRequest,
): Promise<InstallAnswer<Planned>> {
  const no = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why });
  if (!trusted) return no('this workspace is not trusted: nothing is installed for it');
  const root = rootOf(uri);
  const name = root === undefined ? undefined : nameIn(root, uri);
  if (root === undefined || name === undefined) return no('the file is in no folder of the workspace');
  const probe = await sandbox.probe();
  if (!probe.ok) return no(`the tests could not be run with it, the sandbox is not available: ${probe.why}`);
  const plan = installPlanFor(root, { file: name, base, result });
  if (!plan.ok) return plan;
  const program = onPath(plan.program, root);
  return program === undefined ? no(`${plan.program} is not installed on this machine`) : { root, name, plan, program };
}

type InstallJob = Planned & { readonly request: InstallRequest; readonly signal: AbortSignal };

/** Copies the project with its change, and installs there. */
async function installIn(
  copy: string,
  { root, name, plan, program, request, signal }: InstallJob,
): Promise<InstallAnswer<{ readonly ok: true; readonly names: readonly string[] }>> {
  const overlays = new Map([...overlaysIn(root, request.overlays), [name, request.result] as const]);
  const copied = await copyProject(root, copy, { overlays, signal });
  if (!copied.ok) return copied;
  const { code, output, endedFor } = await runProgram(
    { path: program, args: plan.args, cwd: join(copy, plan.folder), env: environmentFor(root), wallMs: WALL_MS },
    signal,
  );
  if (endedFor !== undefined)
    return { ok: false, why: endedFor === 'time' ? `it did not end within ${WALL_MS / 60_000} minutes` : 'cancelled' };
  if (code !== 0) return { ok: false, why: npmWords(output) };
  const names = (await installedIn(copy)).filter((one) => one.endsWith('node_modules'));
  return names.length === 0 ? { ok: false, why: `${plan.program} has installed nothing` } : { ok: true, names };
}

/** Its first line that says more than a code. */
function npmWords(output: string): string {
  const said = output.split('\n').map((line) => /^npm (?:error|ERR!)\s+(.+)$/.exec(line)?.[1]);
  return said.find((line) => line !== undefined && !/^(?:code |errno |syscall |A complete log)/.test(line)) ?? lastWords(output);
}

/** The person's own, in which nothing of the project is a program, and scripts are off a second time. */
function environmentFor(root: string): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder) && !`${folder}/`.startsWith(`${root}/`));
  return { ...process.env, PATH: path.join(delimiter), npm_config_ignore_scripts: 'true' };
}
