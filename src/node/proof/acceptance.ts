import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join, normalize } from 'node:path';

import type { AcceptanceCheck } from '../../core/proof.ts';
import type { Plan } from './plan.ts';

/** The acceptance checks of a task, as they are run. */
export interface ReadChecks {
  readonly ok: true;
  /** Texts by name, to be put into the copy. */
  readonly files: ReadonlyMap<string, string>;
  /** `words`: as it was asked for. */
  readonly commands: readonly { readonly words: string; readonly argv: readonly string[] }[];
}

const MOST_CHECKS = 20;

/** Reads the checks against the plan of the project's own tests: nothing else is ever run. */
export function readChecks(
  checks: readonly AcceptanceCheck[],
  root: string,
  plan: Plan,
): ReadChecks | { readonly ok: false; readonly why: string } {
  if (checks.length > MOST_CHECKS) return { ok: false, why: `there are more than ${MOST_CHECKS} acceptance checks` };
  const files = new Map<string, string>();
  const commands: { words: string; argv: readonly string[] }[] = [];
  for (const check of checks) {
    const why = check.kind === 'test' ? wrongFile(check, root) : wrongCommand(check.argv, plan);
    if (why !== undefined) return { ok: false, why };
    if (check.kind === 'test') files.set(normalize(check.file), check.text);
    else commands.push({ words: check.argv.join(' '), argv: programOf(check.argv, plan) });
  }
  return { ok: true, files, commands };
}

function wrongFile({ file, text }: { readonly file: string; readonly text: string }, root: string): string | undefined {
  const name = normalize(file);
  if (isAbsolute(name) || name.startsWith('..') || name === '.') return `the acceptance check ${file} is not within the project`;
  const path = join(root, name);
  if (existsSync(path) && readFileSync(path, 'utf8') !== text)
    return `the acceptance check ${file} would stand in place of a file of the project: give it another name`;
  return undefined;
}

function wrongCommand(argv: readonly string[], { runner }: Plan): string | undefined {
  const [program = '', ...rest] = argv;
  const name = basename(program);
  const isOwn = runner === 'node' ? name === 'node' && rest.includes('--test') : name === runner;
  return isOwn
    ? undefined
    : `the acceptance check "${argv.join(' ')}" is no call of the project's test runner, which is ${runner === 'node' ? 'node --test' : runner}`;
}

/** The runner as the project has it. */
function programOf([, ...rest]: readonly string[], { runner, tool }: Plan): readonly string[] {
  if (runner === 'node') return [tool.path, ...rest];
  return runner === 'pytest' ? [tool.path, '-m', 'pytest', '-p', 'no:cacheprovider', ...rest] : [runner, ...rest];
}
