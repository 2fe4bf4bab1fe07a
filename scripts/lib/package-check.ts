import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestVsCode } from '../../test/browser/lib/served-window.ts';
import { makePackage } from './make-package.ts';
import { inRoot } from './paths.mjs';
import { run } from './processes.mjs';
import type { TestCounts } from './run-host-tests.ts';
import { servedVsCodeMain } from './served-vscode-tool.mjs';

/** Packs the extension, installs it into the real VS Code as a person's would be, and uses it there. */
export async function checkPackage(): Promise<TestCounts> {
  const { file, bytes } = await makePackage({});
  console.log(`  ${file}, ${(bytes / 1024 / 1024).toFixed(2)} MB`);
  const home = await mkdtemp(join(tmpdir(), 'centuria-package-'));
  try {
    const extensionsDir = join(home, 'extensions');
    const args = [
      servedVsCodeMain(),
      '--install-extension',
      inRoot(file),
      '--extensions-dir',
      extensionsDir,
      '--server-data-dir',
      join(home, 'server'),
    ];
    const { code, output } = await run(process.execPath, [...args, '--accept-server-license-terms'], { quiet: true });
    assert.equal(code, 0, output);
    await judgeWithIt(extensionsDir, home);
    await useIt(extensionsDir);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return { passed: 1, failed: 0, skipped: 0 };
}

const WRONG = {
  'wrong.py': "import os\nfrom flask import request\n\n\ndef show():\n    os.system(request.args['name'])\n\n\nlen(5)\n",
  'wrong.ts': 'export const wrong: number = "a";\n',
};

/** Every file the gates need is in it: what they find in two wrong files, by its own command line. */
async function judgeWithIt(extensionsDir: string, home: string): Promise<void> {
  const folder = (await readdir(extensionsDir)).find((name) => name.startsWith('centuria.centuria-'));
  assert.ok(folder, 'the package was installed');
  for (const [name, text] of Object.entries(WRONG)) await writeFile(join(home, name), text);
  const cli = join(extensionsDir, folder, 'dist/cli.js');
  const { code, output } = await run(process.execPath, [cli, 'check', ...Object.keys(WRONG), '--json'], { cwd: home, quiet: true });
  assert.equal(code, 1, output);
  const { findings }: { readonly findings: readonly { readonly rule: string }[] } = JSON.parse(output);
  const rules = new Set(findings.map(({ rule }) => rule));
  assert.ok(rules.has('command-injection') && rules.has('TS2322') && rules.has('reportArgumentType'), output);
}

/** Its log opens only if it was activated. */
async function useIt(extensionsDir: string): Promise<void> {
  await using vscode = await startTestVsCode({ workspace: { 'a.js': 'export const a = 1;\n' }, extension: undefined, extensionsDir });
  const window = await vscode.openWindow();
  await window.runCommand('Centuria: Show Log');
  await window.page.locator('.tabs-container .tab.active').filter({ hasText: 'centuria.log' }).waitFor();
  assert.deepEqual(window.ownErrors(), []);
}
