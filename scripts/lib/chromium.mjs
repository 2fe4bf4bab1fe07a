import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apt, canApt } from './apt.mjs';

// Debian's headless build of Chromium comes first: without the window for people a page is there in a quarter of the time.
const headlessShell = '/usr/lib/chromium/chromium-headless-shell';
const places = {
  linux: [
    headlessShell,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
  ],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe')),
};

/** The browser the tests drive: `CHROMIUM_PATH`, or the first of the usual places; undefined if there is none. */
export function chromiumPath() {
  const named = process.env.CHROMIUM_PATH;
  return named ?? (places[process.platform] ?? []).find((file) => existsSync(file));
}

/** Makes sure that there is a Chromium: from the system's packages when root on Debian or a relative of it. */
export async function ensureChromium(report) {
  if (chromiumPath() !== undefined) return;
  if (!canApt()) {
    throw new Error(
      'The browser tests need Chromium, and none was found. Install it (on Debian or Ubuntu: ' +
        '`sudo apt-get install chromium fonts-liberation`), or set CHROMIUM_PATH to a Chromium or Chrome you have.',
    );
  }
  report("installing Chromium from the system's packages: reading the package lists");
  await apt(['update', '-qq']);
  report('  installing');
  const fonts = ['fonts-liberation', 'fonts-dejavu-core'];
  const install = (browser) => apt(['install', '-y', '-qq', '--no-install-recommends', browser, ...fonts]);
  // Ubuntu has no such package.
  await install('chromium-headless-shell').catch(() => install('chromium'));
  if (chromiumPath() === undefined)
    throw new Error("Chromium was installed from the system's packages, but is in none of the usual places.");
}
