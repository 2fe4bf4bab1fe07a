import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { inRoot } from '../../../scripts/lib/paths.mjs';

const screens = inRoot('test-results/screens');

/** How long a window may take for one step on a busy machine, in milliseconds. */
export const patience = 60_000;

/**
 * One window of the served VS Code, driven as a person drives it: by keys, clicks and what is on the screen.
 * Every method waits for the state it is about, and rejects with what it waited for.
 */
export class VsCodeWindow {
  readonly page: Page;
  /** Error lines of the page's console and uncaught exceptions, in order; VS Code's own noise is among them. */
  readonly consoleErrors: string[] = [];
  readonly #context: BrowserContext;
  readonly #settingsFile: string;

  constructor(page: Page, settingsFile: string) {
    this.page = page;
    this.#context = page.context();
    this.#settingsFile = settingsFile;
    page.setDefaultTimeout(patience);
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.consoleErrors.push(error.stack ?? error.message));
  }

  /** Those of the errors that name our extension or code of ours. */
  ownErrors(): string[] {
    return this.consoleErrors.filter((line) => line.includes('centuria.centuria') || line.includes(inRoot('dist')));
  }

  /** Loads the page and waits until the workbench takes keys and the extension host has answered. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.#ready();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  async #ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.monaco-workbench .part.activitybar .action-item').first().waitFor();
  }

  press(keys: string): Promise<void> {
    return this.page.keyboard.press(keys);
  }

  /** Opens a file by its name or the end of its path, as with Ctrl+P, and waits for its text. */
  async openFile(name: string): Promise<void> {
    const base = name.split('/').at(-1) ?? name;
    await this.#choose('Control+P', name, (rows) => rows.filter({ has: this.page.getByText(base, { exact: true }) }));
    await this.page.locator(`.tabs-container .tab.active[data-resource-name="${base}"]`).first().waitFor();
    await this.#editorLines().first().waitFor();
  }

  /** Selects whole lines, counted from 1, and waits until the status bar says so. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.goToLine(first);
    await this.press('Home');
    for (let line = first; line < last; line += 1) await this.press('Shift+ArrowDown');
    await this.press('Shift+End');
    await this.statusBarItem('selected').waitFor();
  }

  /** Puts the cursor at the start of a line, counted from 1. */
  async goToLine(line: number): Promise<void> {
    await this.press('Control+G');
    const input = this.quickInput();
    await input.waitFor();
    await input.pressSequentially(String(line));
    await this.press('Enter');
    await this.#quickInputGone();
    await this.statusBarItem(new RegExp(`Ln ${line},`)).waitFor();
  }

  /** Runs a command by its whole title (`Centuria: Show Log`) from the palette. */
  async runCommand(title: string): Promise<void> {
    await this.#choose('F1', title, (rows) => rows.filter({ has: this.page.getByText(title, { exact: true }) }));
  }

  /** Waits until the palette offers a command by its whole title, and closes the palette again. */
  async waitForCommand(title: string): Promise<void> {
    await this.#pick('F1', title, (rows) => rows.filter({ has: this.page.getByText(title, { exact: true }) }));
    await this.press('Escape');
    await this.#quickInputGone();
  }

  /** What takes the focus closes the quick input under the mouse: then it is opened again. */
  async #choose(keys: string, words: string, choose: (rows: Locator) => Locator): Promise<void> {
    const deadline = Date.now() + patience;
    for (;;) {
      const row = await this.#pick(keys, words, choose);
      const clicked = await row.click({ timeout: 5_000 }).then(
        () => true,
        (error: unknown) => error,
      );
      if (clicked === true) return;
      if (Date.now() > deadline) throw clicked;
      await this.press('Escape');
    }
  }

  /** The list is made when the quick input opens, and what an extension brings may come later: then it is opened again. */
  async #pick(keys: string, words: string, choose: (rows: Locator) => Locator): Promise<Locator> {
    const row = choose(this.quickRows()).first();
    const soon = { timeout: 3_000 };
    const comes = (what: Locator): Promise<boolean> =>
      what.waitFor(soon).then(
        () => true,
        () => false,
      );
    const deadline = Date.now() + patience;
    // A search that is slow would begin anew each time: it is given twice as long.
    for (; ; soon.timeout *= 2) {
      await this.#quickInputGone();
      await this.press(keys);
      const input = this.quickInput();
      // A busy window can lose a key.
      if (await comes(input)) {
        // At once: each key by itself makes the window sort a thousand commands anew.
        const typed = await input.fill(keys === 'F1' ? `>${words}` : words, soon).then(
          () => true,
          () => false,
        );
        if (typed && (await comes(row))) return row;
        await this.press('Escape');
      }
      if (Date.now() > deadline) throw new Error(`${keys} never offered ${words}; on the screen: ${await this.screenshot('not-offered')}`);
    }
  }

  #quickInputGone(): Promise<void> {
    return this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** The text box of the quick input that is open. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  quickRows(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  /** Types into the quick input that is open; ends with Enter unless told otherwise. */
  async typeInQuickInput(text: string, { enter = true } = {}): Promise<void> {
    const input = this.quickInput();
    await input.waitFor();
    await input.fill(text);
    if (enter) await this.press('Enter');
  }

  /** The notification that holds a text; its buttons are `.getByRole('button', { name })`. */
  async waitForNotification(text: string | RegExp): Promise<Locator> {
    const toast = this.page.locator('.notification-toast').filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  /** The tab whose label is or holds a text. */
  async waitForEditorTab(title: string | RegExp): Promise<Locator> {
    const tab = this.page.locator('.tabs-container .tab').filter({ hasText: title }).first();
    await tab.waitFor();
    return tab;
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** The text of the active editor as drawn: only what is on the screen. */
  async visibleEditorText(): Promise<string> {
    const drawn = await this.#editorLines().evaluateAll((nodes) =>
      nodes
        .map((node) => ({ top: node.getBoundingClientRect().top, text: node.textContent }))
        .sort((one, other) => one.top - other.top)
        .map((line) => line.text),
    );
    return drawn.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Waits until the active editor shows a text. A key's effect is drawn a moment after it; false if it never is. */
  async showsText(text: string, patienceMs = patience): Promise<boolean> {
    const deadline = Date.now() + patienceMs;
    while ((await this.visibleEditorText()) !== text) {
      if (Date.now() > deadline) return false;
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    return true;
  }

  #editorLines(): Locator {
    // An editor that is hidden behind another of its group keeps its lines, in whatever order.
    return this.page.locator('.editor-group-container.active .editor-instance .view-lines:visible').first().locator('.view-line');
  }

  /** The document inside the first webview that holds `selector`: a webview is a frame within a frame. */
  async webviewFrame(selector: string): Promise<Frame> {
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      for (const frame of this.page.frames()) {
        if (!frame.url().includes('fake.html')) continue;
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      }
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    throw new Error(`No webview shows ${selector}.`);
  }

  /**
   * Sets user settings on top of those there are, in settings.json as a person does it: this VS Code does not always
   * notice that a file was changed under it.
   */
  async settings(values: Readonly<Record<string, unknown>>): Promise<void> {
    const before: unknown = JSON.parse(await readFile(this.#settingsFile, 'utf8'));
    const text = JSON.stringify({ ...(typeof before === 'object' ? before : {}), ...values });
    await this.runCommand('Preferences: Open User Settings (JSON)');
    const tab = this.page.locator('.tabs-container .tab.active[data-resource-name="settings.json"]');
    await tab.waitFor();
    await this.#editorLines().first().waitFor();
    await this.runCommand('Select All');
    await this.page.keyboard.insertText(text);
    await this.runCommand('File: Save');
    await this.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
    await this.runCommand('View: Close Editor');
    await tab.waitFor({ state: 'detached' });
  }

  async theme(kind: 'dark' | 'light' | 'hc-dark' | 'hc-light'): Promise<void> {
    const themes = {
      dark: { name: 'Dark Modern', style: '.vs-dark' },
      light: { name: 'Light Modern', style: '.vs' },
      'hc-dark': { name: 'Default High Contrast', style: '.hc-black' },
      'hc-light': { name: 'Default High Contrast Light', style: '.hc-light' },
    };
    const { name, style } = themes[kind];
    await this.settings({ 'workbench.colorTheme': name });
    await this.page.locator(`.monaco-workbench${style}`).waitFor();
  }

  /** Saves what is on the screen as `test-results/screens/<name>.png` and returns the path. */
  async screenshot(name: string): Promise<string> {
    await mkdir(screens, { recursive: true });
    const path = join(screens, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  async dispose(): Promise<void> {
    await this.#context.close();
  }
}
