import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gateAssets } from '../../src/gates/assets.ts';
import { pythonImports } from '../../src/gates/python-imports/python-imports.ts';
import { createGrammars } from '../../src/gates/tree-sitter/grammars.ts';

export const grammars = createGrammars(gateAssets(new URL('../../src/gates/worker.ts', import.meta.url).href));
const made: string[] = [];
after(() => {
  grammars.dispose();
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** A project on the disk: paths with their texts. `.git` says where it ends. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'centuria-imports-'));
  made.push(folder);
  for (const [path, text] of Object.entries({ '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const site = '.venv/lib/python3.12/site-packages';
export const environment = {
  '.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.12.3\ninclude-system-site-packages = false\n',
  [`${site}/requests/__init__.py`]: '',
  [`${site}/requests-2.32.0.dist-info/METADATA`]: '',
  [`${site}/fast.cpython-312-x86_64-linux-gnu.so`]: '',
  [`${site}/six.py`]: '',
};

/** `found`, `nowhere` or `doubt`, and what was said. */
export async function resolved(
  folder: string,
  statement: string,
  { path = 'app.py', opened = [] }: { path?: string | undefined; opened?: readonly string[] } = {},
): Promise<{ what: string; said: string }> {
  const uri = pathToFileURL(join(folder, path)).href;
  const overlays = opened.map((one) => ({ uri: pathToFileURL(join(folder, one)).href, text: 'x = 1\n' }));
  const analysis = await pythonImports({ uri, text: `${statement}\n`, overlays }, grammars);
  assert.ok(analysis.ok);
  const [first] = analysis.complaints;
  return { what: first === undefined ? 'found' : first.blocks ? 'nowhere' : 'doubt', said: first?.message ?? '' };
}

// eslint-disable-next-line max-params -- a table reads best as a row
export async function expectWhat(folder: string, what: string, statements: readonly string[], path?: string): Promise<void> {
  for (const statement of statements) assert.equal((await resolved(folder, statement, { path })).what, what, statement);
}
