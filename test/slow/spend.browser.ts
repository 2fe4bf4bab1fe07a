import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { Browser } from 'playwright-core';

import { axeViolations } from '../browser/lib/axe.ts';
import { BUSY, BY_DAY, BY_TASK } from '../webview/models.ts';
import { launchBrowser } from '../lib/launch-browser.ts';
import { bundlePanel, openPanel, type Files, type OpenOptions, type PanelPage } from '../webview/panel-page.ts';
import { THEMES } from '../webview/themes.ts';

const [DARK] = THEMES;

describe('what was spent, in the panel', () => {
  let browser: Browser;
  let files: Files;

  before(async () => {
    files = await bundlePanel();
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const withPanel = async (
    options: Partial<OpenOptions> & { readonly width: number },
    use: (panel: PanelPage) => Promise<void>,
  ): Promise<void> => {
    assert.ok(DARK !== undefined);
    const panel = await openPanel(browser, { files, theme: DARK, ...options });
    try {
      await use(panel);
      assert.deepEqual(panel.problems, []);
    } finally {
      await panel.close();
    }
  };

  for (const theme of THEMES) {
    for (const width of [300, 1200]) {
      test(`axe finds nothing in ${theme.id} at ${width} px, by day and by task, with the table open`, async () => {
        for (const [view, model] of [
          ['day', BY_DAY],
          ['task', BY_TASK],
        ] as const) {
          await withPanel({ theme, width, saved: { filter: '', view } }, async ({ page, show, screenshot }) => {
            await show(model);
            await page.locator('.numbers summary').click();
            await page.clock.runFor(50);
            await screenshot(`spend-${view}-${theme.id}-${width}`);
            const behind = width < 600 ? '--vscode-sideBar-background' : '--vscode-editor-background';
            assert.deepEqual(await axeViolations(page.mainFrame(), behind), []);
          });
        }
      });
    }
  }

  test('the switch asks the host for another side, which outlives the page; what is drawn is there as a table too', async () => {
    await withPanel({ width: 1200 }, async ({ page, show, sent, saved }) => {
      await show(BUSY);
      await page.getByRole('button', { name: 'Day', exact: true }).click();
      assert.deepEqual((await sent()).at(-1), { type: 'view', view: 'day' });
      assert.deepEqual(await saved(), { filter: '', view: 'day' });
      await page.getByText('Adding up.').waitFor();
      await show(BY_DAY);
      assert.equal(await page.locator('.plot canvas').count(), 1);
      assert.match(
        await page.locator('.facts-line').innerText(),
        /on this machine 64 % of calls, 41 % of tokens\s+saved \$3\.10 against all on claude-sonnet/,
      );
      await page.locator('.numbers summary').click();
      const table = page.getByRole('region', { name: 'Spend by day' });
      assert.match(await table.locator('caption').innerText(), /^saved \$3\.10 against all on claude-sonnet\. The tokens of 212 answers/);
      const { report } = BY_DAY;
      assert.equal(await table.locator('tbody tr').count(), (report?.rows.filter(({ calls }) => calls > 0).length ?? 0) + 1);
      assert.match(await table.getByRole('row').last().innerText(), /^All\s+\$/);
    });
    await withPanel({ width: 1200, saved: { filter: '', view: 'task' } }, async ({ show, sent, page }) => {
      assert.deepEqual(await sent(), [{ type: 'ready', view: 'task' }]);
      await show(BY_TASK);
      assert.equal(await page.getByRole('button', { name: 'Task', exact: true }).getAttribute('aria-pressed'), 'true');
    });
  });

  test('what was not measured is not shown', async () => {
    await withPanel({ width: 1200, saved: { filter: '', view: 'day' } }, async ({ page, show }) => {
      const { saved: _, localCallsShare: __, localTokensShare: ___, ...report } = BY_DAY.report ?? assert.fail();
      await show({ ...BY_DAY, report });
      assert.equal(await page.locator('.facts-line .fact').count(), 0);
      await page.locator('.numbers summary').click();
      assert.equal(await page.locator('caption').count(), 0);
    });
  });
});
