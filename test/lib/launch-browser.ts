import { chromium, type Browser } from 'playwright-core';

import { chromiumPath } from '../../scripts/lib/chromium.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine, without the services of a browser for people. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('No Chromium was found: run `npm test` once, or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: FLAGS });
}
