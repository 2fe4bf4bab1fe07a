import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startTestVsCode, type TestVsCode } from './lib/served-window.ts';

const BROKEN = `function averageOf(numbers) {
  let total = 0;
  for (const number of numbers) {
    total = total + number;
  }
  if (numbers.length === 0) {
    return 0;
  }
  return Math.round(total / numbers.length;
}

module.exports = { averageOf };
`;
const MENDED = 'return Math.round(total / numbers.length);';

let vscode: TestVsCode;
before(async () => {
  vscode = await startTestVsCode({ workspace: { 'average.js': BROKEN } });
});
after(() => vscode.dispose());

test('a broken function is mended by the embedded model, judged, shown as a diff, accepted, and undone with one key', async () => {
  const window = await vscode.openWindow({ width: 1280, height: 800 });
  await window.openFile('average.js');
  await window.selectLines(1, 10);
  await window.runCommand('Centuria: Change This…');
  await window.page.getByText(/SmolLM2 135M here, free/).first().waitFor();
  await window.screenshot('change-ask');
  await window.typeInQuickInput('Fix the syntax error.', { enter: true });
  await window.waitForEditorTab(/syntax.* passed/);
  await window.screenshot('change-diff');
  await window.runCommand('Centuria: Accept');
  await window.page.locator('.tabs-container .tab').filter({ hasText: /passed/ }).waitFor({ state: 'detached' });
  await window.page.locator('.view-line').filter({ hasText: MENDED }).first().waitFor();
  await window.screenshot('change-accepted');
  assert.equal(readFileSync(join(vscode.folder, 'average.js'), 'utf8'), BROKEN, 'accept does not save');
  await window.press('Control+Z');
  await window.page.locator('.view-line').filter({ hasText: 'total / numbers.length;' }).first().waitFor();
  await window.runCommand('Centuria: Show Receipt');
  await window.waitForEditorTab(/receipt/);
  await window.screenshot('change-receipt');
  assert.deepEqual(window.ownErrors(), []);
});
