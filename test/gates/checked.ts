import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check, type CheckOptions } from '../../src/cli/commands/check.ts';
import { gates } from './shared-gates.ts';

export interface Said {
  readonly code: number;
  readonly text: string;
}

/** What `centuria check` writes and exits with. */
export async function checkedIn(folder: string, options: Partial<CheckOptions>): Promise<Said> {
  let text = '';
  const out = (part: string): void => void (text += part);
  const code = await check({
    gates,
    folder,
    paths: [],
    form: 'json',
    version: '1.2.3',
    signal: new AbortController().signal,
    progress: { show: () => undefined, clear: () => undefined },
    out,
    ...options,
  });
  return { code, text };
}

interface Report {
  readonly files: number;
  readonly findings: readonly {
    readonly file: string;
    readonly rule: string;
    readonly blocks: boolean;
    readonly cwe?: string;
    readonly range: { readonly startLine: number };
  }[];
  readonly notJudged: readonly { readonly file: string; readonly why: string; readonly supported: boolean }[];
  readonly off: readonly string[];
}

export const reportOf = ({ text }: Said): Report => JSON.parse(text);

/** A repository of its own whose first commit holds `texts`. */
export async function inRepository(texts: Readonly<Record<string, string>>, act: (root: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'centuria-check-'));
  try {
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], { stdio: 'ignore' });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    await act(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
