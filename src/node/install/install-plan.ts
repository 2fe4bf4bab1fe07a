import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { foldersAbove } from '../proof/plan.ts';

/** The two texts of a changed manifest or list of locked packages. `file`: relative to the project. */
export interface ChangedManifest {
  readonly file: string;
  readonly base: string;
  readonly result: string;
}

/** How changed dependencies are installed. */
export type InstallPlan =
  /** `folder`: relative to the project; empty for its root. */
  | { readonly ok: true; readonly folder: string; readonly program: 'npm'; readonly args: readonly string[] }
  | { readonly ok: false; readonly why: string };

const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];
const OF_OTHERS = { 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'Yarn', 'bun.lock': 'Bun', 'bun.lockb': 'Bun' } as const;
/** https://docs.npmjs.com/cli/commands/npm-install: no script of any package runs. */
const OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund'];

/** What is to be run for a change of dependencies. Reads what is on disk, runs nothing. */
export function installPlanFor(root: string, change: ChangedManifest): InstallPlan {
  const name = basename(change.file);
  if (name !== 'package.json' && !LOCKS.includes(name))
    return { ok: false, why: `${name} is nothing that npm installs from, and only npm is used in this version` };
  const above = foldersAbove(change.file);
  const other = Object.entries(OF_OTHERS).find(([lock]) => above.some((folder) => existsSync(join(root, folder, lock))));
  if (other !== undefined) return { ok: false, why: `the project is installed with ${other[1]}, and only npm is used in this version` };
  if (Object.keys(parsed(change.result)).length === 0) return { ok: false, why: `${name} is no valid JSON` };
  const stranger = strangerIn(change);
  if (stranger !== undefined) return { ok: false, why: `${stranger} is not from npm's registry: read it, and install it yourself` };
  const locked = above.find((folder) => LOCKS.some((lock) => existsSync(join(root, folder, lock))));
  const own = dirname(change.file) === '.' ? '' : dirname(change.file);
  return { ok: true, folder: locked ?? own, program: 'npm', args: [LOCKS.includes(name) ? 'ci' : 'install', ...OPTIONS] };
}

/** Where a manifest says what it needs: https://docs.npmjs.com/cli/configuring-npm/package-json */
const NEEDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides'];
/** What npm fetches from elsewhere, or takes from this machine. */
const ELSEWHERE = /^(?:git|file:|link:|ssh:|github:|gitlab:|bitbucket:|gist:|https?:|~\/|\.{0,2}\/)|^[\w.-]+\/[\w.-]+(?:#.*)?$/i;
/** In a list of locked packages each has the address that it was fetched from. */
const LOCKED = /"(?:resolved|version)"\s*:\s*"((?:git|file:|link:|ssh:|~\/|\.{1,2}\/|http:)[^"\n]*)"/gi;

/** The first thing that the change begins to take from elsewhere than a registry. */
function strangerIn({ file, base, result }: ChangedManifest): string | undefined {
  const strangers = basename(file) === 'package.json' ? strangersOfManifest : strangersOfLock;
  const known = new Set(strangers(base));
  return strangers(result).find((one) => !known.has(one));
}

function strangersOfLock(text: string): readonly string[] {
  return [...text.matchAll(LOCKED)].map(([, address]) => address ?? '');
}

function strangersOfManifest(text: string): readonly string[] {
  const manifest = parsed(text);
  return NEEDS.flatMap((field) => pairsIn(manifest[field]))
    .filter(([, value]) => ELSEWHERE.test(value))
    .map(([name, value]) => `${name}: ${value}`);
}

function pairsIn(value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) =>
    typeof one === 'string' ? [[name, one] as const] : pairsIn(one),
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
