import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
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
    const args = [servedVsCodeMain(), '--install-extension', inRoot(file), '--extensions-dir', extensionsDir, '--server-data-dir', join(home, 'server')];
    const { code, output } = await run(process.execPath, [...args, '--accept-server-license-terms'], { quiet: true });
    assert.equal(code, 0, output);
    await useIt(extensionsDir);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return { passed: 1, failed: 0, skipped: 0 };
}

/** Its log opens only if it was activated. */
async function useIt(extensionsDir: string): Promise<void> {
  await using vscode = await startTestVsCode({ workspace: { 'a.js': 'export const a = 1;\n' }, extension: undefined, extensionsDir });
  const window = await vscode.openWindow();
  await window.runCommand('Centuria: Show Log');
  await window.page.locator('.part.panel .output-view').first().waitFor();
  await window.page.locator('.part.panel option[value="Centuria"]').first().waitFor({ state: 'attached' });
  assert.deepEqual(window.ownErrors(), []);
}
