import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { Browser } from 'playwright-core';

import { BUSY, BUSY_WITH_DETAIL, BY_TASK, EMPTY, hundredWorking, NOW } from './models.ts';
import { launchBrowser } from '../lib/launch-browser.ts';
import { bundlePanel, openPanel, type Files, type OpenOptions, type PanelPage } from './panel-page.ts';
import { countMutations, runAxe, setVisibility } from './in-page.ts';
import { THEMES, type Theme } from './themes.ts';

const WIDTHS = [300, 1200];
const [DARK] = THEMES;
type Opened = Partial<OpenOptions> & { readonly width: number };

describe('the panel in a browser', () => {
  let browser: Browser;
  let files: Files;
  let axe: string;

  before(async () => {
    files = await bundlePanel();
    browser = await launchBrowser();
    axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  });
  after(() => browser.close());

  const withPanel = async (options: Opened, use: (panel: PanelPage) => Promise<void>): Promise<void> => {
    assert.ok(DARK !== undefined);
    const panel = await openPanel(browser, { files, theme: DARK, ...options });
    try {
      await use(panel);
      assert.deepEqual(panel.problems, []);
    } finally {
      await panel.close();
    }
  };

  const lookAt = async (panel: PanelPage, theme: Theme, name: string): Promise<void> => {
    await panel.page.evaluate(axe);
    const violations = await panel.page.evaluate(runAxe);
    await panel.screenshot(`panel-${name}`);
    assert.deepEqual(violations, [], `${theme.id}, ${name}`);
  };

  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      test(`axe finds nothing in ${theme.id} at ${width} px: at work, with a task open, and empty`, async () => {
        await withPanel({ theme, width }, async (panel) => {
          await panel.show(BUSY);
          await lookAt(panel, theme, `busy-${theme.id}-${width}`);
          await panel.show(EMPTY);
          await lookAt(panel, theme, `empty-${theme.id}-${width}`);
        });
        await withPanel({ theme, width, saved: { selected: 't-1', filter: '' } }, async (panel) => {
          await panel.show(BUSY_WITH_DETAIL);
          for (const summary of await panel.page.locator('summary').all()) await summary.click();
          await lookAt(panel, theme, `task-${theme.id}-${width}`);
        });
      });
    }
  }

  for (const width of [200, 300, 720, 1200]) {
    test(`nothing is wider than the panel at ${width} px`, async () => {
      for (const model of [BUSY, BUSY_WITH_DETAIL, EMPTY, BY_TASK]) {
        const open = model.detail === undefined ? undefined : { selected: 't-1', filter: '' };
        const saved = model.report === undefined ? open : { filter: '', view: 'task' };
        await withPanel({ width, saved }, async (panel) => {
          await panel.show(model);
          const content = await panel.page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(content <= width, `${content} px`);
        });
      }
    });
  }

  test('the keyboard reaches a seat, walks over the team, opens a task and comes back', async () => {
    await withPanel({ width: 1200 }, async ({ page, show, sent }) => {
      await show(BUSY);
      const focused = (): Promise<string> =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
      await page.getByRole('searchbox').focus();
      await page.keyboard.press('Tab');
      assert.match(await focused(), /\(gen-01\): working: sum\.ts/);
      await page.keyboard.press('ArrowRight');
      assert.match(await focused(), /\(gen-02\): working/);
      await page.keyboard.press('ArrowDown');
      assert.match(await focused(), /\(gen-12\): idle/);
      await page.keyboard.press('End');
      assert.match(await focused(), /\(aut-30\): cannot work yet: no OpenHands/);
      await page.keyboard.press('Home');
      await page.keyboard.press('Tab');
      assert.equal(await focused(), 'sum.ts: handle an empty list');
      await page.keyboard.press('Enter');
      assert.deepEqual((await sent()).at(-1), { type: 'select', task: 't-1' });
      await show(BUSY_WITH_DETAIL);
      await comesTo(page, () => page.evaluate(() => document.activeElement?.id), 'detail-heading');
      await page.keyboard.press('Escape');
      assert.deepEqual((await sent()).at(-1), { type: 'select' });
      await comesTo(page, focused, 'sum.ts: handle an empty list');
    });
  });

  test('Enter on a seat opens its task; on an idle one the card of its role, and Escape leads back', async () => {
    await withPanel({ width: 300 }, async ({ page, show, sent }) => {
      await show(BUSY);
      await page.locator('[data-seat="gen-05"]').press('Enter');
      assert.deepEqual(
        (await sent()).map(({ type }) => type),
        ['ready'],
      );
      const card = page.locator('section.detail');
      assert.match(await card.innerText(), /gen-05[^]*Writes and changes[^]*idle[^]*smollm2 here, then gemini-flash/);
      await comesTo(page, () => page.evaluate(() => document.activeElement?.id), 'seat-heading');
      await page.keyboard.press('Escape');
      await comesTo(page, () => page.evaluate(() => document.activeElement?.getAttribute('data-seat')), 'gen-05');
      await page.locator('[data-seat="aut-01"]').click();
      assert.match(await card.innerText(), /cannot work yet[^]*no OpenHands server is set up[^]*nobody yet/);
      await comesTo(page, () => page.evaluate(() => document.activeElement?.id), 'seat-heading');
      await page.keyboard.press('Escape');
      await page.locator('[data-seat="gen-03"]').press('Enter');
      assert.deepEqual((await sent()).at(-1), { type: 'select', task: 't-5' });
    });
  });

  test('the line under the board follows the keyboard, also while the mouse rests on a seat', async () => {
    await withPanel({ width: 1200 }, async ({ page, show }) => {
      await show(BUSY);
      await page.locator('[data-seat="gen-09"]').hover();
      await page.locator('[data-seat="gen-01"]').focus();
      await page.keyboard.press('ArrowRight');
      assert.match(await page.locator('.described').innerText(), /\(gen-02\)/);
      await page.locator('[data-seat="gen-10"]').hover();
      assert.match(await page.locator('.described').innerText(), /\(gen-10\)/);
    });
  });

  test('who is left alone just now is said', async () => {
    await withPanel({ width: 300 }, async ({ page, show }) => {
      await show(BUSY);
      await page.getByText('Gemini asked to wait until 14:25').waitFor();
      await show(EMPTY);
      assert.equal(await page.locator('.notice').count(), 0);
    });
  });

  test("the day's tokens are told beside its money, and marked from 80 % on", async () => {
    await withPanel({ width: 300 }, async ({ page, show }) => {
      await show(BUSY);
      assert.equal(await page.locator('.spend .fact.near').innerText(), '85.4k of 100.0k tokens');
    });
  });

  test('every state of a seat has a shape of its own', async () => {
    await withPanel({ width: 300 }, async ({ page, show }) => {
      await show(BUSY);
      const shapes = await page.evaluate(() =>
        ['idle', 'unavailable', 'working', 'waiting', 'needs-you', 'failed'].map(
          (state) => document.querySelector(`.seat.${state} svg`)?.innerHTML ?? 'missing',
        ),
      );
      assert.equal(new Set(shapes).size, 6);
      assert.ok(!shapes.includes('missing'));
    });
  });

  test('the empty panel says what is missing and its button asks for it', async () => {
    await withPanel({ width: 300 }, async ({ page, show, sent }) => {
      await show(EMPTY);
      await page.getByRole('button', { name: 'Download a model' }).click();
      assert.deepEqual((await sent()).at(-1), { type: 'run', command: 'centuria.model.download' });
    });
  });

  test('what needs the person and what runs can be acted on', async () => {
    await withPanel({ width: 1200 }, async ({ page, show, sent }) => {
      await show(BUSY);
      await page.getByRole('button', { name: 'Open diff: cart.ts: round once, at the end' }).click();
      assert.deepEqual((await sent()).at(-1), { type: 'run', command: 'centuria.task.open', task: 't-3' });
      await page.getByRole('button', { name: 'Stop: session.ts: analyse' }).click();
      assert.deepEqual((await sent()).at(-1), { type: 'run', command: 'centuria.task.cancel', task: 't-4' });
    });
  });

  test('evidence opens its line', async () => {
    await withPanel({ width: 300, saved: { selected: 't-1', filter: '' } }, async ({ page, show, sent }) => {
      await show(BUSY_WITH_DETAIL);
      await page.getByRole('button', { name: 'sum.ts, line 2' }).click();
      assert.deepEqual((await sent()).at(-1), { type: 'openLink', uri: 'file:///sample/sum.ts', line: 1 });
    });
  });

  test('text of a model is text: its markup does nothing', async () => {
    await withPanel({ width: 300, saved: { selected: 't-1', filter: '' } }, async ({ page, show }) => {
      const { detail } = BUSY_WITH_DETAIL;
      assert.ok(detail !== undefined);
      const text = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
      await show({ ...BUSY, detail: { ...detail, transcript: [{ who: 'model', text, at: NOW }] } });
      assert.equal(await page.getByText('<img src=x').count(), 1);
      assert.equal(await page.evaluate(() => 'hit' in window), false);
    });
  });

  test('selection and filter outlive the page', async () => {
    await withPanel({ width: 1200 }, async ({ page, show, saved }) => {
      await show(BUSY);
      await page.getByRole('searchbox').fill('sum');
      await page.getByRole('button', { name: 'sum.ts: handle an empty list', exact: true }).click();
      assert.deepEqual(await saved(), { selected: 't-1', filter: 'sum' });
    });
    await withPanel({ width: 1200, saved: { selected: 't-1', filter: 'sum' } }, async ({ page, sent }) => {
      assert.deepEqual(await sent(), [{ type: 'ready', selected: 't-1' }]);
      assert.equal(await page.getByRole('searchbox').count(), 0);
    });
  });

  test('the filter leaves the seats and tasks that match', async () => {
    await withPanel({ width: 1200 }, async ({ page, show }) => {
      await show(BUSY);
      await page.getByRole('searchbox').fill('cannot work');
      assert.equal(await page.locator('.seat').count(), 30);
      await page.getByRole('searchbox').fill('parse-date');
      assert.equal(await page.locator('.row').count(), 1);
      assert.equal(await page.locator('.seat').count(), 1);
      assert.equal(await page.locator('.described').innerText(), '1 of 100 match: 1 working');
      await page.getByRole('searchbox').fill('no such thing');
      assert.equal(await page.locator('.described').innerText(), 'No seat matches.');
      await page.getByText('No task matches.').waitFor();
    });
  });

  test('the numbers of the chart are there as a table', async () => {
    await withPanel({ width: 1200 }, async ({ page, show }) => {
      await show(BUSY);
      assert.equal(await page.locator('.plot canvas').count(), 1);
      await page.getByText('By hour').click();
      const rows = page.getByRole('region', { name: 'Spend by hour and provider' }).getByRole('row');
      assert.equal(await rows.count(), 11);
      assert.match(await rows.last().innerText(), /14:00\s+\$0\.018\s+\$0\.01\s+\$0\s+\$0\.028/);
    });
  });

  test('a hundred at work cost nothing when nothing changed, and one text each when their line did', async () => {
    await withPanel({ width: 1200 }, async ({ page, show, post }) => {
      await show(hundredWorking(0));
      assert.equal(await page.locator('.row.working').count(), 100);
      // However slow the machine is, no second passes from here on but by `settled`.
      await page.clock.pauseAt(NOW + 60_000);
      await settled(page);
      await page.evaluate(countMutations);
      const { working, seats } = structuredClone(hundredWorking(0));
      await post({ type: 'delta', seq: 2, changes: { working, seats }, removed: [] });
      await settled(page);
      assert.equal(await page.evaluate(() => window.mutations), 0);
      for (let step = 1; step <= 4; step += 1) {
        await post({ type: 'delta', seq: 2 + step, changes: { working: hundredWorking(step).working }, removed: [] });
        await settled(page);
      }
      assert.equal(await page.evaluate(() => window.mutations), 400);
    });
  });

  test('seconds tick while something works and the page is seen, and not otherwise', async () => {
    await withPanel({ width: 300 }, async ({ page, show }) => {
      await show(BUSY);
      const elapsed = page.locator('.row.working .number').first();
      // However slow the machine is, no second passes from here on but those that are run.
      await page.clock.pauseAt(NOW + 20_000);
      const seconds = async (): Promise<number> => Number.parseInt(await elapsed.innerText(), 10);
      const first = await seconds();
      assert.ok(first === 31 || first === 32, `${first}: the last tick was less than a second ago`);
      await page.clock.runFor(3000);
      assert.equal(await seconds(), first + 3);
      await page.evaluate(setVisibility, 'hidden');
      await page.evaluate(countMutations);
      await page.clock.runFor(10_000);
      assert.equal(await page.evaluate(() => window.mutations), 0);
      await page.evaluate(setVisibility, 'visible');
      await page.clock.runFor(20);
      assert.ok((await seconds()) >= first + 13, 'what passed unseen is told once it is seen');
      await show({ ...BUSY, working: [] });
      await settled(page);
      await page.evaluate(countMutations);
      await page.clock.runFor(10_000);
      assert.equal(await page.evaluate(() => window.mutations), 0);
    });
  });

  for (const [reducedMotion, expected] of [
    [true, 0],
    [false, 1],
  ] as const) {
    test(`${reducedMotion ? 'with' : 'without'} reduced motion ${expected === 0 ? 'nothing' : 'only the budget bar'} moves`, async () => {
      await withPanel({ width: 300, reducedMotion }, async ({ page, show }) => {
        await show(BUSY);
        const moving = await page.evaluate(() => {
          const styles = [...document.querySelectorAll('*')].map((element) => ({ element, style: getComputedStyle(element) }));
          const found = styles.filter(({ style }) => style.transitionDuration !== '0s' || style.animationName !== 'none');
          return found.map(({ element }) => element.className);
        });
        assert.equal(new Set(moving.map((name) => String(name).split('-')[0])).size, expected, String(moving));
      });
    });
  }

  test('the chart takes the colours of a theme that is changed under it', async () => {
    await withPanel({ width: 1200 }, async ({ page, show }) => {
      await show(BUSY);
      const picture = (): Promise<string> => page.evaluate(() => document.querySelector('canvas')?.toDataURL() ?? '');
      const before = await picture();
      await page.evaluate(() => document.documentElement.style.setProperty('--vscode-charts-blue', '#ff0000'));
      await settled(page);
      assert.notEqual(await picture(), before);
    });
  });
});

// Preact draws in a micro-task, and the fake clock holds the frames back.
async function settled(page: PanelPage['page']): Promise<void> {
  await page.clock.runFor(50);
}

/** The frame that a key asks for may be asked for only after `press` has returned. */
async function comesTo(page: PanelPage['page'], read: () => Promise<unknown>, wanted: string): Promise<void> {
  for (let frame = 0; frame < 100 && (await read()) !== wanted; frame += 1) await settled(page);
  assert.equal(await read(), wanted);
}
