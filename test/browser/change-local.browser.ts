import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { inRoot } from '../../scripts/lib/paths.mjs';
import { titleAction } from './lib/editing.ts';
import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';

const SAMPLE = inRoot('samples/workspace');
const BROKEN = '+ name.trim(;';
const MENDED = '+ name.trim();';

let vscode: TestVsCode;
before(async () => {
  vscode = await startTestVsCode({ workspace: SAMPLE });
});
after(() => vscode.dispose());

test('a broken function of the sample is mended by the embedded model, judged, accepted, and undone with one key', async () => {
  const window = await vscode.openWindow({ width: 1280, height: 800 });
  await window.openFile('greeting.js');
  await window.goToLine(8);
  await window.runCommand('Centuria: Change This…');
  await window
    .quickRows()
    .filter({ hasText: /SmolLM2 135M here, free/ })
    .waitFor();
  await window.screenshot('change-ask');
  await window.typeInQuickInput('Fix the syntax error.', { enter: true });
  await window.waitForEditorTab(/^greeting\.js · gates (?:and tests )?passed(?:, behaviour not proved|, no new test failure)?$/);
  await titleAction(window, 'Discard').waitFor();
  await window.screenshot('change-diff');
  await titleAction(window, 'Accept').click();
  await window.page
    .locator('.tabs-container .tab')
    .filter({ hasText: /passed/ })
    .waitFor({ state: 'detached' });
  await window.page.locator('.view-line').filter({ hasText: MENDED }).first().waitFor();
  await window.screenshot('change-accepted');
  const original = readFileSync(join(SAMPLE, 'src/greeting.js'), 'utf8');
  assert.ok(await window.showsText(original.replace(BROKEN, MENDED)), 'nothing else was changed');
  assert.equal(readFileSync(join(vscode.folder, 'src/greeting.js'), 'utf8'), original, 'accept does not save');
  await window.press('Control+Z');
  await window.page.locator('.view-line').filter({ hasText: BROKEN }).first().waitFor();

  await window.runCommand('Centuria: Show Receipt');
  const receipt = await window.webviewFrame('h1:has-text("Receipt")');
  await receipt.getByText('The result was accepted and then undone.').first().waitFor();
  await window.screenshot('change-receipt');
  await window.theme('light');
  await window.screenshot('change-receipt-light');
  assert.deepEqual(window.ownErrors(), []);
});
