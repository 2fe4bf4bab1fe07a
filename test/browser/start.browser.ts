import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';

import { cacheDir } from '../../scripts/lib/cache-dir.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { launchBrowser } from '../lib/launch-browser.ts';
import { until } from './lib/until.ts';
import { VsCodeWindow } from './lib/vscode-window.ts';

/** As long as a build may take on a busy machine. Milliseconds. */
const START_LIMIT_MS = 180_000;

let home: string;
let start: ChildProcess;
let output = '';
let browser: Browser;

/** A cache of its own, with the tools and weights that are there already, and a data folder of its own. */
function ownFolders(): Readonly<Record<string, string>> {
  const cache = join(home, 'cache');
  mkdirSync(cache);
  for (const name of readdirSync(cacheDir()))
    if (/^(?:code-server-|models$)/.test(name)) symlinkSync(join(cacheDir(), name), join(cache, name));
  return { CENTURIA_CACHE: cache, CENTURIA_DATA_DIR: join(home, 'data') };
}

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'centuria-start-'));
  const env = { ...process.env, ...ownFolders() };
  // The group is its own, so that Ctrl+C reaches all of it as in a terminal.
  start = spawn(process.execPath, [inRoot('scripts/start.mjs'), '--no-open'], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [start.stdout, start.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await until(() => /VS Code with Centuria: http/.test(output) || start.exitCode !== null, START_LIMIT_MS);
  browser = await launchBrowser();
});

after(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await browser.close();
  if (start.exitCode === null) process.kill(-(start.pid ?? 0), 'SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

test('npm start prints an address where Centuria is there, on the sample, with the model that was fetched, and `centuria` in its terminal', async () => {
  const url = /VS Code with Centuria: (http\S+)/.exec(output)?.[1];
  assert.ok(url, output);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const window = new VsCodeWindow(await context.newPage(), join(home, 'cache/served-vscode/data/User/settings.json'));
  await window.open(url);
  await window.page.getByRole('button', { name: /^Yes, I trust/ }).click();
  await window.page
    .locator('.activitybar .action-item')
    .filter({ has: window.page.getByLabel(/^Centuria/) })
    .waitFor();
  await window.page.getByText('Choose where answers come from').first().waitFor();
  await window.screenshot('start-first');
  await window.statusBarItem('of $5.00').waitFor();
  await window.runCommand('Centuria: Show Models');
  await window.quickRows().filter({ hasText: 'SmolLM2' }).waitFor();
  await window.screenshot('start-models');
  await window.press('Escape');
  await window.openFile('greeting.js');
  await window.goToLine(8);
  await window.runCommand('Centuria: Change This…');
  await window
    .quickRows()
    .filter({ hasText: /SmolLM2 135M here, free/ })
    .waitFor();
  await window.screenshot('start-first-change');
  await window.press('Escape');
  assert.deepEqual(window.ownErrors(), []);
  // What is typed before the shell is there waits for it.
  await window.runCommand('Terminal: Create New Terminal');
  await window.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
  await window.page.keyboard.type('centuria --version > version.txt\n');
  const version = join(home, 'cache/sample-workspace/version.txt');
  await until(() => existsSync(version) && readFileSync(version, 'utf8') !== '');
  assert.match(readFileSync(version, 'utf8'), /^centuria \d+\.\d+\.\d+\n$/);
  await window.screenshot('start-terminal');
  await context.close();
});

test('Ctrl+C ends it, and leaves nothing that runs', async () => {
  process.kill(-(start.pid ?? 0), 'SIGINT');
  await until(() => start.exitCode !== null);
  assert.equal(start.exitCode, 130);
  const port = /127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? '';
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
});
