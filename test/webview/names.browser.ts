import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BUSY, BUSY_WITH_DETAIL, BY_TASK, EMPTY } from './models.ts';
import { launchBrowser } from '../lib/launch-browser.ts';
import { bundlePanel, openPanel } from './panel-page.ts';
import { THEMES } from './themes.ts';

// A line of YAML, in quotes where the name holds a colon.
const THINGS = /^\s*- '?(?:button|link|searchbox|textbox|combobox|listbox|checkbox|radio|slider|spinbutton|meter|progressbar|img|region)\b/;
/** A sign of an icon font is no name. */
const NAMED = /"[^"]*[\p{L}\d]/u;

const STATES = [
  { model: EMPTY, saved: undefined },
  { model: BUSY, saved: undefined },
  { model: BUSY_WITH_DETAIL, saved: { selected: 't-1', filter: '' } },
  { model: BY_TASK, saved: { filter: '', view: 'task' } },
];

test('every field, button, picture and meter of the panel has a name for who cannot see it', async () => {
  const [theme] = THEMES;
  assert.ok(theme !== undefined);
  const files = await bundlePanel();
  const browser = await launchBrowser();
  try {
    let named = 0;
    for (const { model, saved, width } of [300, 1200].flatMap((px) => STATES.map((state) => ({ ...state, width: px })))) {
      const panel = await openPanel(browser, { files, theme, width, saved });
      await panel.show(model);
      for (const summary of await panel.page.locator('summary').all()) await summary.click();
      const things = (await panel.page.locator('body').ariaSnapshot()).split('\n').filter((line) => THINGS.test(line));
      assert.deepEqual(
        things.filter((line) => !NAMED.test(line)),
        [],
      );
      named += things.length;
      await panel.close();
    }
    assert.ok(named > 400, `${named} were looked at`);
  } finally {
    await browser.close();
  }
});
